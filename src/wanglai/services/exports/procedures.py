"""Cases of the procedure as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, columns, company_called, pages
from wanglai.services.procedures.queries import CaseRow, CasesPage, WantedCases, cases_page

_TITLE = Wording("对账事项", "Cases of the procedure")
_SHOWN = {
    "open": Wording("进行中", "Under way"),
    "late": Wording("已逾期", "Late"),
    "mine": Wording("由我的角色处理", "For my roles"),
    "over": Wording("已完成", "Finished"),
    "all": Wording("全部", "All"),
}
_COLUMNS = columns(
    ("编号", "No.", 8),
    ("客户", "Customer", 26),
    ("事项", "Case", 34),
    ("等待步骤", "Waits for", 34),
    ("负责角色", "Who", 20),
    ("期限", "Until", 12),
    ("逾期天数", "Days late", 10),
    ("状态", "State", 12),
    ("开始日期", "Opened on", 12),
)


def cases_table(*, company_id: int, actor: int, wanted: WantedCases) -> Table:
    """Every case that fits, newest first. Refuses, in order: NotFound, NotPermitted."""
    rows = list(_every(company_id, actor, wanted))
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id), _SHOWN[wanted.show]),
        columns=_COLUMNS,
        rows=map(_row, rows),
    )


def _every(company_id: int, actor: int, wanted: WantedCases) -> Iterator[CaseRow]:
    def part(after: int | None) -> CasesPage:
        return cases_page(company_id=company_id, actor=actor, wanted=replace(wanted, after=after))

    for page in pages(part(None), part):
        yield from page.rows


def _row(row: CaseRow) -> Row:
    roles = Wording(
        "、".join(each.zh for each in row.roles), ", ".join(each.en for each in row.roles)
    )
    return (
        row.id, row.customer, row.title, ", ".join(row.waits_for), roles, row.due_on, row.days_late or None, row.state_words,
        row.opened_on,
    )  # fmt: skip

"""Deductions as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tieout.refusal import Wording
from wanglai.services.deductions.queries import DeductionRow, Deductions, Wanted, deductions
from wanglai.services.exports.table import TOTAL, Row, Table, columns, company_called, pages

_TITLE = Wording("扣款", "Deductions")
_SHOWN = {
    "open": Wording("处理中", "Open"),
    "late": Wording("已逾期", "Late"),
    "mine": Wording("由我负责", "Mine"),
    "all": Wording("全部", "All"),
}
_COLUMNS = columns(
    ("编号", "No.", 8),
    ("客户", "Customer", 26),
    ("单据", "Document", 18),
    ("原因", "Reason", 14),
    ("说明", "Note", 30),
    ("币种", "Currency", 9),
    ("金额", "Amount", 16),
    ("负责人", "Owner", 20),
    ("期限", "Due", 12),
    ("状态", "State", 12),
    ("登记时间", "Opened at", 20),
)


def deductions_table(*, company_id: int, actor: int, show: str = "open", reason: str = "") -> Table:
    """Every case that fits, soonest deadline first, with a total per currency. Refuses, in order: NotFound, NotPermitted."""
    rows = list(_every(company_id, actor, Wanted(show, reason)))
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.amount.currency] = sums.get(row.amount.currency, 0) + row.amount.minor
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id), _SHOWN[show]),
        columns=_COLUMNS,
        rows=map(_row, rows),
        totals=tuple(
            (TOTAL, None, None, None, None, currency, replace(rows[0].amount, minor=minor, currency=currency), *[None] * 4)
            for currency, minor in sorted(sums.items())
        ),
    )  # fmt: skip


def _every(company_id: int, actor: int, wanted: Wanted) -> Iterator[DeductionRow]:
    def part(after: tuple[date, int] | None) -> Deductions:
        return deductions(company_id=company_id, actor=actor, wanted=replace(wanted, after=after))

    for page in pages(part(wanted.after), part):
        yield from page.rows


def _row(row: DeductionRow) -> Row:
    return (
        row.id, row.customer, row.document, row.reason, row.note, row.amount.currency, row.amount, row.owner,
        row.due_on, row.state_words, row.opened_at,
    )  # fmt: skip

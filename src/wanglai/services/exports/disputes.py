"""Disputes and their causes as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tieout.refusal import Wording
from wanglai.services.disputes.causes import GROUPS, CauseRow, causes
from wanglai.services.disputes.queries import DisputeRow, Disputes, Wanted, disputes
from wanglai.services.exports.table import TOTAL, Row, Table, columns, company_called, pages
from wanglai.services.money import Amount

_TITLE = Wording("争议", "Disputes")
_CAUSES = Wording("争议原因统计", "Causes of disputes")
SHOWN_WORDS = {
    "open": Wording("处理中", "Open"),
    "waits": Wording("待我方回复", "Wait for a reply"),
    "late": Wording("已逾期", "Late"),
    "mine": Wording("由我负责", "Mine"),
    "closed": Wording("已了结", "Closed"),
    "all": Wording("全部", "All"),
}
_COLUMNS = columns(
    ("编号", "No.", 8),
    ("客户", "Customer", 26),
    ("单据", "Document", 18),
    ("原因", "Reason", 14),
    ("内容", "What is said", 40),
    ("提出方", "Raised by", 16),
    ("币种", "Currency", 9),
    ("争议金额", "Disputed", 16),
    ("仍有争议", "Still stands", 16),
    ("负责人", "Owner", 20),
    ("提出日期", "Raised on", 12),
    ("期限", "Due", 12),
    ("状态", "State", 14),
    ("了结日期", "Closed on", 12),
    ("待回复", "Waits", 14),
)
_WAITS = Wording("待我方回复", "Waits for a reply")
_CAUSE_COLUMNS = columns(
    ("分组", "Group", 26),
    ("币种", "Currency", 9),
    ("件数", "Count", 9),
    ("处理中", "Open", 9),
    ("争议金额", "Disputed", 16),
    ("仍有争议", "Still stands", 16),
    ("认可金额", "Upheld", 16),
    ("平均天数", "Mean days", 11),
)


def disputes_table(*, company_id: int, actor: int, wanted: Wanted | None = None) -> Table:
    """Every dispute that fits, soonest deadline first, with totals per currency. Refuses, in order: NotFound, NotPermitted."""
    wanted = wanted or Wanted()
    rows = list(_every(company_id, actor, wanted))
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        before = sums.get(row.amount.currency, (0, 0))
        sums[row.amount.currency] = before[0] + row.amount.minor, before[1] + row.standing.minor
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id), SHOWN_WORDS[wanted.show]),
        columns=_COLUMNS,
        rows=map(_row, rows),
        totals=tuple(
            (TOTAL, *[None] * 5, currency, Amount(raised, currency), Amount(stands, currency), *[None] * 6)
            for currency, (raised, stands) in sorted(sums.items())
        ),
    )  # fmt: skip


def _every(company_id: int, actor: int, wanted: Wanted) -> Iterator[DisputeRow]:
    def part(after: tuple[date, int] | None) -> Disputes:
        return disputes(company_id=company_id, actor=actor, wanted=replace(wanted, after=after))

    for page in pages(part(None), part):
        yield from page.rows


def _row(row: DisputeRow) -> Row:
    return (
        row.id, row.customer, row.document, row.reason, row.said, row.raised_by, row.amount.currency, row.amount, row.standing,
        row.owner, row.opened_on, row.due_on, row.state_words, row.closed_on,
        _WAITS if row.waits else None,
    )  # fmt: skip


def causes_table(
    *, company_id: int, actor: int, by: str = "reason", from_on: date | None = None, to_on: date | None = None
) -> Table:  # fmt: skip
    """What ``causes`` tells, with its totals. Refuses, in order: NotFound, NotPermitted."""
    found = causes(company_id=company_id, actor=actor, by=by, from_on=from_on, to_on=to_on)
    days = f"{from_on or ''} – {to_on or ''}" if from_on or to_on else ""
    return Table(
        title=_CAUSES,
        name=_CAUSES,
        facts=(company_called(company_id), GROUPS[by], *([days] if days else ())),
        columns=_CAUSE_COLUMNS,
        rows=map(_cause, found.rows),
        totals=tuple(map(_cause, found.totals)),
    )


def _cause(row: CauseRow) -> Row:
    return (
        row.words, row.amount.currency, row.count, row.open, row.amount, row.standing, row.upheld, row.days,
    )  # fmt: skip

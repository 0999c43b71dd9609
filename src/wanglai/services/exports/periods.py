"""Periods as a table."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.exports.table import TOTAL, Table, columns, company_called
from wanglai.services.periods.queries import PeriodRow, periods

_TITLE = Wording("会计期间", "Periods")
_CLOSED = Wording("已结账", "Closed")
_NEXT = Wording("待结账", "Next to close")
_OPEN = Wording("未结账", "Open")
_COLUMNS = columns(
    ("自", "From", 12),
    ("至", "To", 12),
    ("状态", "State", 14),
    ("凭证数", "Entries", 10),
    ("结账时间", "Closed at", 20),
    ("结账人", "Closed by", 20),
    ("交到库外的链头", "Head handed outside", 68),
)


def periods_table(*, company_id: int, actor: int) -> Table:
    """Every period, the newest first. Refuses, in order: NotFound, NotPermitted."""
    found = periods(company_id=company_id, actor=actor)
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id),),
        columns=_COLUMNS,
        rows=(
            (
                row.from_on, row.to_on, _state(row), row.entries, row.closed_at, row.closed_by,
                row.anchor,
            )
            for row in found
        ),
        totals=((TOTAL, None, None, sum(row.entries for row in found)),),
    )  # fmt: skip


def _state(row: PeriodRow) -> Wording:
    return _CLOSED if row.closed_seq is not None else _NEXT if row.is_next else _OPEN

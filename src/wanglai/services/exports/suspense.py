"""Money in suspense as a table."""

from __future__ import annotations

from datetime import date

from tieout.refusal import Wording
from wanglai.services.cash.show_suspense import SuspendedRow, suspense
from wanglai.services.exports.table import TOTAL, Row, Table, columns, company_called, named
from wanglai.services.money import Amount

_TITLE = Wording("待查来款", "Money in suspense")
_COLUMNS = columns(
    ("到账日", "Day", 12),
    ("天数", "Days", 8),
    ("账龄", "Age", 14),
    ("付款人", "Payer", 26),
    ("摘要", "Text", 40),
    ("单据", "Document", 18),
    ("账户", "Account", 18),
    ("币种", "Currency", 9),
    ("到账金额", "Came in", 16),
    ("未认领", "Left", 16),
)


def suspense_table(
    *, company_id: int, actor: int, as_of: date, currency: str = "", bucket: int = 0
) -> Table:
    """The rows of the page, the oldest first, with a total per currency shown. Refuses, in order: NotFound, NotPermitted."""
    found = suspense(company_id=company_id, actor=actor, as_of=as_of, currency=currency, bucket=bucket)  # fmt: skip
    sums: dict[str, int] = {}
    for row in found.rows:
        sums[row.open.currency] = sums.get(row.open.currency, 0) + row.open.minor
    return Table(
        title=_TITLE,
        name=named(_TITLE, as_of),
        facts=(company_called(company_id), Wording(f"截至 {as_of}", f"As of {as_of}")),
        columns=_COLUMNS,
        rows=map(_row, found.rows),
        totals=tuple(
            (TOTAL, *[None] * 6, coin, None, Amount(minor, coin)) for coin, minor in sorted(sums.items())
        ),
    )  # fmt: skip


def _row(row: SuspendedRow) -> Row:
    return (
        row.on, row.days, row.bucket_words, row.payer, row.text, row.document, row.account, row.open.currency,
        row.amount, row.open,
    )  # fmt: skip

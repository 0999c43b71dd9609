"""A customer's ledger as a table, with the totals of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, as_known, columns
from wanglai.services.ledger.show_account import LINES_MAX, AccountPage, account_page

_COLUMNS = columns(
    ("日期", "Day", 12),
    ("类型", "Kind", 16),
    ("凭证号", "Number", 9),
    ("单据号", "Document", 18),
    ("科目", "Account", 22),
    ("摘要", "Text", 30),
    ("币种", "Currency", 9),
    ("借方", "Debit", 15),
    ("贷方", "Credit", 15),
    ("余额", "Balance", 15),
    ("记账客户", "Posted to", 24),
)
_TITLE = Wording("客户明细账", "Customer ledger")
_OPENING = Wording("期初余额", "Opening balance")
_TOTAL = Wording("合计与期末余额", "Total and closing balance")


def account_table(
    *, company_id: int, actor: int, customer_id: int, from_on: date, to_on: date,
    known_at: datetime | None = None,
) -> Table:  # fmt: skip
    """Every line of the screen. Refuses what ``account_page`` refuses."""
    page = account_page(
        company_id=company_id, actor=actor, customer_id=customer_id, from_on=from_on, to_on=to_on,
        known_at=known_at, limit=LINES_MAX,
    )  # fmt: skip
    name = f"{page.customer_name} {from_on} {to_on}"
    return Table(
        title=_TITLE,
        name=Wording(name, name),
        facts=(page.customer_name, f"{from_on} – {to_on}", *as_known(known_at)),
        columns=_COLUMNS,
        rows=_rows(page),
        totals=tuple(
            (page.to_on, _TOTAL, None, None, None, None, each.closing.currency, each.debits, each.credits, each.closing, None)
            for each in page.sums
        ),
    )  # fmt: skip


def _rows(page: AccountPage) -> Iterator[Row]:
    for each in page.sums:
        yield (page.from_on, _OPENING, None, None, None, None, each.opening.currency, None, None, each.opening, None)  # fmt: skip
    for line in page.lines:
        yield (
            line.entry_on, line.kind, line.number, line.document, line.account, line.text,
            line.balance.currency, line.debit, line.credit, line.balance,
            line.under or None,
        )  # fmt: skip

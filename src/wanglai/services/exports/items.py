"""A customer's open items as a table, with the sums of the screen."""

from __future__ import annotations

from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, as_known, columns, named
from wanglai.services.ledger.show_items import OpenRow, open_items_page
from wanglai.services.money import Amount

_TITLE = Wording("未清项", "Open items")
_COLUMNS = columns(
    ("类型", "Kind", 16),
    ("单据号", "Document", 20),
    ("单据日", "Day", 12),
    ("到期日", "Due on", 12),
    ("逾期天数", "Days overdue", 10),
    ("币种", "Currency", 9),
    ("金额", "Amount", 16),
    ("已核销", "Settled", 16),
    ("未清", "Open", 16),
    ("标记", "Flags", 30),
    ("记账客户", "Posted to", 24),
)
_SUMS = (
    ("owed", Wording("客户欠款", "They owe")),
    ("overdue", Wording("其中逾期", "Of it overdue")),
    ("ours", Wording("我方应付", "We owe")),
    ("balance", Wording("余额", "Balance")),
)


def items_table(
    *, company_id: int, actor: int, customer_id: int, on: date, known_at: datetime | None = None
) -> Table:
    """Debits above zero, credits below. Refuses, in order: NotFound, NotPermitted, NotFound (no such customer)."""
    page = open_items_page(
        company_id=company_id, actor=actor, customer_id=customer_id, on=on, known_at=known_at
    )
    return Table(
        title=_TITLE,
        name=named(_TITLE, page.customer_name, on),
        facts=(page.customer_name, f"{on}", *as_known(known_at)),
        columns=_COLUMNS,
        rows=map(_row, (*page.debits, *page.credits)),
        totals=tuple(
            (words, None, None, None, None, amount.currency, None, None, amount, None, None)
            for name, words in _SUMS
            for amount in getattr(page, name)
        ),
    )


def _flags(row: OpenRow) -> Wording:
    days = [f" {flag.until_on}" if flag.until_on else "" for flag in row.flags]
    told = [(flag.words, day) for flag, day in zip(row.flags, days, strict=True)]
    return Wording(
        "、".join(words.zh + day for words, day in told),
        ", ".join(words.en + day for words, day in told),
    )


def _row(row: OpenRow) -> Row:
    amounts = (row.amount, row.settled, row.amount_open)
    sign = 1 if row.is_debit else -1
    return (
        row.kind, row.document, row.document_on, row.due_on, row.days_overdue, row.amount.currency,
        *(Amount(sign * amount.minor, amount.currency) for amount in amounts),
        _flags(row), row.under or None,
    )  # fmt: skip

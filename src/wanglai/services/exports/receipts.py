"""Receipts by state as a table."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.cash.receipts import ReceiptRow, Wanted, every_receipt
from wanglai.services.cash.words import RECEIPT_STATES
from wanglai.services.exports.table import TOTAL, Row, Table, columns, company_called, named
from wanglai.services.money import Amount, sums

_TITLE = Wording("收款状态", "Receipts")
_ALL = Wording("全部状态", "Every state")
_COLUMNS = columns(
    ("日期", "Day", 12),
    ("种类", "Kind", 16),
    ("客户", "Customer", 26),
    ("付款人", "Payer", 26),
    ("编号", "Number", 22),
    ("币种", "Currency", 9),
    ("金额", "Amount", 16),
    ("状态", "State", 12),
    ("已退回部分", "Part that came back", 16),
    ("退回日", "Bounced on", 12),
    ("登记人", "Entered by", 18),
    ("原因", "Why", 30),
)


def receipts_table(*, company_id: int, actor: int, wanted: Wanted) -> Table:
    """Every receipt that fits, the newest first, with a total per currency. Refuses, in order: NotFound, NotPermitted."""
    rows = every_receipt(company_id=company_id, actor=actor, wanted=wanted)
    return Table(
        title=_TITLE,
        name=named(_TITLE, wanted.from_on, wanted.to_on),
        facts=(
            company_called(company_id), f"{wanted.from_on} – {wanted.to_on}",
            RECEIPT_STATES[wanted.state] if wanted.state else _ALL, *([wanted.search] if wanted.search else []),
        ),
        columns=_COLUMNS,
        rows=map(_row, rows),
        totals=tuple(map(_total, sums(row.amount for row in rows))),
    )  # fmt: skip


def _row(row: ReceiptRow) -> Row:
    return (
        row.on, row.kind_words, row.customer, row.payer, row.number, row.amount.currency, row.amount, row.state_words,
        row.gone, row.bounced_on, row.bounced_by, row.why,
    )  # fmt: skip


def _total(amount: Amount) -> Row:
    return (TOTAL, None, None, None, None, amount.currency, amount, None, None, None, None, None)

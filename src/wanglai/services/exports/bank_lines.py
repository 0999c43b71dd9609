"""Lines of the banks with what they were booked as, as a table."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.bank.booked_lines import BookedLine, WantedLines, booked_lines
from wanglai.services.bank.words import LINE_STATES
from wanglai.services.exports.table import TOTAL, Row, Table, columns, company_called, named
from wanglai.services.money import Amount, sums

_TITLE = Wording("银行流水", "Bank lines")
_ALL = Wording("全部状态", "Every state")
_COLUMNS = columns(
    ("账户", "Account", 18),
    ("日期", "Day", 12),
    ("起息日", "Value day", 12),
    ("币种", "Currency", 9),
    ("金额", "Amount", 16),
    ("对方户名", "Other party", 26),
    ("对方账号", "Their account", 20),
    ("摘要", "Text", 34),
    ("附言号", "Reference", 20),
    ("银行流水号", "Bank's reference", 20),
    ("状态", "State", 14),
    ("不入往来账的原因", "Why put aside", 22),
    ("客户", "Customer", 26),
    ("入账日期", "Booked on", 12),
    ("收款凭证号", "Receipt no.", 12),
    ("核销单据", "Settles", 34),
    ("未核销余额", "Left on account", 16),
    ("来源文件", "File", 26),
    ("文件 SHA-256", "SHA-256 of the file", 66),
)


def bank_lines_table(*, company_id: int, actor: int, wanted: WantedLines) -> Table:
    """Every line that fits, by day, with a total per currency. Refuses, in order: NotFound, NotPermitted.

    A line that stands for its payments is left out of the total: they are in it.
    """
    rows = tuple(booked_lines(company_id=company_id, actor=actor, wanted=wanted))
    split = LINE_STATES["split"]
    return Table(
        title=_TITLE,
        name=named(_TITLE, wanted.from_on, wanted.to_on),
        facts=(
            company_called(company_id), f"{wanted.from_on} – {wanted.to_on}",
            LINE_STATES[wanted.state] if wanted.state else _ALL, *([wanted.search] if wanted.search else []),
        ),
        columns=_COLUMNS,
        rows=map(_row, rows),
        totals=tuple(map(_total, sums(row.amount for row in rows if row.state_words != split))),
    )  # fmt: skip


def _row(row: BookedLine) -> Row:
    aside = row.aside_words
    why = Wording(f"{aside.zh} {row.aside_note}".strip(), f"{aside.en} {row.aside_note}".strip()) if aside else None  # fmt: skip
    return (
        row.account, row.on, row.value_on, row.amount.currency, row.amount, row.other_name, row.other_account, row.text,
        row.reference, row.bank_reference, row.state_words, why, row.customer, row.entry_on, row.receipt, row.settles,
        row.on_account, row.file, row.sha256,
    )  # fmt: skip


def _total(amount: Amount) -> Row:
    return (TOTAL, None, None, amount.currency, amount, *[None] * 14)

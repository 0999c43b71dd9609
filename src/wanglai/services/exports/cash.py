"""What waits on the workbench, and the figures of cash application, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tieout.refusal import Wording
from wanglai.services.cash.rows import Figures, QueueRow
from wanglai.services.cash.show_figures import cash_figures
from wanglai.services.cash.show_queue import every_waiting_line
from wanglai.services.cash.words import STATUSES
from wanglai.services.exports.table import (
    CURRENCY,
    TOTAL,
    Column,
    Row,
    Table,
    columns,
    company_called,
    named,
)
from wanglai.services.money import Amount, sums

_QUEUE = Wording("工作台", "Workbench")
_ALL = Wording("全部建议", "All proposals")
_QUEUE_COLUMNS = columns(
    ("日期", "Day", 12),
    ("付款人", "Payer", 26),
    ("摘要", "Text", 34),
    ("币种", "Currency", 9),
    ("金额", "Amount", 16),
    ("状态", "State", 16),
    ("客户", "Customer", 26),
    ("依据", "What the machine says", 40),
    ("单据数", "Documents", 10),
    ("余款", "Left on account", 16),
)
_FIGURES = Wording("收款指标", "Figures of cash application")
_FIGURE_COLUMNS = (
    *columns(("指标", "Figure", 34), ("数值", "Value", 16)),
    Column(CURRENCY, 9),
)


def queue_table(*, company_id: int, actor: int, status: str = "", search: str = "") -> Table:
    """Every line that waits and fits, what helps most first, with a total per currency. Refuses, in order: NotFound, NotPermitted."""
    rows = every_waiting_line(company_id=company_id, actor=actor, status=status, search=search)
    return Table(
        title=_QUEUE,
        name=_QUEUE,
        facts=(company_called(company_id), STATUSES[status] if status else _ALL, *([search] if search else [])),
        columns=_QUEUE_COLUMNS,
        rows=map(_line, rows),
        totals=tuple(map(_total, sums(row.amount for row in rows))),
    )  # fmt: skip


def _line(row: QueueRow) -> Row:
    return (
        row.on, row.payer, row.text, row.amount.currency, row.amount, row.status_words, row.customer, row.sentence,
        row.documents, row.left,
    )  # fmt: skip


def _total(amount: Amount) -> Row:
    return (TOTAL, None, None, amount.currency, amount, *[None] * 5)


def cash_figures_table(*, company_id: int, actor: int, from_on: date, to_on: date) -> Table:
    """The figures of lines that came in between two days, with what each is made of. Refuses, in order: NotFound, NotPermitted."""
    found = cash_figures(company_id=company_id, actor=actor, from_on=from_on, to_on=to_on)
    return Table(
        title=_FIGURES,
        name=named(_FIGURES, from_on, to_on),
        facts=(company_called(company_id), f"{from_on} – {to_on}"),
        columns=_FIGURE_COLUMNS,
        rows=_figures(found),
    )


def _figures(found: Figures) -> Iterator[Row]:
    yield Wording("收款笔数", "Lines"), found.lines, None
    yield Wording("其中等待处理", "Of these, waiting"), found.waiting, None
    yield Wording("核销的应收笔数", "Debts settled"), found.invoices, None
    yield Wording("其中机器核销", "Of these, by the machine"), found.invoices_by_machine, None
    yield Wording("按单据自动率 %", "Automatic rate by invoice, %"), _said(found.automatic_rate), None  # fmt: skip
    yield Wording("机器入账笔数", "Lines the machine booked"), found.lines_by_machine, None
    yield Wording("其中被撤回", "Of these, taken back"), found.taken_back, None
    yield Wording("准确率 %", "Precision, %"), _said(found.precision), None
    for amount in found.unapplied:
        yield Wording("未核销款项", "Money on account"), amount, amount.currency
    yield Wording("未核销款项账龄（天）", "Age of money on account, days"), _said(found.unapplied_days), None  # fmt: skip
    yield Wording("核销用时中位数（小时）", "Median time to apply, hours"), _said(found.hours), None


def _said(figure: Decimal | None) -> str | None:
    return str(figure) if figure is not None else None

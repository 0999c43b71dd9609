"""Remittance advices as tables: the list, and the lines of one."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.exports.table import TOTAL, Row, Table, columns, company_called, named
from wanglai.services.money import sums
from wanglai.services.remittances.queries import advised_lines, every_advice
from wanglai.services.remittances.rows import AdviceRow, AdvisedLine
from wanglai.services.remittances.words import STATES

_TITLE = Wording("付款通知", "Remittance advices")
_ONE = Wording("付款通知", "Remittance advice")
_ALL = Wording("全部状态", "Every state")
_COLUMNS = columns(
    ("编号", "No.", 8),
    ("名称", "Name", 34),
    ("客户", "Customer", 26),
    ("附言号", "Reference", 22),
    ("付款日", "Paid on", 12),
    ("币种", "Currency", 9),
    ("通知总额", "Total it states", 16),
    ("明细合计", "Its lines", 16),
    ("行数", "Lines", 8),
    ("问题", "Problems", 10),
    ("状态", "State", 18),
    ("关联收款", "Receipts", 10),
    ("交入人", "Handed in by", 20),
    ("交入时间", "Handed in at", 20),
)
_LINES = columns(
    ("单据号", "Document", 24),
    ("币种", "Currency", 9),
    ("付款金额", "Paid", 16),
    ("扣款", "Kept back", 16),
    ("原因", "Why", 30),
    ("未清余额", "Open", 16),
    ("客户", "Customer", 26),
    ("说明", "Remark", 34),
)


def advices_table(*, company_id: int, actor: int, state: str = "", search: str = "") -> Table:
    """Every advice that fits, the newest first. Refuses, in order: NotFound, NotPermitted."""
    rows = every_advice(company_id=company_id, actor=actor, state=state, search=search)
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id), STATES[state] if state else _ALL, *([search] if search else [])),
        columns=_COLUMNS,
        rows=map(_row, rows),
    )  # fmt: skip


def _row(row: AdviceRow) -> Row:
    return (
        row.id, row.name, row.customer, row.reference, row.paid_on, row.paid.currency, row.total, row.paid, row.lines,
        row.problems, row.state_words, row.receipts, row.entered_by, row.entered_at,
    )  # fmt: skip


def advice_table(*, company_id: int, actor: int, remittance_id: int) -> Table:
    """Every line of one advice with the item it means, and what they come to. Refuses, in order: NotFound, NotPermitted, NotFound (advice)."""
    row, lines = advised_lines(company_id=company_id, actor=actor, remittance_id=remittance_id)
    return Table(
        title=_ONE,
        name=named(_ONE, row.name),
        facts=(company_called(company_id), row.name, row.customer, row.state_words),
        columns=_LINES,
        rows=map(_line, lines),
        totals=tuple(
            (TOTAL, each.currency, each, *[None] * 5) for each in sums(line.paid for line in lines)
        ),
    )


def _line(row: AdvisedLine) -> Row:
    return (row.number, row.paid.currency, row.paid, row.deduction, row.reason, row.open, row.customer, row.why_none)  # fmt: skip

"""The trial balance as a table, with its sum and its proof."""

from __future__ import annotations

from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.exports.table import (
    TOTAL,
    Table,
    as_known,
    columns,
    company_called,
    named,
)
from wanglai.services.ledger.show_balances import balances_page

_TITLE = Wording("试算平衡表", "Trial balance")
_REST = Wording("借方减贷方", "Debit less credit")
_ITEMS = Wording("未清项合计", "Open items")
_CONTROL = Wording("控制科目", "Control accounts")
_GAP = Wording("差额", "Gap")
_COLUMNS = columns(
    ("科目编码", "Code", 14),
    ("科目", "Ledger account", 30),
    ("币种", "Currency", 9),
    ("余额", "Balance", 18),
    ("借方（本位币）", "Debit, company's currency", 18),
    ("贷方（本位币）", "Credit, company's currency", 18),
)


def balances_table(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None
) -> Table:
    """Every account at the end of a day. Refuses, in order: NotFound, NotPermitted."""
    page = balances_page(company_id=company_id, actor=actor, on=on, known_at=known_at)
    return Table(
        title=_TITLE,
        name=named(_TITLE, on),
        facts=(company_called(company_id), f"{on}", *as_known(known_at)),
        columns=_COLUMNS,
        rows=(
            (row.code, row.account, row.amount.currency, row.amount, row.debit, row.credit)
            for row in page.rows
        ),
        totals=(
            (TOTAL, None, page.debits.currency, None, page.debits, page.credits),
            (_REST, None, page.rest.currency, None, page.rest, None),
        ),
        proof=tuple(
            (_ITEMS, None, each.gap.currency, each.items, _CONTROL, each.control, _GAP, each.gap)
            for each in page.proofs
        ),
    )

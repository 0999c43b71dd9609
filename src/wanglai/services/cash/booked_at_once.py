"""Lines whose money stays with whose it is, many in one call: receipt, settlement and proposal of each."""

from __future__ import annotations

from collections.abc import Sequence

from wanglai.services.cash.planning import Plan
from wanglai.services.cash.settle_line import number_of, words_of
from wanglai.services.ledger.book import Receipt, Settled, Who, settle_receipts


def book_at_once(company_id: int, who: Who, plans: Sequence[Plan], policy_id: int | None) -> None:
    """Every line of the plans, in one transaction that holds the book. Refuses: ItemsDoNotMeet, CashierSettles, KeyWasUsed, PeriodIsNotOpen."""
    receipts, settled = [], []
    for no, plan in enumerate(plans, start=1):
        ready, line = plan.ready, plan.ready.line
        receipts.append(
            Receipt(
                line.id, line.version, ready.wanted.customer_id, plan.on, number_of(line), words_of(line), ready.key,
                ready.asked(), ready.proposal_id,
            )
        )  # fmt: skip
        for row_no, row in enumerate(plan.rows, start=1):
            settled.append(Settled(no, row_no, row.debit, row.credit or None, row.amount, row.debit_base, row.credit_base, row.on))  # fmt: skip
    settle_receipts(company_id, who, policy_id, receipts, settled)

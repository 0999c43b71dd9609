"""Lines whose money stays with whose it is, many in one call: receipt, settlement and proposal of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from wanglai.services.cash.planning import Plan
from wanglai.services.cash.settle_line import number_of, words_of
from wanglai.services.ledger.book import Receipt, Settled, Who, settling_receipts


@contextmanager
def booking_at_once(
    company_id: int, who: Who, policy_id: int | None
) -> Iterator[Callable[[Sequence[Plan]], None]]:
    """Book every line of the plans given, in the transaction that holds the book; what they refuse comes out at the end.

    The database writes some while the next are planned. Refuses: ItemsDoNotMeet, CashierSettles, KeyWasUsed, PeriodIsNotOpen.
    """
    with settling_receipts(company_id, who, policy_id) as settle:

        def book(plans: Sequence[Plan]) -> None:
            if plans:
                settle(*_told(plans))

        yield book


def _told(plans: Sequence[Plan]) -> tuple[list[Receipt], list[Settled]]:
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
    return receipts, settled

"""Bills of exchange and cheques: where a bill may go from where it stands, and the entries it makes.

A bill moves what is owed from receivables to bills; it is not money before it is paid. Passed on, it is still a risk:
the holder comes back to us if nobody pays, so what we got for it is a debt of ours until the day it is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from wanglai.domain.allocation import ItemState
from wanglai.domain.ledger import CREDIT, DEBIT, Draft, Item, Line
from wanglai.domain.money import converted, part_of

KINDS = ("bank", "commercial", "cheque")
STATES = ("received", "presented", "endorsed", "discounted", "settled", "dishonoured")
NEXT: dict[str, tuple[str, ...]] = {
    "received": ("presented", "endorsed", "discounted", "settled", "dishonoured"),
    "presented": ("settled", "dishonoured"),
    "endorsed": ("settled", "dishonoured"),
    "discounted": ("settled", "dishonoured"),
    "settled": (),
    "dishonoured": (),
}
# Where a bill said to be paid goes when that is undone: to where it stood. Nobody chooses this as a step of its own.
UNDONE: dict[str, tuple[str, ...]] = {"settled": ("received", "endorsed", "discounted")}
PASSED_ON = ("endorsed", "discounted")


def next_states(kind: str, state: str) -> tuple[str, ...]:
    """Where a bill may go: a cheque is payable at sight, so no bank buys it before its day."""
    return tuple(each for each in NEXT[state] if kind != "cheque" or each != "discounted")


Fault = Literal["kind", "amount", "rate", "maturity", "day"]


@dataclass(frozen=True)
class BillPaper:
    """What a bill says, and the day we got it. ``amount`` in minor units of ``currency``."""

    kind: str
    customer_id: int
    number: str
    drawer: str  # who drew it and owes behind the drawee
    drawee: str  # who pays it: the accepting bank or firm
    amount: int
    issued_on: date
    matures_on: date
    received_on: date
    currency: str = "CNY"
    rate: Decimal = Decimal(1)


def first_fault(bill: BillPaper, base: str) -> Fault | None:
    """Why a bill is not taken, the first of: kind, amount, rate, maturity (before issue), day (got before it was issued)."""
    if bill.kind not in KINDS:
        return "kind"
    if bill.amount <= 0:
        return "amount"
    if bill.rate <= 0 or (bill.currency == base and bill.rate != 1):
        return "rate"
    if bill.matures_on < bill.issued_on:
        return "maturity"
    return "day" if bill.received_on < bill.issued_on else None


def received(bill: BillPaper, base: str) -> Draft:
    """Bills 50,000.00, receivable -50,000.00: a debit item due at maturity, and a credit that settles what it pays."""
    assert first_fault(bill, base) is None, "a bill is checked before it is booked"
    worth = converted(bill.amount, currency=bill.currency, base=base, rate=bill.rate)
    return Draft(
        kind="bill",
        on=bill.received_on,
        document=bill.number,
        currency=bill.currency,
        rate=bill.rate,
        lines=(
            Line("bills", bill.currency, bill.amount, worth, bill.customer_id),
            Line("receivable", bill.currency, -bill.amount, -worth, bill.customer_id),
        ),
        items=(
            Item(1, "bill", DEBIT, bill.amount, worth, bill.matures_on),
            Item(2, "bill", CREDIT, bill.amount, worth, None),
        ),
        customer_id=bill.customer_id,
    )


def discounted(state: ItemState, proceeds: int, on: date) -> Draft:
    """Money for a bill before it matures, with recourse: 50,000.00 sold for 49,500.00 is bank 49,500.00, cost 500.00,
    and a debt of 50,000.00 to the bank until the bill is paid. The bill itself stays open."""
    assert 0 < proceeds <= state.amount_open, "a bill fetches at most its amount"
    worth = part_of(state.base_open, amount=proceeds, of=state.amount_open)
    parts = (
        ("bank", proceeds, worth),
        ("finance", state.amount_open - proceeds, state.base_open - worth),
        ("recourse", -state.amount_open, -state.base_open),
    )
    return _without_items(state, on, parts)


def endorsed(state: ItemState, on: date) -> Draft:
    """Passed on to somebody we owe: clearing takes the amount, and we answer for it until it is paid."""
    worth = (state.amount_open, state.base_open)
    return _without_items(
        state, on, (("clearing", *worth), ("recourse", -worth[0], -worth[1]))
    )  # fmt: skip


def paid_back(state: ItemState, on: date) -> Draft:
    """The holder of a bill that was not paid comes back to us: the debt goes, and so does the money."""
    worth = (state.amount_open, state.base_open)
    return _without_items(state, on, (("recourse", *worth), ("bank", -worth[0], -worth[1])))


def _without_items(state: ItemState, on: date, parts: tuple[tuple[str, int, int], ...]) -> Draft:
    return Draft(
        kind="bill",
        on=on,
        document=state.document,
        currency=state.currency,
        rate=None,
        lines=tuple(
            Line(account, state.currency, amount, base)
            for account, amount, base in parts
            if amount or base
        ),
        customer_id=state.customer_id,
    )

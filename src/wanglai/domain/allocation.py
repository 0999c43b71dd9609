"""How much of two items meets, in their currency and in the company's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from wanglai.domain.ledger import CREDIT, DEBIT, Draft, Item, Line
from wanglai.domain.money import part_of

Fault = Literal["sides", "partner", "amount", "open", "day"]


@dataclass(frozen=True)
class ItemState:
    """An open item as it stands now: what is left of it in both currencies."""

    id: int
    customer_id: int
    account: str  # role
    account_id: int
    currency: str
    kind: str
    side: int
    amount_open: int
    base_open: int
    document: str
    document_on: date
    due_on: date | None = None
    undone_on: date | None = None  # the last day on which a settlement of it was undone

    @property
    def free_from(self) -> date:
        """The first day on which it can be settled: it exists, and is not settled by what was undone later.

        Settled on 10 March and undone on 5 April, it was settled all through March: 5 April is the first day.
        """
        return max(self.document_on, self.undone_on or self.document_on)


@dataclass(frozen=True)
class Settlement:
    """So much of a debit item settled by a credit item. ``realised`` above zero is a gain."""

    debit_item_id: int
    credit_item_id: int
    amount: int
    debit_base: int
    credit_base: int
    effective_on: date

    @property
    def realised(self) -> int:
        return self.credit_base - self.debit_base


def first_fault(debit: ItemState, credit: ItemState, amount: int, on: date) -> Fault | None:
    """Why two items cannot meet, the first of: sides, partner, amount, open, day."""
    if debit.side != DEBIT or credit.side != CREDIT:
        return "sides"
    if (debit.customer_id, debit.currency, debit.account_id) != (
        credit.customer_id,
        credit.currency,
        credit.account_id,
    ):
        return "partner"
    if amount <= 0:
        return "amount"
    if amount > min(debit.amount_open, credit.amount_open):
        return "open"
    if on < max(debit.free_from, credit.free_from):
        return "day"
    return None


def settle(debit: ItemState, credit: ItemState, amount: int, on: date) -> Settlement:
    """Both items give up their share of base currency; a difference is realised exchange.

    Invoice of 1,000.00 USD booked at 7.10 (7,100.00), receipt of 1,000.00 USD at 7.20 (7,200.00): the
    settlement takes 7,100.00 and 7,200.00, a gain of 100.00. Half of it first: 3,550.00 and 3,600.00.
    """
    assert first_fault(debit, credit, amount, on) is None, "checked before it is settled"
    return Settlement(
        debit.id,
        credit.id,
        amount,
        part_of(debit.base_open, amount=amount, of=debit.amount_open),
        part_of(credit.base_open, amount=amount, of=credit.amount_open),
        on,
    )


def exchange_entry(settlement: Settlement, item: ItemState) -> Draft:
    """The realised difference of a settlement: no amount in the document's currency, gain or loss in ours."""
    assert settlement.realised, "an entry says something"
    return Draft(
        kind="exchange",
        on=settlement.effective_on,
        document=item.document,
        currency=item.currency,
        rate=None,
        lines=(
            Line(item.account, item.currency, 0, settlement.realised, item.customer_id),
            Line("exchange", item.currency, 0, -settlement.realised),
        ),
        customer_id=item.customer_id,
    )


def counter_item(
    state: ItemState, amount: int, *, kind: str, on: date, net: str, document: str, text: str = ""
) -> Draft:
    """The entry whose item takes ``amount`` of an open item away at the rate it was booked.

    A write-off of 40.00 on an open invoice: allowance 40.00, receivable -40.00 with a credit item of 40.00.
    """
    base = _booked_base(state, amount)
    signed, signed_base = -state.side * amount, -state.side * base
    return Draft(
        kind=kind,
        on=on,
        document=document,
        currency=state.currency,
        rate=None,
        lines=(
            Line(state.account, state.currency, signed, signed_base, state.customer_id),
            Line(net, state.currency, -signed, -signed_base),
        ),
        items=(Item(1, kind, -state.side, amount, base, None),),
        customer_id=state.customer_id,
        text=text,
    )


def moved(
    state: ItemState, amount: int, *, account: str, customer_id: int, on: date, document: str
) -> Draft:
    """The entry that moves part of an item to another customer or control account, at its booked rate."""
    base = _booked_base(state, amount)
    there = Line(account, state.currency, state.side * amount, state.side * base, customer_id)
    return _transferred(state, amount, base, (there,), amount, on=on, document=document)


def crossed(
    state: ItemState, amount: int, *, currency: str, received: int, on: date, document: str
) -> Draft:
    """The entry that turns part of an item into another currency at an agreed rate, through clearing.

    A receipt of 110.00 USD that pays 100.00 EUR: 110.00 USD leave the customer's dollars, 100.00 EUR stand
    as a credit of the same base value; what the invoice was booked at decides the exchange difference.
    """
    assert received > 0
    base = _booked_base(state, amount)
    there = (
        Line("clearing", state.currency, state.side * amount, state.side * base),
        Line("clearing", currency, -state.side * received, -state.side * base),
        Line(state.account, currency, state.side * received, state.side * base, state.customer_id),
    )
    return _transferred(state, amount, base, there, received, on=on, document=document)


def _booked_base(state: ItemState, amount: int) -> int:
    assert 0 < amount <= state.amount_open
    return part_of(state.base_open, amount=amount, of=state.amount_open)


def _transferred(
    state: ItemState, amount: int, base: int, there: tuple[Line, ...], received: int, *, on: date, document: str
) -> Draft:  # fmt: skip
    """Out of the item by the first line, and into a new one by the last, due when the old one was."""
    out = Line(state.account, state.currency, -state.side * amount, -state.side * base, state.customer_id)  # fmt: skip
    return Draft(
        kind="transfer",
        on=on,
        document=document,
        currency=state.currency,
        rate=None,
        lines=(out, *there),
        items=(
            Item(1, "transfer", -state.side, amount, base, None),
            Item(1 + len(there), "transfer", state.side, received, base, state.due_on),
        ),
        customer_id=state.customer_id,
    )

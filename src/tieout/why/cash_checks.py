"""What a receipt must meet to pay an item: first the two themselves, then the three ways of evidence.

Each answers None where it is met, or where a stronger condition has already said the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tieout.cash.decide import CashRun
from tieout.cash.hypotheses import Said, is_prepaid
from tieout.cash.ledger import Item, Receipt
from tieout.cash.references import Quoted
from tieout.cash.sentences import unapplied_sentence
from tieout.money import for_people
from tieout.why.answer import Reason
from tieout.why.words import reason, rule_name

_SHOWN = 4


@dataclass
class Payment:
    """One item and one receipt, by their places in a run that has ended."""

    run: CashRun
    item: int
    receipt: int

    @property
    def the_item(self) -> Item:
        return self.run.book.items[self.item]

    @property
    def the_receipt(self) -> Receipt:
        return self.run.book.receipts[self.receipt]

    @property
    def said(self) -> Said | None:
        """What the receipt is said to pay; nothing where it was closed without paying."""
        return None if self.receipt in self.run.closed else self.said_if_open

    @property
    def said_if_open(self) -> Said | None:
        return self.run.said.get(self.receipt)

    @property
    def quoted(self) -> Quoted:
        return self.run.quotes[self.receipt]

    @property
    def scope(self) -> tuple[str, ...]:
        return self.run.payers[self.receipt].scope

    @property
    def reach(self) -> tuple[str, ...]:
        """Those, and whom a learned table saw the payer pay for."""
        return (*self.scope, *self.run.habits.customers(self.the_receipt))

    @property
    def is_quoted(self) -> bool:
        return self.item in (*self.quoted.items, *self.quoted.foreign)

    @property
    def is_reachable(self) -> bool:
        """Same currency, and an item of a party the payer pays for."""
        same = self.the_item.currency == self.the_receipt.currency
        return same and self.the_item.party in self.reach

    def money(self, minor_units: int) -> str:
        return for_people(minor_units, self.the_receipt.currency)

    def party(self, code: str) -> str:
        return self.run.master.names.get(code, code)


def _currency(payment: Payment) -> Reason | None:
    mine, yours = payment.the_item.currency, payment.the_receipt.currency
    return reason("other_currency", mine=mine, yours=yours) if mine != yours else None


def _receipt(payment: Payment) -> Reason | None:
    """A receipt that pays nothing: it came twice, went back, or is money going out."""
    if payment.receipt not in payment.run.closed and payment.the_receipt.amount > 0:
        return None
    why, other = payment.run.reason(payment.receipt, payment.said)
    return reason("receipt_closed", sentence=unapplied_sentence(why, other))


def _payer(payment: Payment) -> Reason | None:
    party, payer = payment.the_item.party, payment.run.payers[payment.receipt]
    if party in payment.reach or payment.is_quoted:
        return None
    named = payment.run.master.named_in(payment.the_receipt.text)
    if len(named) == 1:
        return reason(
            "named_other", named=payment.party(next(iter(named))), party=payment.party(party)
        )
    if payer.code is None:
        name = payment.the_receipt.payer_name or payment.the_receipt.payer_account or "—"
        return reason("payer_unknown", payer=name)
    return reason("not_linked", party=payment.party(party), payer=payment.party(payer.code))


def _issued(payment: Payment) -> Reason | None:
    if not payment.run.asker.is_issued_later(payment.the_receipt, payment.item):
        return None
    issued, paid = payment.the_item.issued_on, payment.the_receipt.date
    assert issued is not None
    assert paid is not None
    return reason("issued_later", issued=issued.isoformat(), paid=paid.isoformat())


def _open(payment: Payment) -> Reason | None:
    """Other receipts have settled the item."""
    run = payment.run
    if run.book.open[payment.item]:
        return None
    payers = [
        (place, said)
        for place, said in sorted(run.said.items())
        if place not in run.closed
        and said.status == "auto"
        and payment.item in {part for part, _ in said.parts}
    ]
    if not payers:
        return None
    rows = ", ".join(str(run.book.receipts[place].row) for place, _ in payers)
    return reason("settled_by", rows=rows, rule=rule_name(payers[-1][1].rule))


def _spent(payment: Payment) -> Reason | None:
    """The receipt has paid others in full."""
    said = payment.said
    if said is None or said.status != "auto" or payment.run.book.left[payment.receipt]:
        return None
    rows = ", ".join(str(payment.run.book.items[place].row) for place, _ in said.parts)
    return reason("spent", rows=rows, rule=rule_name(said.rule))


def _advice(payment: Payment) -> Reason | None:
    lines = payment.run.advices.get(payment.receipt)
    if not lines:
        return reason("no_advice")
    currency = payment.the_receipt.currency
    for line in lines:
        if payment.item in payment.run.references.by_number(line.number, payment.scope, currency):
            return _other_answer(payment) or reason("advice_does_not_close")
    return reason("advice_names_others", numbers=_listed([line.number for line in lines]))


def _quoted(payment: Payment) -> Reason | None:
    quoted, items = payment.quoted, payment.run.book.items
    numbers = [items[place].number or "?" for place in (*quoted.items, *quoted.foreign)]
    numbers += quoted.strange
    if not payment.is_quoted:
        return reason("quotes_others", numbers=_listed(numbers)) if numbers else reason("quotes_nothing")  # fmt: skip
    if payment.the_receipt.amount <= 0 or not payment.run.book.open[payment.item]:
        return None
    still = payment.run.book.open
    total = sum(still[place] for place in (*quoted.items, *quoted.foreign))
    return _other_answer(payment) or reason(
        "quoted_does_not_close",
        total=payment.money(total),
        size=payment.money(payment.the_receipt.amount),
    )


def _amount(payment: Payment) -> Reason | None:
    if not payment.is_reachable or payment.receipt in payment.run.closed:
        return None
    if is_prepaid(payment.the_receipt.text):
        return reason("prepaid")
    if payment.run.is_named(payment.receipt):
        return reason("named_by_text")
    still = payment.run.book.open[payment.item] or payment.the_item.amount
    gap = abs(payment.the_receipt.amount - still)
    if gap:
        return _other_answer(payment) or reason(
            "amount_not_met",
            open=payment.money(still),
            size=payment.money(payment.the_receipt.amount),
            gap=payment.money(gap),
        )
    why, other = payment.run.reason(payment.receipt, payment.said)
    waits = reason("waits", sentence=unapplied_sentence(why, other))
    return _other_answer(payment) or (waits if payment.run.book.left[payment.receipt] else None)


def _other_answer(payment: Payment) -> Reason | None:
    if payment.said is None:
        return None
    chosen = payment.run.allocation(payment.the_receipt, payment.said)
    return reason("other_answer", sentence=chosen.sentence)


def _listed(numbers: list[str]) -> str:
    return ", ".join(numbers[:_SHOWN]) + (" …" if len(numbers) > _SHOWN else "")


CHECKS: dict[str, Callable[[Payment], Reason | None]] = {
    "currency": _currency,
    "receipt": _receipt,
    "payer": _payer,
    "issued": _issued,
    "open": _open,
    "spent": _spent,
    "advice": _advice,
    "quoted": _quoted,
    "amount": _amount,
}

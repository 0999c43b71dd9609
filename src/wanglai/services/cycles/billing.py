"""A closed cycle becomes draft invoices: one per currency, or one per currency and order; repeating bills nothing twice.

The customer is held first, then the cycle; each invoice has a key of its cycle. Posting goes by the verbs of invoices.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from wanglai.domain.ledger import Instalment
from wanglai.services.access.scope import NotFound
from wanglai.services.contracts.terms_in_force import due_days
from wanglai.services.cycles.billable import ProposedBill, proposed
from wanglai.services.cycles.policy import policy_for
from wanglai.services.cycles.refusals import (
    CycleIsOpen,
    CycleWasCutAnew,
    EarlierCycleIsNotBilled,
    RateIsMissing,
)
from wanglai.services.documents.due_days import DueIsNotSaid, day_billed, events_of
from wanglai.services.documents.make_invoice import make_invoice
from wanglai.services.documents.papers import admit_to_customers, hold_customer
from wanglai.services.documents.wanted import WantedInvoice
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company, CycleBill, CycleBilling, SettlementCycle

NO_RATES: Mapping[str, Decimal] = {}
ONE = Decimal(1)


@dataclass(frozen=True)
class Billed:
    """How many cycles were billed with how many drafts, and why each of the others was not, by its number."""

    cycles: int
    bills: int
    left: dict[int, UnableTo]


@transaction.atomic
def bill_cycle(
    *, company_id: int, actor: int, origin: str, cycle_id: int, on: date | None = None,
    rates: Mapping[str, Decimal] = NO_RATES,
) -> tuple[int, ...]:  # fmt: skip
    """Make the drafts of a closed cycle; their ids, none where nothing was left to bill. Dated on its cut-off unless a day is given.

    ``rates`` of foreign currencies: base units for one unit. Due by the terms in force on the cut-off.
    Refuses, in order: NotFound, NotPermitted, NotFound (cycle), CycleWasCutAnew, CycleIsOpen, EarlierCycleIsNotBilled,
    RateIsMissing, DueIsNotSaid, and as ``make_invoice``.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_invoice")
    found = SettlementCycle.objects.filter(company_id=company_id, id=cycle_id).first()
    if found is None:
        raise NotFound
    hold_customer(company_id, found.customer_id, sight)
    cycle = SettlementCycle.objects.select_for_update(no_key=True).get(id=cycle_id)
    if cycle.state != "closed":
        raise CycleWasCutAnew if cycle.state == "dropped" else CycleIsOpen
    _check_order(cycle)
    is_billed = CycleBilling.objects.filter(cycle_id=cycle.id).exists()
    policy = policy_for(company_id, cycle.customer_id)
    bills = proposed(cycle, each_order=policy.bills_each_order, is_billed=is_billed).bills
    if is_billed and not bills:
        return ()
    all_rates = _rates(company_id, bills, rates)
    seq = write_act(
        company_id, Who(actor, origin), "bill_cycle",
        {"cycle": cycle.id, "customer": cycle.customer_id, "from": cycle.from_on, "through": cycle.to_on, "bills": len(bills)},
    )  # fmt: skip
    if not is_billed:
        CycleBilling.objects.create(company_id=company_id, cycle=cycle, seq=seq, billed_by_id=actor)
    before = CycleBill.objects.filter(cycle_id=cycle.id).count()
    made = []
    for number, bill in enumerate(bills, start=before + 1):
        wanted = _invoice(cycle, bill, number, on or cycle.to_on, all_rates[bill.currency])
        invoice_id = make_invoice(
            company_id=company_id, actor=actor, origin=origin, invoice=wanted, key=f"cycle {cycle.id} {number}"
        )  # fmt: skip
        CycleBill.objects.create(company_id=company_id, cycle=cycle, invoice_id=invoice_id)
        made.append(invoice_id)
    return tuple(made)


def bill_many(*, company_id: int, actor: int, origin: str, cycle_ids: Collection[int]) -> Billed:
    """Bill the chosen cycles, each whole in itself; what cannot be billed stays, with its reason.

    Refuses, in order: NotFound, NotPermitted.
    """
    admit_to_customers(company_id=company_id, actor=actor, act="make_invoice")
    left: dict[int, UnableTo] = {}
    cycles = bills = 0
    for cycle_id in sorted(set(cycle_ids)):
        try:
            made = bill_cycle(company_id=company_id, actor=actor, origin=origin, cycle_id=cycle_id)
        except UnableTo as refusal:
            left[cycle_id] = refusal
            continue
        cycles, bills = cycles + 1, bills + len(made)
    return Billed(cycles, bills, left)


def _check_order(cycle: SettlementCycle) -> None:
    """What is of an earlier cycle is billed with that one. Refuses: EarlierCycleIsNotBilled."""
    earlier = SettlementCycle.objects.filter(
        company_id=cycle.company_id, customer_id=cycle.customer_id, to_on__lt=cycle.from_on
    ).exclude(state="dropped")  # fmt: skip
    waiting = earlier.filter(cyclebilling__isnull=True).order_by("from_on").first()
    if waiting is not None:
        raise EarlierCycleIsNotBilled(f"{waiting.from_on} – {waiting.to_on}")


def _rates(
    company_id: int, bills: Collection[ProposedBill], rates: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    found = {base: ONE}
    for bill in bills:
        if bill.currency == base:
            continue
        if rates.get(bill.currency, Decimal(0)) <= 0:
            raise RateIsMissing(bill.currency)
        found[bill.currency] = rates[bill.currency]
    return found


def _invoice(cycle: SettlementCycle, bill: ProposedBill, number: int, on: date, rate: Decimal) -> WantedInvoice:  # fmt: skip
    """The draft of one bill; its number says the cut-off, the cycle and its place in it."""
    events = events_of(on, [line.days for line in bill.lines])
    parts = due_days(
        cycle.company_id, cycle.customer_id, events, bill.figures.gross, bill.currency, on=cycle.to_on
    )  # fmt: skip
    if not parts:
        raise DueIsNotSaid
    instalments = tuple(Instalment(part.amount, day_billed(part.due, on)) for part in parts if part.amount)  # fmt: skip
    text = f"{cycle.from_on} – {cycle.to_on}" + (f" · {bill.order_number}" if bill.order_number else "")  # fmt: skip
    return WantedInvoice(
        cycle.customer_id, f"{cycle.to_on:%Y%m%d}-{cycle.id}-{number}", on, tuple(line.billed for line in bill.lines),
        bill.currency, rate, instalments, text=text,
    )  # fmt: skip

"""When the documents of a file fall due: as the file says, else by the contract in force, as an invoice made by hand is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wanglai.domain.incoming import Incoming, Manner, Planned, entry_kind
from wanglai.domain.ledger import Instalment
from wanglai.domain.terms import Event, Pending
from wanglai.services.contracts.terms_in_force import PlanDoesNotFit
from wanglai.services.contracts.terms_of_many import TermsOfMany, terms_of_many
from wanglai.services.contracts.words import EVENTS
from wanglai.services.documents.due_days import LineDays, day_billed, events_of
from wanglai.services.imports.billing import BillingOfFile
from wanglai.services.imports.rows import DuePart, FallsDue
from wanglai.services.imports.words import (
    BY_FILE,
    BY_OWN_DAY,
    OWN_DAY,
    by_contract,
    not_by_contract,
    waiting_for,
)
from wanglai.services.money import Amount
from wanglai.store.models import ImportedDocument

BY_TERMS = frozenset(["invoice", "debit_note"])  # what is billed, and so paid by the terms


def plan_due_days(
    company_id: int,
    manner: Manner,
    documents: Iterable[Incoming],
    customers: Mapping[str, int | None],
    billing: BillingOfFile,
) -> None:
    """Give every document that needs one its plan, and take away what does not hold any more.

    ``billing`` knows what happened to the goods of those that refer to deliveries. Contracts are read once for all documents.
    """
    waiting = []
    for each in documents:
        each.plan = None
        if is_by_terms(each, manner) and customers.get(each.customer) is not None:
            waiting.append(each)
    if not waiting:
        return
    terms = terms_of_many(company_id, {customers[each.customer] or 0 for each in waiting})
    if terms.is_empty:
        return
    for each in waiting:
        customer = customers[each.customer]
        assert customer is not None, "who waits has a customer"
        each.plan = _plan(terms, customer, each, billing.days(each))


def is_by_terms(document: Incoming, manner: Manner) -> bool:
    """Whether a contract decides: something billed, with a day, that says no due day of its own."""
    is_silent = document.due is None and "due" not in document.unread
    is_dated = document.on is not None and "amount" not in document.unread
    return is_silent and is_dated and entry_kind(document, manner) in BY_TERMS


def _plan(
    terms: TermsOfMany, customer: int, document: Incoming, lines: tuple[LineDays, ...]
) -> Planned | None:
    assert document.on is not None, "what waits for terms has a day"
    assert document.gross, "what waits for terms has an amount"
    events = events_of(document.on, lines)
    held = terms.in_force(customer, min(events.values()))
    if held is None:
        return None
    try:
        parts = terms.due_days(held, events, document.gross, document.currency)
    except PlanDoesNotFit:
        return Planned(held.contract_number, held.version, ())
    missing = [
        event for part in parts if isinstance(part.due, Pending) for event in part.due.missing
    ]
    return Planned(
        held.contract_number, held.version,
        tuple(Instalment(part.amount, day_billed(part.due, document.on)) for part in parts if part.amount),
        tuple(dict.fromkeys(missing)),
    )  # fmt: skip


def falls_due(
    due: date | None, on: date | None, amount: Amount | None, plan: Planned | None, *, is_billed: bool
) -> FallsDue | None:  # fmt: skip
    """How a document as it stands is booked; None where it has no day or no amount yet."""
    if amount is None or on is None:
        return None
    whole = Amount(abs(amount.minor), amount.currency)
    if due is not None:
        return FallsDue((DuePart(whole, due),), BY_FILE)
    if plan is None:
        return FallsDue((DuePart(whole, on),), BY_OWN_DAY if is_billed else OWN_DAY)
    if not plan.parts:
        return FallsDue((DuePart(whole, on),), not_by_contract(plan.contract))
    source = by_contract(plan.contract, plan.version)
    if plan.waits_for:
        source = waiting_for(source, (EVENTS[event] for event in plan.waits_for))
    parts = tuple(DuePart(Amount(each.amount, whole.currency), each.due_on) for each in plan.parts)
    return FallsDue(parts, source)


def instalments_of(stored: ImportedDocument) -> tuple[Instalment, ...]:
    """As the file says, else as the contract did when it was looked at; empty: due on its own day."""
    if stored.due:
        return (Instalment(abs(stored.gross or 0), stored.due),)
    plan = plan_of_record(stored.plan)
    return plan.parts if plan else ()


def record_of_plan(plan: Planned | None) -> dict[str, Any] | None:
    """A plan as it is kept beside its document."""
    if plan is None:
        return None
    return {
        "contract": plan.contract,
        "version": plan.version,
        "parts": [
            [each.amount, each.due_on.isoformat() if each.due_on else None] for each in plan.parts
        ],
        "waits_for": list(plan.waits_for),
    }


def plan_of_record(record: Mapping[str, Any] | None) -> Planned | None:
    """A plan as it was kept."""
    if not record:
        return None
    parts = tuple(
        Instalment(amount, date.fromisoformat(day) if day else None)
        for amount, day in record["parts"]
    )
    waits_for: list[Event] = record["waits_for"]
    return Planned(record["contract"], record["version"], parts, tuple(waits_for))

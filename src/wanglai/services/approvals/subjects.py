"""What can be asked for: each kind with how it is weighed, told and done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wanglai.domain.money import part_of
from wanglai.services.access.give_role import give_role
from wanglai.services.access.take_role import take_role
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.refund import refund
from wanglai.services.allocation.transfer import transfer
from wanglai.services.allocation.write_off import write_off
from wanglai.services.contracts.sign_contract import sign_contract
from wanglai.services.documents.credit_invoice import post_credit_note, weight_of
from wanglai.store.models import Invoice

Subject = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of act that may need approval. ``does`` returns the number of the act."""

    act: str  # what the maker must be allowed to do
    weighs: Callable[[int, Subject], int]  # base minor units
    does: Callable[..., int]


def _weight_of_item(company_id: int, subject: Subject) -> int:
    state = item_states(company_id, [subject["item_id"]])[subject["item_id"]]
    amount = subject.get("amount") or state.amount_open
    if not 0 < amount <= state.amount_open:
        return state.base_open
    return part_of(state.base_open, amount=amount, of=state.amount_open)


def _weighs_nothing(_company_id: int, _subject: Subject) -> int:
    return 0


def _once(subject: Subject) -> dict[str, Any]:
    """A role is held or not, a draft waits or not: their verbs need no key to be safe to repeat."""
    return {name: value for name, value in subject.items() if name != "key"}


def _weight_of_note(company_id: int, subject: Subject) -> int:
    note = Invoice.objects.filter(company_id=company_id, id=subject["invoice_id"]).first()
    return weight_of(note) if note is not None else 0


def _paper(subject: Subject) -> dict[str, Any]:
    """A paper never changes: its number, day and amount are in the subject to be shown, its id says all."""
    shown = ("key", "number", "on", "reason", "amount")
    return {name: value for name, value in subject.items() if name not in shown}


def _dated(subject: Subject) -> dict[str, Any]:
    return {**subject, "on": date.fromisoformat(subject["on"])}


KINDS: dict[str, Kind] = {
    "write_off": Kind("write_off", _weight_of_item, lambda **wanted: write_off(**_dated(wanted))),
    "refund": Kind("refund", _weight_of_item, lambda **wanted: refund(**_dated(wanted))),
    "transfer": Kind("transfer", _weight_of_item, lambda **wanted: transfer(**_dated(wanted))),
    "credit_note": Kind(
        "credit_note", _weight_of_note, lambda **wanted: post_credit_note(**_paper(wanted))
    ),
    "give_role": Kind(
        "manage_people", _weighs_nothing, lambda **wanted: give_role(**_once(wanted))
    ),
    "take_role": Kind(
        "manage_people", _weighs_nothing, lambda **wanted: take_role(**_once(wanted))
    ),
    "sign_contract": Kind(
        "sign_contract", _weighs_nothing, lambda **wanted: sign_contract(**_once(wanted))
    ),
}

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
from wanglai.services.customers.bank_accounts import change_bank_account
from wanglai.services.customers.change_customer import (
    change_customer,
    resume_customer,
    set_parent,
    stop_customer,
)
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.customers.merge_customers import merge_customers, unmerge_customers
from wanglai.store.models import CustomerChange

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
    """A role is held or not: its verbs need no key to be safe to repeat."""
    return {name: value for name, value in subject.items() if name != "key"}


def _dated(subject: Subject) -> dict[str, Any]:
    return {**subject, "on": date.fromisoformat(subject["on"])}


def _merge(**wanted: Any) -> int:
    """``does`` says which way: together, or apart again."""
    does = wanted.pop("does", "merge")
    return (unmerge_customers if does == "undo" else merge_customers)(**_once(wanted))


def _create(**wanted: Any) -> int:
    """The act that made the customer; 0 where the company keeps no book."""
    wanted = _once(wanted)
    made = create_customer(**wanted)
    rows = CustomerChange.objects.filter(company_id=wanted["company_id"], customer_id=made)
    return rows.order_by("id").values_list("seq", flat=True).first() or 0


def _of_customers(does: Callable[..., int], act: str = "change_customer") -> Kind:
    return Kind(act, _weighs_nothing, lambda **wanted: does(**_once(wanted)))


KINDS: dict[str, Kind] = {
    "write_off": Kind("write_off", _weight_of_item, lambda **wanted: write_off(**_dated(wanted))),
    "refund": Kind("refund", _weight_of_item, lambda **wanted: refund(**_dated(wanted))),
    "transfer": Kind("transfer", _weight_of_item, lambda **wanted: transfer(**_dated(wanted))),
    "give_role": Kind(
        "manage_people", _weighs_nothing, lambda **wanted: give_role(**_once(wanted))
    ),
    "take_role": Kind(
        "manage_people", _weighs_nothing, lambda **wanted: take_role(**_once(wanted))
    ),
    "create_customer": Kind("change_customer", _weighs_nothing, _create),
    "change_customer": _of_customers(change_customer),
    "set_parent": _of_customers(set_parent),
    "stop_customer": _of_customers(stop_customer),
    "resume_customer": _of_customers(resume_customer),
    "merge_customers": Kind("merge_customers", _weighs_nothing, _merge),
    "change_bank_account": _of_customers(change_bank_account, "change_bank_account"),
}

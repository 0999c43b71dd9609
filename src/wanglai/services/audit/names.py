"""Names for the numbers that sealed facts hold: people, customers, teams, contracts and reconciliations as they are called now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wanglai.store.models import Contract, Customer, Reconciliation, Team, User


def with_names(company_id: int, facts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The facts of each act with the names beside the numbers; five looks at the database for a whole page."""
    people = _people(_named(facts, "user") | _named(facts, "manager") | _named(facts, "to"))
    customers: dict[Any, str] = dict(
        Customer.objects.filter(company_id=company_id, id__in=_named(facts, "customer") | _named(facts, "customer_into") | _named(facts, "parent")).values_list("id", "name")
    )  # fmt: skip
    teams: dict[Any, str] = dict(Team.objects.filter(company_id=company_id, id__in=_named(facts, "team")).values_list("id", "name"))  # fmt: skip
    numbers: dict[Any, int] = dict(
        Reconciliation.objects.filter(company_id=company_id, id__in=_named(facts, "reconciliation")).values_list("id", "number")
    )  # fmt: skip
    contracts: dict[Any, str] = dict(
        Contract.objects.filter(company_id=company_id, id__in=_named(facts, "contract")).values_list("id", "number")
    )  # fmt: skip
    return [
        {
            "person": people.get(each.get("user"), ""),
            "manager_name": people.get(each.get("manager"), ""),
            "to_name": people.get(each.get("to"), ""),
            "customer_name": customers.get(each.get("customer"), ""),
            "customer_into_name": customers.get(each.get("customer_into"), ""),
            "team_name": teams.get(each.get("team"), ""),
            "number": numbers.get(each.get("reconciliation"), ""),
            "contract_number": contracts.get(each.get("contract"), ""),
            **each,
        }
        for each in facts
    ]


def _named(facts: Iterable[Mapping[str, Any]], name: str) -> set[int]:
    return {each[name] for each in facts if isinstance(each.get(name), int)}


def _people(ids: set[int]) -> dict[Any, str]:
    return {each.id: each.get_full_name() for each in User.objects.filter(id__in=ids)}

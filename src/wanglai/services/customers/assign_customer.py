"""A customer gets an account manager and a team: through them salespeople see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from wanglai.services.access.membership import person_within, record
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.ledger.book import Who
from wanglai.store.models import Customer, Membership, Team, User


@dataclass(frozen=True)
class Choice:
    id: int
    name: str


@dataclass(frozen=True)
class LookedAfterBy:
    """Who looks after a customer; ids are None where nobody does."""

    manager_id: int | None
    manager: str
    team_id: int | None
    team: str


@transaction.atomic
def assign_customer(
    *, company_id: int, actor: int, origin: str, customer_id: int, manager_id: int | None,
    team_id: int | None,
) -> None:  # fmt: skip
    """Say who looks after a customer; None takes it away. The same again changes nothing.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), NotFound (manager), NotFound (team).
    """
    admit(company_id=company_id, actor=actor, act="assign_customer")
    rows = Customer.objects.select_for_update(no_key=True)
    customer = rows.filter(company_id=company_id, id=customer_id).first()
    if customer is None:
        raise NotFound
    if manager_id is not None:
        person_within(company_id, manager_id)
    if team_id is not None and not Team.objects.filter(company_id=company_id, id=team_id).exists():
        raise NotFound
    if (customer.manager_id, customer.team_id) == (manager_id, team_id):
        return
    customer.manager_id, customer.team_id = manager_id, team_id
    customer.save(update_fields=["manager", "team"])
    record(
        company_id, Who(actor, origin), "assign_customer",
        customer=customer.id, manager=manager_id, team=team_id,
    )  # fmt: skip


def looked_after_by(*, company_id: int, actor: int, customer_id: int) -> LookedAfterBy:
    """The manager and team of a customer. Refuses, in order: NotFound, NotPermitted, NotFound (customer)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    sight.require(customer_id)
    rows = Customer.objects.select_related("manager", "team")
    found = rows.filter(company_id=company_id, id=customer_id).first()
    if found is None:
        raise NotFound
    return LookedAfterBy(
        manager_id=found.manager_id,
        manager=found.manager.get_full_name() if found.manager else "",
        team_id=found.team_id,
        team=found.team.name if found.team else "",
    )


def assignees(
    *, company_id: int, actor: int, customer_id: int | None = None
) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Who may be named: active people of the company but its customers' contacts, and its teams.

    With a customer, whoever manages it now is among them, though they be switched off.

    Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="assign_customer")
    members = Membership.objects.filter(company_id=company_id).exclude(role="CUS")
    now = Customer.objects.filter(company_id=company_id, id=customer_id or 0, manager__isnull=False)
    active = Q(is_active=True, id__in=members.values("user_id"))
    people = User.objects.filter(active | Q(id__in=now.values("manager_id")))
    teams = Team.objects.filter(company_id=company_id)
    return (
        tuple(Choice(each.id, each.get_full_name()) for each in people.order_by("name", "email")),
        tuple(Choice(each.id, each.name) for each in teams.order_by("name")),
    )

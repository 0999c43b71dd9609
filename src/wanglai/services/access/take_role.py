"""A person of the company gives one of their roles back."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.membership import (
    OwnRoles,
    keep_an_administrator,
    person_within,
    record,
    require_word,
)
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer, Membership, TeamMember, User


class RoleIsNotHeld(UnableTo):
    code_of_refusal = "role.not_held"
    why = Wording("此人没有该角色。", "This person does not hold the role.")
    next_step = Wording("请刷新页面。", "Load the page again.")


@transaction.atomic
def take_role(
    *, company_id: int, actor: int, origin: str, person_id: int, role: str,
    approver: int | None = None,
) -> int:  # fmt: skip
    """Take a role away; who has none left no longer belongs to the company. The act's number, 0 without a book.

    Refuses, in order: NotFound, NotPermitted, NotFound (person), OwnRoles, OwnRoles (the approver's),
    RoleIsNotHeld, ApprovalIsNeeded, LastAdministrator.
    """
    admit(company_id=company_id, actor=actor, act="manage_people")
    person = person_within(company_id, person_id)
    if person.id in (actor, approver):
        raise OwnRoles
    held = Membership.objects.filter(company_id=company_id, user=person)
    if not held.filter(role=role).exists():
        raise RoleIsNotHeld(role)
    require_word(company_id, "take_role", approver)
    if role == "ADM":
        keep_an_administrator(company_id, without=person.id)
    who = Who(actor, origin, approver)
    held.filter(role=role).delete()
    if not held.exists():
        _let_go(company_id, who, person)
    return record(company_id, who, "take_role", person, role=role)


def _let_go(company_id: int, who: Who, person: User) -> None:
    """Who leaves the company leaves its teams and customers, so that nothing is seen again on coming back."""
    teams = TeamMember.objects.filter(company_id=company_id, user=person)
    customers = Customer.objects.filter(company_id=company_id, manager=person)
    released = list(customers.order_by("id").values_list("id", flat=True))
    if released or teams.exists():
        left = list(teams.order_by("team_id").values_list("team_id", flat=True))
        teams.delete()
        customers.update(manager=None)
        record(company_id, who, "release_customers", person, customers=released, teams=left)

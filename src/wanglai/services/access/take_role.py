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
from wanglai.store.models import Membership


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
    ApprovalIsNeeded, LastAdministrator, RoleIsNotHeld.
    """
    admit(company_id=company_id, actor=actor, act="manage_people")
    person = person_within(company_id, person_id)
    if person.id in (actor, approver):
        raise OwnRoles
    require_word(company_id, "take_role", approver)
    if role == "ADM":
        keep_an_administrator(company_id, without=person.id)
    gone, _ = Membership.objects.filter(company_id=company_id, user=person, role=role).delete()
    if not gone:
        raise RoleIsNotHeld(role)
    return record(company_id, Who(actor, origin, approver), "take_role", person, role=role)

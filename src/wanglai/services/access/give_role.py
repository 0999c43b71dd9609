"""A person of the company gets one more role."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.access.membership import (
    OwnRoles,
    check_role,
    keep_role,
    person_within,
    require_word,
)
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who


@transaction.atomic
def give_role(
    *, company_id: int, actor: int, origin: str, person_id: int, role: str,
    approver: int | None = None,
) -> int:  # fmt: skip
    """Give a role; from the next click on the person carries its acts. The act's number, 0 without a book.

    Refuses, in order: NotFound, NotPermitted, NotFound (person), OwnRoles, OwnRoles (the approver's),
    RoleIsUnknown, RoleIsHeld, RolesAreApart, ApprovalIsNeeded.
    """
    admit(company_id=company_id, actor=actor, act="manage_people")
    person = person_within(company_id, person_id)
    if person.id in (actor, approver):
        raise OwnRoles
    check_role(company_id, person, role)
    require_word(company_id, "give_role", approver)
    return keep_role(company_id, Who(actor, origin, approver), person, role)

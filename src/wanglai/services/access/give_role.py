"""A person of the company gets one more role."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.access.membership import OwnRoles, keep_role, person_within
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who


@transaction.atomic
def give_role(*, company_id: int, actor: int, origin: str, person_id: int, role: str) -> None:
    """Give a role; from the next click on the person carries its acts.

    Refuses, in order: NotFound, NotPermitted, NotFound (person), OwnRoles, RoleIsUnknown, RoleIsHeld, RolesAreApart.
    """
    admit(company_id=company_id, actor=actor, act="manage_people")
    person = person_within(company_id, person_id)
    if person.id == actor:
        raise OwnRoles
    keep_role(company_id, Who(actor, origin), person, role)

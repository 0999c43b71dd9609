"""A person is switched off, and on again."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.membership import (
    OwnRoles,
    keep_an_administrator,
    person_within,
    record,
)
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Membership, User


class PersonIsElsewhereToo(UnableTo):
    code_of_refusal = "person.elsewhere"
    why = Wording(
        "此人还属于另一家公司，不能在这里停用或启用。",
        "This person belongs to another company as well and is not switched off or on from here.",
    )
    next_step = Wording(
        "请取消其在本公司的角色。", "Take away the roles they hold in this company."
    )


@transaction.atomic
def disable_person(*, company_id: int, actor: int, origin: str, person_id: int) -> None:
    """Switch a sign-in off at once, every session with it; the roles stay written down.

    Refuses, in order: NotFound, NotPermitted, NotFound (person), OwnRoles, PersonIsElsewhereToo, LastAdministrator.
    """
    person = _person(company_id, actor, person_id)
    keep_an_administrator(company_id, without=person.id)
    _switch(company_id, Who(actor, origin), person, is_active=False)


@transaction.atomic
def enable_person(*, company_id: int, actor: int, origin: str, person_id: int) -> None:
    """Let a person sign in again with the roles they had.

    Refuses, in order: NotFound, NotPermitted, NotFound (person), OwnRoles, PersonIsElsewhereToo.
    """
    person = _person(company_id, actor, person_id)
    _switch(company_id, Who(actor, origin), person, is_active=True)


def _person(company_id: int, actor: int, person_id: int) -> User:
    admit(company_id=company_id, actor=actor, act="manage_people")
    person = person_within(company_id, person_id)
    if person.id == actor:
        raise OwnRoles
    elsewhere = Membership.objects.filter(user=person).exclude(company_id=company_id)
    if elsewhere.exists():
        raise PersonIsElsewhereToo
    return person


def _switch(company_id: int, who: Who, person: User, *, is_active: bool) -> None:
    if person.is_active == is_active:
        return
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    record(company_id, who, "enable_person" if is_active else "disable_person", person)

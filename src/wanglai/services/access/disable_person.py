"""A person is switched off, and on again."""

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
from wanglai.services.approvals.bands import band_for
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
def enable_person(
    *, company_id: int, actor: int, origin: str, person_id: int, approver: int | None = None
) -> int:
    """Let a person sign in again with the roles they had; the act's number, 0 without a book or change.

    Nobody is asked where nobody is left who could agree: else a manager switched off by mistake never came back.
    Refuses, in order: NotFound, NotPermitted, NotFound (person), OwnRoles, PersonIsElsewhereToo, ApprovalIsNeeded.
    """
    person = _person(company_id, actor, person_id)
    if _somebody_could_agree(company_id):
        require_word(company_id, "enable_person", approver)
    return _switch(company_id, Who(actor, origin, approver), person, is_active=True)


def _somebody_could_agree(company_id: int) -> bool:
    band = band_for(company_id, "enable_person", 0)
    holders = Membership.objects.filter(company_id=company_id, user__is_active=True)
    return band is not None and holders.filter(role__in=band.roles).exists()


def _person(company_id: int, actor: int, person_id: int) -> User:
    admit(company_id=company_id, actor=actor, act="manage_people")
    person = person_within(company_id, person_id)
    if person.id == actor:
        raise OwnRoles
    elsewhere = Membership.objects.filter(user=person).exclude(company_id=company_id)
    if elsewhere.exists():
        raise PersonIsElsewhereToo
    return person


def _switch(company_id: int, who: Who, person: User, *, is_active: bool) -> int:
    if person.is_active == is_active:
        return 0
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    return record(company_id, who, "enable_person" if is_active else "disable_person", person)

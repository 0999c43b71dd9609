"""A person joins the company with a first role and chooses their own password by mail."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.add_person import PersonExists, person_of
from wanglai.services.access.membership import OwnRoles, check_role, keep_role, require_word
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company, Membership


class PersonIsOfTheDemo(UnableTo):
    code_of_refusal = "person.demo"
    why = Wording("演示账号只能属于演示公司。", "A demo sign-in belongs to the demo company only.")
    next_step = Wording("请使用另一个邮箱地址。", "Use another address.")
    http_status = 422


@transaction.atomic
def invite_person(
    *, company_id: int, actor: int, origin: str, email: str, name: str, role: str,
    approver: int | None = None,
) -> int:  # fmt: skip
    """Add a person by address with a first role; the number of the role's act, 0 without a book.

    Without a sign-in so far they set a password by "forgotten password". Refuses, in order: NotFound, NotPermitted,
    AddressIsNotMail, PersonExists, PersonIsOfTheDemo, OwnRoles (the approver's), RoleIsUnknown, ApprovalIsNeeded.
    """
    admit(company_id=company_id, actor=actor, act="manage_people")
    person = person_of(email, name=name)
    if Membership.objects.filter(company_id=company_id, user=person).exists():
        raise PersonExists(person.email)
    if person.is_demo and not Company.objects.filter(id=company_id, is_demo=True).exists():
        raise PersonIsOfTheDemo(person.email)
    if person.id == approver:
        raise OwnRoles
    check_role(company_id, person, role)
    require_word(company_id, "invite_person", approver)
    return keep_role(company_id, Who(actor, origin, approver), person, role)

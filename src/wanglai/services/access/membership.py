"""What all verbs about people share: the row of a role, its trace, and what is refused of it."""

from __future__ import annotations

from django.db import DatabaseError, transaction

from tieout.refusal import Wording
from wanglai.services.access.matrix import HARD_PAIRS
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.access.scope import NotFound
from wanglai.services.approvals.bands import require_approval
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ChainHead, Event, Membership, User
from wanglai.store.role_walls import CONFLICT


class RoleIsUnknown(UnableTo):
    code_of_refusal = "person.role"
    why = Wording("没有这个角色。", "There is no such role.")
    next_step = Wording(f"可用角色：{'、'.join(ROLE_NAMES)}。", f"Roles: {', '.join(ROLE_NAMES)}.")
    http_status = 422


class RoleIsHeld(UnableTo):
    code_of_refusal = "role.held"
    why = Wording("此人已担任该角色。", "This person holds the role already.")
    next_step = Wording("无需再次授予。", "It need not be given again.")


class RolesAreApart(UnableTo):
    code_of_refusal = "role.apart"
    why = Wording(
        "这两个角色不得由同一人担任。", "One person does not hold these two roles together."
    )
    next_step = Wording(
        "请先取消另一角色，或交给另一人。", "Take the other role first, or give it to someone else."
    )


class OwnRoles(UnableTo):
    code_of_refusal = "role.own"
    why = Wording("不能变更自己的角色。", "Nobody changes what they may do themselves.")
    next_step = Wording("请由另一位管理员操作。", "Ask another administrator.")
    http_status = 403


class LastAdministrator(UnableTo):
    code_of_refusal = "role.last_admin"
    why = Wording(
        "这是公司最后一位在用的系统管理员。", "This is the last administrator of the company."
    )
    next_step = Wording("请先指定另一位管理员。", "Give the role to another person first.")


def person_within(company_id: int, person_id: int) -> User:
    """The person if they belong to the company, held until the end. Refuses: NotFound."""
    belongs = Membership.objects.filter(company_id=company_id, user_id=person_id)
    if not belongs.exists():
        raise NotFound
    return User.objects.select_for_update(no_key=True).get(id=person_id)


def check_role(company_id: int, person: User, role: str) -> None:
    """Whether the person could hold the role, too. Refuses, in order: RoleIsUnknown, RoleIsHeld, RolesAreApart."""
    if role not in ROLE_NAMES:
        raise RoleIsUnknown(role)
    held = set(
        Membership.objects.filter(company_id=company_id, user=person).values_list("role", flat=True)
    )
    if role in held:
        raise RoleIsHeld(role)
    for pair in HARD_PAIRS:
        if role in pair.roles and pair.roles & held:
            raise RolesAreApart(" + ".join(pair.codes))


def keep_role(company_id: int, who: Who, person: User, role: str) -> int:
    """Write the role down and seal it; the act's number. Refuses as ``check_role``."""
    check_role(company_id, person, role)
    try:
        with transaction.atomic():
            Membership.objects.create(company_id=company_id, user=person, role=role)
    except DatabaseError as problem:  # two at once: the database sees what we could not
        if getattr(problem.__cause__, "sqlstate", "") != CONFLICT:
            raise
        raise RolesAreApart(role) from problem
    return record(company_id, who, "give_role", person, role=role)


def record(company_id: int, who: Who, kind: str, person: User | None = None, **more: object) -> int:
    """A sealed act where the company keeps a book (its number), else an event (0). People stand in it by number alone."""
    facts = {"user": person.id, **more} if person is not None else more
    if ChainHead.objects.filter(company_id=company_id).exists():
        return write_act(company_id, who, kind, facts)
    Event.objects.create(
        company_id=company_id, actor_id=who.actor, kind=kind, facts={**facts, "door": who.origin}
    )
    return 0


def require_word(company_id: int, kind: str, approver: int | None) -> None:
    """Where the company keeps a book, its bands say who else agrees to a change of roles. Refuses: ApprovalIsNeeded."""
    if ChainHead.objects.filter(company_id=company_id).exists():
        require_approval(company_id, kind, 0, approver)


def keep_an_administrator(company_id: int, without: int) -> None:
    """Hold all administrators of the company and refuse where none would be left. Refuses: LastAdministrator."""
    rows = Membership.objects.filter(company_id=company_id, role="ADM").order_by("id")
    list(rows.select_for_update(no_key=True))
    # Looked at once the rows are ours: who was waited for may have switched someone off meanwhile.
    holders = set(rows.filter(user__is_active=True).values_list("user_id", flat=True))
    if holders == {without}:
        raise LastAdministrator

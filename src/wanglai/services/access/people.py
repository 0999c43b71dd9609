"""The people of a company, what each may do, and who holds two roles that are better kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tieout.refusal import Wording
from wanglai.services.access.matrix import HARD_PAIRS, SOFT_PAIRS
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.access.scope import admit
from wanglai.store.models import Membership


@dataclass(frozen=True)
class RoleHeld:
    code: str
    words: Wording
    since: datetime


@dataclass(frozen=True)
class PersonOfCompany:
    """A person with their roles. ``can_get``: roles that exclude none they hold."""

    id: int
    name: str
    email: str
    is_active: bool
    is_me: bool
    last_login: datetime | None
    roles: tuple[RoleHeld, ...]

    @property
    def can_get(self) -> tuple[tuple[str, Wording], ...]:
        held = {role.code for role in self.roles}
        apart = {code for pair in HARD_PAIRS if pair.roles & held for code in pair.roles}
        return tuple(
            (code, words) for code, words in ROLE_NAMES.items() if code not in held | apart
        )


@dataclass(frozen=True)
class SoftConflict:
    """One person with two roles that are allowed together and reported. ``since``: the later of the two."""

    person_id: int
    name: str
    email: str
    roles: tuple[str, str]
    first: Wording
    second: Wording
    why: Wording
    since: datetime


def people(*, company_id: int, actor: int) -> tuple[PersonOfCompany, ...]:
    """Everybody with a role in the company, by name. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_people")
    return _people(company_id, actor)


def soft_conflicts(*, company_id: int, actor: int) -> tuple[SoftConflict, ...]:
    """Pairs to be seen by a manager each month, by name and role. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_people")
    return soft_conflicts_within(company_id)


def soft_conflicts_within(company_id: int) -> tuple[SoftConflict, ...]:
    """The same, for the monthly report of the machine."""
    found = []
    for person in _people(company_id, actor=0):
        since = {role.code: role.since for role in person.roles}
        for pair in SOFT_PAIRS:
            if pair.roles <= since.keys():
                one, other = pair.codes
                found.append(
                    SoftConflict(
                        person.id, person.name, person.email, pair.codes, ROLE_NAMES[one],
                        ROLE_NAMES[other], pair.why, max(since[one], since[other]),
                    )
                )  # fmt: skip
    return tuple(found)


def _people(company_id: int, actor: int) -> tuple[PersonOfCompany, ...]:
    rows = Membership.objects.filter(company_id=company_id).select_related("user")
    held: dict[int, list[Membership]] = {}
    for row in rows.order_by("user__name", "user__email"):
        held.setdefault(row.user_id, []).append(row)
    order = list(ROLE_NAMES)
    return tuple(
        PersonOfCompany(
            id=person_id,
            name=roles[0].user.get_full_name(),
            email=roles[0].user.email,
            is_active=roles[0].user.is_active,
            is_me=person_id == actor,
            last_login=roles[0].user.last_login,
            roles=tuple(
                RoleHeld(row.role, ROLE_NAMES[row.role], row.created_at)
                for row in sorted(roles, key=lambda row: order.index(row.role))
            ),
        )
        for person_id, roles in held.items()
    )

"""Who a signed-in person is, and which companies are open to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg

from tieout.refusal import Wording
from wanglai.services.access.policy import POLICY, ROLE_NAMES, acts_of
from wanglai.services.access.scope import NotFound
from wanglai.store.models import Membership, User


@dataclass(frozen=True)
class CompanyRow:
    """A company the person belongs to, with the roles there and the acts they carry together."""

    id: int
    name: str
    is_demo: bool
    roles: tuple[str, ...]  # in the order of the matrix
    acts: frozenset[str]

    @property
    def role_label(self) -> Wording:
        """All roles in words: ``应收会计、催收``."""
        return role_words(self.roles)


@dataclass(frozen=True)
class PersonRow:
    id: int
    email: str
    name: str


def role_words(roles: tuple[str, ...]) -> Wording:
    """Several roles as one phrase."""
    names = [ROLE_NAMES[role] for role in roles]
    return Wording("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def carriers_in_words(acts: Iterable[str]) -> Wording:
    """The roles that carry one of the acts: signing a contract is for ``信用管理、财务经理``."""
    return role_words(in_order([role for act in acts for role in POLICY[act]]))


def in_order(roles: list[str]) -> tuple[str, ...]:
    """Roles in the order of the matrix."""
    return tuple(role for role in ROLE_NAMES if role in roles)


def companies_of(*, actor: int) -> tuple[CompanyRow, ...]:
    """The person's companies by name, one row each; empty for a person without any."""
    rows = (
        Membership.objects.filter(user_id=actor, user__is_active=True)
        .order_by("company__name")
        .values("company_id", "company__name", "company__is_demo")
        .annotate(roles=ArrayAgg("role"))
        .values_list("company_id", "company__name", "company__is_demo", "roles")
    )
    return tuple(
        CompanyRow(company_id, name, is_demo, in_order(roles), acts_of(*roles))
        for company_id, name, is_demo, roles in rows
    )


def person(*, actor: int) -> PersonRow:
    """The person's address and name as pages greet them."""
    found = User.objects.filter(id=actor).values_list("id", "email", "name").first()
    if found is None:
        raise NotFound
    return PersonRow(*found)


def member_named(*, company_name: str, email: str) -> tuple[int, int]:
    """Company and person as a command names them: their ids. Refuses: NotFound."""
    rows = Membership.objects.filter(
        company__name=company_name, user__email=email.strip().lower(), user__is_active=True
    )
    found = rows.values_list("company_id", "user_id").first()
    if found is None:
        raise NotFound(f"{company_name}, {email}")
    return found

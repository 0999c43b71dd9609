"""Who a signed-in person is, and which companies are open to them."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.refusal import Wording
from wanglai.services.access.policy import ROLE_NAMES, acts_of
from wanglai.services.access.scope import NotFound
from wanglai.store.models import Membership, User


@dataclass(frozen=True)
class CompanyRow:
    """A company the person belongs to, with the role there and the acts it carries."""

    id: int
    name: str
    is_demo: bool
    role: str  # ARA FM AUD ADM
    role_label: Wording
    acts: frozenset[str]


@dataclass(frozen=True)
class PersonRow:
    id: int
    email: str
    name: str


def companies_of(*, actor: int) -> tuple[CompanyRow, ...]:
    """The person's companies by name; empty for a person without any."""
    rows = (
        Membership.objects.filter(user_id=actor, user__is_active=True)
        .order_by("company__name")
        .values_list("company_id", "company__name", "company__is_demo", "role")
    )
    return tuple(
        CompanyRow(company_id, name, is_demo, role, ROLE_NAMES[role], acts_of(role))
        for company_id, name, is_demo, role in rows
    )


def person(*, actor: int) -> PersonRow:
    """The person's address and name as pages greet them."""
    found = User.objects.filter(id=actor).values_list("id", "email", "name").first()
    if found is None:
        raise NotFound
    return PersonRow(*found)

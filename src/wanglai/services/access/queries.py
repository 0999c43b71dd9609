"""Who a signed-in person is, and which companies are open to them."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.refusal import Wording


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
    raise NotImplementedError


def person(*, actor: int) -> PersonRow:
    raise NotImplementedError

"""Who may own a case of a kind, and who gets one that nobody is named for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from wanglai.services.access.policy import POLICY
from wanglai.store.models import Dispute, Membership, User


@dataclass(frozen=True)
class Owner:
    id: int
    name: str


def called(person: User | None) -> str:
    """The person's name, or their address; empty for nobody."""
    return (person.name or person.email) if person is not None else ""


def owners_of(company_id: int, act: str) -> tuple[Owner, ...]:
    """Everybody at work whose role carries the act, by name."""
    rows = Membership.objects.filter(company_id=company_id, user__is_active=True)
    rows = rows.filter(role__in=POLICY[act]).select_related("user")
    people = {each.user_id: called(each.user) for each in rows}
    return tuple(Owner(*each) for each in sorted(people.items(), key=lambda each: each[1]))


def may_own(company_id: int, person_id: int, act: str) -> bool:
    """Whether the person is at work here in a role that carries the act."""
    rows = Membership.objects.filter(company_id=company_id, user_id=person_id, user__is_active=True)
    return rows.filter(role__in=POLICY[act]).exists()


def least_busy(company_id: int, roles: Iterable[str], without: int | None = None) -> int | None:
    """Of the people of the first role that has any, the one with the fewest open disputes; None where no role has."""
    for role in roles:
        rows = Membership.objects.filter(company_id=company_id, role=role, user__is_active=True)
        people = sorted(set(rows.values_list("user_id", flat=True)) - {without})
        counts = Dispute.objects.filter(company_id=company_id, state="open", owner_id__in=people)
        busy = dict(counts.values_list("owner_id").annotate(count=Count("id")))
        if people:
            return min(people, key=lambda each: (busy.get(each, 0), each))
    return None

"""Rounds of reconciling: how often a customer is due, in which round, by whom and on which day.

A round covers a month, a quarter or a year of the calendar. Every customer is due at least once a year: no class can be
told otherwise, for there is no word for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wanglai.domain.calendars import Calendar
from wanglai.domain.terms import Span

KINDS = ("month", "quarter", "year")  # the most often first
# Why a customer is in a round, the strongest first: not agreed in the whole of last year; left over of the round before; by the
# company's rule; put in by a person.
WHYS = ("minimum", "carried", "rule", "added")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RoundRule:
    """How often each class is due, each one of KINDS; whoever is in several classes is due as often as the most frequent says."""

    key_account: str = "month"
    tier_a: str = "quarter"
    tier_b: str = "year"
    monthly_terms: str = "year"  # whose contract settles in cycles
    others: str = "year"

    @property
    def all(self) -> tuple[str, ...]:
        return self.key_account, self.tier_a, self.tier_b, self.monthly_terms, self.others


HOUSE = RoundRule()  # until somebody says otherwise


@dataclass(frozen=True)
class Traits:
    """What a rule looks at: ``tier`` is A, B, C or empty; ``last_on`` when its account was last agreed; ``owner`` who had it last."""

    customer_id: int
    name: str
    is_key_account: bool = False
    tier: str = ""
    has_monthly_terms: bool = False
    last_on: date | None = None
    owner: int | None = None


@dataclass(frozen=True)
class Place:
    """A customer's place in a plan."""

    customer_id: int
    owner: int
    day: date


def period_of(kind: str, day: date) -> Span:
    """The month, quarter or year of the calendar a day lies in: of 2026-05-20, the quarter is 2026-04-01 to 2026-06-30."""
    months = _MONTHS[kind]
    first = (day.month - 1) // months * months + 1
    from_on = day.replace(month=first, day=1)
    ahead = first + months
    after = date(day.year + 1, 1, 1) if ahead > 12 else date(day.year, ahead, 1)
    return Span(from_on, after - _ONE_DAY)


def due_by(traits: Traits, rule: RoundRule) -> tuple[str, str]:
    """How often a customer is due and the class that says so: a key account of tier A is due monthly, as ``key_account``.

    Where classes agree, the first of key account, A, B, monthly terms, others is named.
    """
    said = [
        ("key_account", rule.key_account, traits.is_key_account),
        ("tier_a", rule.tier_a, traits.tier == "A"),
        ("tier_b", rule.tier_b, traits.tier == "B"),
        ("monthly_terms", rule.monthly_terms, traits.has_monthly_terms),
        ("others", rule.others, True),
    ]
    holding = [(kind, name) for name, kind, is_so in said if is_so]
    return min(holding, key=lambda each: KINDS.index(each[0]))


def working_days(span: Span, since: date, calendar: Calendar) -> tuple[date, ...]:
    """The working days of a period from a day on; where none is left, its last day alone."""
    day, found = max(span.from_on, since), list[date]()
    while day <= span.to_on:
        if calendar.is_working(day):
            found.append(day)
        day += _ONE_DAY
    return tuple(found) or (span.to_on,)


def in_turn(customers: Iterable[Traits], first: Collection[int] = ()) -> list[Traits]:
    """Those of ``first`` before the others; then who was never agreed, then who was agreed longest ago; by name and number in the end."""

    def rank(each: Traits) -> tuple[bool, bool, date, str, int]:
        return each.customer_id not in first, each.last_on is not None, each.last_on or date.min, each.name, each.customer_id  # fmt: skip

    return sorted(customers, key=rank)


def spread(
    turns: Sequence[Traits], days: Sequence[date], clerks: Sequence[int], *,
    loads: Mapping[int, int] | None = None,
) -> tuple[Place, ...]:  # fmt: skip
    """A day and a clerk for each, in their order: no day and no clerk has two more than another.

    Five customers over Monday to Wednesday and two clerks: two on Monday, two on Tuesday, one on Wednesday; three and two.
    A clerk keeps the customers of last time as far as that stays even. ``loads``: what the clerks have in the plan already.
    """
    assert days, "a plan needs a day"
    assert clerks, "a plan needs a clerk"
    count = len(turns)
    owners = _owners(turns, clerks, dict(loads or {}))
    return tuple(
        Place(each.customer_id, owners[each.customer_id], days[place * len(days) // count])
        for place, each in enumerate(turns)
    )


def _owners(
    turns: Sequence[Traits], clerks: Sequence[int], loads: dict[int, int]
) -> dict[int, int]:
    """Who had a customer last keeps it while they have room; then whoever has least takes the next."""
    have = {clerk: loads.get(clerk, 0) for clerk in clerks}
    room = _room(have, len(turns))
    found: dict[int, int] = {}
    taken = dict.fromkeys(clerks, 0)
    for each in turns:
        if each.owner is not None and room.get(each.owner, 0) > 0:
            found[each.customer_id] = each.owner
            room[each.owner] -= 1
    for each in turns:
        if each.customer_id not in found:
            clerk = min(clerks, key=lambda one: (-room[one], taken[one], one))
            found[each.customer_id] = clerk
            room[clerk] -= 1
            taken[clerk] += 1
    return found


def _room(have: Mapping[int, int], more: int) -> dict[int, int]:
    """How many each takes on so that all end alike: of 7 more for clerks with 0 and 3, five and two."""
    room = dict.fromkeys(have, 0)
    for _ in range(more):
        least = min(have, key=lambda clerk: have[clerk] + room[clerk])
        room[least] += 1
    return room

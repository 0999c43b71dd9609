"""Settlement cycles of a customer, one after the other, by whatever contracts and amendments hold from day to day.

A cycle is cut where the terms cut it, and where the terms themselves end: an amendment from the 16th ends the cycle of
the old version on the 15th. Days whose terms know no cycle belong to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wanglai.domain.terms import Cycle, Span, cycle_at

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Version:
    """What was signed for the days of a contract; ``to_on`` None: until it is ended. ``cycle`` None: each document for itself."""

    contract_id: int
    number: int
    from_on: date
    to_on: date | None
    cycle: Cycle | None

    def holds(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class CutCycle:
    """A cycle as it is to stand: its days, the version it follows, the day of its statement."""

    contract_id: int
    version: int
    from_on: date
    to_on: date
    statement_on: date


def held_one_by_one(signed: Iterable[Version]) -> tuple[Version, ...]:
    """The versions in the order of their days, none overlapping: a later version takes over from its first day on.

    Version 1 from 2026-01-01, version 2 from 2026-03-16: version 1 to 03-15, version 2 from 03-16. A version overtaken
    from its first day, or before it, holds on no day.
    """
    of_contract: dict[int, list[Version]] = {}
    for each in signed:
        of_contract.setdefault(each.contract_id, []).append(each)
    found: list[Version] = []
    for versions in of_contract.values():
        overtaken_on: date | None = None
        for each in sorted(versions, key=lambda one: one.number, reverse=True):
            last_on = each.to_on
            if overtaken_on is not None:
                before = overtaken_on - _ONE_DAY
                last_on = before if last_on is None else min(last_on, before)
            if last_on is None or each.from_on <= last_on:
                found.append(Version(each.contract_id, each.number, each.from_on, last_on, each.cycle))  # fmt: skip
                overtaken_on = each.from_on
    return tuple(sorted(found, key=lambda one: one.from_on))


def cycles_after(
    closed_through: date | None, held: Sequence[Version], *, first_on: date, through: date
) -> tuple[CutCycle, ...]:
    """Every cycle after the last closed one, up to that in which ``through`` lies, whole.

    ``held`` is of :func:`held_one_by_one`. Where nothing was closed, the first is that in which ``first_on`` lies.
    Cut-off 25, first and through 2026-03-26: one cycle, 03-26 to 04-25.
    """
    day = closed_through + _ONE_DAY if closed_through is not None else _beginning(held, first_on)
    found: list[CutCycle] = []
    for each in held:
        day = max(day, each.from_on)
        while each.cycle and day <= through and each.holds(day):
            to_on = cycle_at(each.cycle, day).to_on
            if each.to_on is not None:
                to_on = min(to_on, each.to_on)
            after = timedelta(days=each.cycle.statement_after)
            found.append(CutCycle(each.contract_id, each.number, day, to_on, to_on + after))
            day = to_on + _ONE_DAY
    return tuple(found)


def _beginning(held: Sequence[Version], on: date) -> date:
    """The first day of the cycle a day lies in, or of the next one after it."""
    for each in held:
        if each.cycle and (each.to_on is None or each.to_on >= on):
            inside = max(on, each.from_on)
            return max(each.from_on, cycle_at(each.cycle, inside).from_on)
    return on


def month_of(text: str) -> Span | None:
    """``2026-03`` as its days; None where it is no month."""
    year, _, month = text.partition("-")
    if not (
        len(text) == 7 and year.isdecimal() and month.isdecimal() and 1900 <= int(year) <= 9998
    ):
        return None
    if not 1 <= int(month) <= 12:
        return None
    first = date(int(year), int(month), 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Span(first, following - _ONE_DAY)

"""Pairing lines that already agree in number or amount: by date, and never by row order.

Given lines of both sides that could all be each other's partner, the dates say which pairs are meant.
What dates cannot tell apart stays a set: as a set the answer is certain, as pairs it would be a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tieout.steps.account import Lag, Line

WINDOWS = (0, 1, 2, 3, 5, 7, 10, 15, 31)


class Pairing(NamedTuple):
    pairs: list[tuple[Line, Line]]
    ours: list[Line]  # left over
    theirs: list[Line]


def days_apart(ours: Line, theirs: Line, lag: Lag) -> int | None:
    """Days between the two bookings beyond the usual delay; None where a date is missing."""
    if ours.day is None or theirs.day is None:
        return None
    return theirs.day - ours.day - lag.median


def pair_by_date(
    ours: Sequence[Line], theirs: Sequence[Line], lag: Lag, *, within: int = 31
) -> Pairing:
    """Take pairs that are each other's only neighbour in time, from the narrowest window outward.

    Ours on the 1st and the 15th, theirs on the 2nd and the 16th: two pairs at one day. Ours on the
    1st, theirs twice on the 1st: no pair, because nothing tells the two apart.
    """
    left, right = list(ours), list(theirs)
    pairs: list[tuple[Line, Line]] = []
    for window in (window for window in WINDOWS if window <= within):
        if not left or not right:
            break
        found = _mutual_neighbours(left, right, lag, window)
        if not found:
            continue
        pairs += found
        taken = {id(line) for pair in found for line in pair}
        left = [line for line in left if id(line) not in taken]
        right = [line for line in right if id(line) not in taken]
    return Pairing(pairs, left, right)


def _mutual_neighbours(
    left: Sequence[Line], right: Sequence[Line], lag: Lag, window: int
) -> list[tuple[Line, Line]]:
    by_day: dict[int, list[Line]] = defaultdict(list)
    for line in right:
        if line.day is not None:
            by_day[line.day - lag.median].append(line)
    partners: dict[int, list[Line]] = {}
    suitors: dict[int, int] = defaultdict(int)
    for line in left:
        if line.day is None:
            continue
        near = [
            other
            for day in range(line.day - window, line.day + window + 1)
            for other in by_day.get(day, ())
        ]
        partners[id(line)] = near
        for other in near:
            suitors[id(other)] += 1
    return [
        (line, partners[id(line)][0])
        for line in left
        if len(partners.get(id(line), ())) == 1 and suitors[id(partners[id(line)][0])] == 1
    ]


def same_facts(lines: Sequence[Line]) -> bool:
    """True when no one could tell these lines apart by what they say."""
    return len({(line.day, line.amount, line.document) for line in lines}) <= 1

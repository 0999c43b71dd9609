"""Pairing lines that already agree in number or amount: by date, and never by row order.

Given lines of both sides that could all be each other's partner, the dates say which pairs are meant.
What dates cannot tell apart stays a set: as a set the answer is certain, as pairs it would be a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tieout.steps.account import Lag
from tieout.steps.lines import Line

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
    if len(ours) == len(theirs) == 1:
        days = days_apart(ours[0], theirs[0], lag)
        near = days is not None and abs(days) <= min(within, WINDOWS[-1])
        return Pairing([(ours[0], theirs[0])], [], []) if near else Pairing([], [*ours], [*theirs])
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
    """Pairs of which each is the other's only neighbour; the work grows with lines, not with pairs."""
    ours, theirs = by_day(left, 0), by_day(right, lag.median)
    found = []
    for day, lines in ours.items():
        partner = _only_one(theirs, day, window)
        if len(lines) != 1 or partner is None or partner.day is None:
            continue
        if _only_one(ours, partner.day - lag.median, window) is lines[0]:
            found.append((lines[0], partner))
    return found


def by_day(lines: Sequence[Line], shift: int) -> dict[int, list[Line]]:
    """Dated lines by their day less ``shift`` days, in the order given."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.day is not None:
            found[line.day - shift].append(line)
    return found


def _only_one(by_day: dict[int, list[Line]], day: int, window: int) -> Line | None:
    """The only line within the window around a day; None where there are none or several."""
    only: Line | None = None
    for near in range(day - window, day + window + 1):
        lines = by_day.get(near)
        if lines:
            if only is not None or len(lines) > 1:
                return None
            only = lines[0]
    return only


def same_facts(lines: Sequence[Line]) -> bool:
    """True when no one could tell these lines apart by what they say."""
    return len({(line.day, line.amount, line.document) for line in lines}) <= 1

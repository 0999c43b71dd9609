"""Sets of open items that a payer forms without choosing, each under its name.

A few dozen such sets exist for an account where there are billions of free combinations, so that one of
them makes a given amount is rarely chance.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Literal, NamedTuple

import numpy as np

from tieout.sums.search import find_sums

_FORMS_MAX = 64

Structure = Literal[
    "whole_account", "due_to_day", "oldest_first", "same_order", "run", "all_but_one", "all_but_two"
]


@dataclass(frozen=True)
class Open:
    """One open item as it stands in the list: minor units, credits negative."""

    amount: int
    due_on: date | None = None
    order: str | None = None  # what ties items: an order, a site, a period


class Natural(NamedTuple):
    """A set with a name: the places of its items in the list, ascending."""

    structure: Structure
    places: tuple[int, ...]


def natural_sets(items: Sequence[Open], target: int, *, tolerance: int = 0) -> list[Natural]:
    """The natural sets of two items or more whose sum differs from the target by at most the tolerance.

    The list is in the order of the account, oldest first. A set is named once, by the plainest of its
    names: in the order of ``Structure``. A run stands together in the list. Where more than 64 runs, or
    more than 64 ways to leave one or two out, make the amount, taking one is a choice: none is named.

    Worked: of 100.00, 40.00 and 60.00 the amount 160.00 is all but the second: ``[("all_but_one", (0, 2))]``.
    """
    assert tolerance >= 0, "a tolerance is a width"
    named: dict[tuple[int, ...], Structure] = {}
    low, high = target - tolerance, target + tolerance
    for found in _found(items, low, high):
        if len(found.places) > 1:
            named.setdefault(found.places, found.structure)
    return [Natural(structure, places) for places, structure in named.items()]


def _found(items: Sequence[Open], low: int, high: int) -> Iterator[Natural]:
    for form in (_whole_account, _due_to_day, _oldest_first, _same_order, _runs, _all_but_few):
        yield from form(items, low, high)


def _whole_account(items: Sequence[Open], low: int, high: int) -> Iterator[Natural]:
    if low <= sum(item.amount for item in items) <= high:
        yield Natural("whole_account", tuple(range(len(items))))


def _due_to_day(items: Sequence[Open], low: int, high: int) -> Iterator[Natural]:
    """All that falls due up to a day; what has no due day is never among it."""
    due = sorted(
        (item.due_on, place) for place, item in enumerate(items) if item.due_on is not None
    )
    total = 0
    for count, (day, place) in enumerate(due, 1):
        total += items[place].amount
        day_ends = count == len(due) or due[count][0] != day
        if day_ends and low <= total <= high:
            yield Natural("due_to_day", tuple(sorted(place for _, place in due[:count])))


def _oldest_first(items: Sequence[Open], low: int, high: int) -> Iterator[Natural]:
    for count, total in enumerate(accumulate(item.amount for item in items), 1):
        if low <= total <= high:
            yield Natural("oldest_first", tuple(range(count)))


def _same_order(items: Sequence[Open], low: int, high: int) -> Iterator[Natural]:
    orders: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        if item.order:
            orders.setdefault(item.order, []).append(place)
    for places in orders.values():
        if low <= sum(items[place].amount for place in places) <= high:
            yield Natural("same_order", tuple(places))


def _runs(items: Sequence[Open], low: int, high: int) -> Iterator[Natural]:
    """What stands together: the sums up to every start are kept sorted, so credits may be among it."""
    found: list[tuple[int, ...]] = []
    starts: list[tuple[int, int]] = []
    total = 0
    for end, item in enumerate(items, 1):
        insort(starts, (total, end - 1))
        total += item.amount
        first = bisect_left(starts, (total - high, 0))
        for _, start in starts[first : bisect_left(starts, (total - low + 1, 0))]:
            found.append(tuple(range(start, end)))
            if len(found) > _FORMS_MAX:
                return
    yield from (Natural("run", places) for places in found)


def _all_but_few(items: Sequence[Open], low: int, high: int) -> Iterator[Natural]:
    amounts = np.array([item.amount for item in items], np.int64)
    middle, tolerance = (low + high) // 2, (high - low) // 2
    left_out = find_sums(
        amounts, sum(item.amount for item in items) - middle,
        tolerance=tolerance, size_max=2, solutions_max=_FORMS_MAX,
    )  # fmt: skip
    if not left_out.complete:
        return
    for out in left_out.solutions:
        places = tuple(place for place in range(len(items)) if place not in out)
        yield Natural("all_but_one" if len(out) == 1 else "all_but_two", places)

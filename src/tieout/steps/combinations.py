"""Which of some lines add up to an amount, and how many such sets chance would make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np

from tieout.rules import Rules
from tieout.steps.lines import Line
from tieout.steps.number_columns import Ints
from tieout.sums.chance import expected_accidents, may_be_rare
from tieout.sums.search import Sums, find_sums
from tieout.sums.structure import Open, Structure, natural_sets

_EPOCH = date(1970, 1, 1)
_ALL_SUMS_MAX = 14  # lines of which every sum is made at once
_NATURAL_MIN = 6  # lines below which nearly every set is all but one or two
_WORTH = 1.0  # accidents among all lines asked, beyond which a set that was found is not even shown


class Combinations(NamedTuple):
    """Every set of lines that makes the amount; like lines count once."""

    sets: tuple[tuple[Line, ...], ...]
    natural: Structure | None  # the name of the first, where it has one
    chance: float  # sets that hit the amount by accident, expected
    asked: int  # lines that were asked for such a set
    complete: bool  # every set was looked at
    candidates: int

    def is_sure(self, rules: Rules) -> bool:
        """The only answer, and chance would hardly give one to any of the lines that were asked."""
        only = len(self.sets) == 1 or not rules.sums_unique
        return only and self.complete and self.chance * self.asked <= chance_limit(rules)


def may_make(amounts: Ints, target: int) -> bool:
    """Whether some set makes the amount; said for a few lines only, else always true.

    Worked: of 3.00 and 5.00, 8.00 may be made and 4.00 may not.
    """
    if len(amounts) > _ALL_SUMS_MAX or _total(amounts) >= 1 << 62:
        return True
    return bool((sums_of_all(amounts) == target).any())


def may_be_natural(lines: Sequence[Line], target: int) -> bool:
    """Quick: some run of the lines, all but one or two, or those of an order may make the amount.

    What is oldest, or booked up to a day, is a run of lines that stand by day.
    """
    amounts = amounts_of(lines)
    total = int(amounts.sum())
    if _total(amounts) >= 1 << 61 or abs(target) >= 1 << 61 or any(line.order for line in lines):
        return True
    until = np.concatenate((np.zeros(1, np.int64), np.cumsum(amounts)))
    left_out = total - target
    return bool(
        np.isin(until + target, until).any()
        or (amounts == left_out).any()
        or np.isin(left_out - amounts, amounts).any()
    )


def sums_of_all(amounts: Ints) -> Ints:
    """The sums of all sets, the empty one first; for fourteen amounts at most."""
    assert len(amounts) <= _ALL_SUMS_MAX, "two to the power of the amounts"
    sums = np.zeros(1, np.int64)
    for amount in amounts:
        sums = np.concatenate((sums, sums + amount))
    return sums


def sets_that_make(lines: Sequence[Line], wanted: Sequence[int]) -> list[tuple[Line, ...]]:
    """Every set of a few lines whose sum is one of these amounts."""
    amounts = amounts_of(lines)
    if _total(amounts) >= 1 << 62:
        return []
    found: list[int] = np.flatnonzero(np.isin(sums_of_all(amounts), wanted)).tolist()
    return [tuple(line for place, line in enumerate(lines) if at >> place & 1) for at in found]


def chance_of_any(lines: Sequence[Line], wanted: Sequence[int], rules: Rules) -> float:
    """Sets of these lines that hit one of these amounts by accident, expected."""
    amounts, size_max = amounts_of(lines), rules.sums_size_max
    return sum(expected_accidents(amounts, target, size_max=size_max) for target in wanted)


def combinations_of(
    lines: Sequence[Line], target: int, rules: Rules, *, asked: int
) -> Combinations | None:
    """All sets of the lines that make the target; None where there is none, or where chance makes some.

    The natural sets come first. Sizes go up to ``sums_size_max``, natural sets may be larger. ``asked``:
    lines of which the same is asked, for where a hundred are asked one is hit by an accident of one in
    a hundred.
    """
    amounts = amounts_of(lines)
    if not len(amounts) or not may_make(amounts, target):
        return None
    named = rules.sums_natural and len(lines) >= _NATURAL_MIN and may_be_natural(lines, target)
    natural = natural_sets(_as_open(lines), target) if named else []
    size_max, limit = rules.sums_size_max, max(_WORTH, chance_limit(rules)) / asked
    # Of few all are near the target, and the closed form is no guide.
    few = len(amounts) <= _ALL_SUMS_MAX
    searched = few or may_be_rare(amounts, target, limit, size_max=size_max)
    if not searched and not natural:
        return None
    found = Sums((), 0, complete=False)
    if searched:
        found = find_sums(amounts, target, size_max=size_max, nodes_max=rules.sums_nodes_max)
    if not natural and not found.solutions:
        return None
    chance = expected_accidents(amounts, target, size_max=size_max)
    if chance > limit and not natural:
        return None
    places = [each.places for each in natural]
    if chance <= limit:
        places += found.solutions
    sets = _distinct([tuple(lines[place] for place in each) for each in places])
    name = natural[0].structure if natural else None
    return Combinations(sets, name, chance, asked, found.complete, len(lines))


def amounts_of(lines: Sequence[Line]) -> Ints:
    return np.array([line.amount for line in lines], np.int64)


def chance_limit(rules: Rules) -> float:
    """Accidents up to which a set that was found, and no other, is believed."""
    return _as_float(rules.sums_chance_max)


@cache
def _as_float(written: str) -> float:
    return float(Fraction(written))


def _total(amounts: Ints) -> int:
    return sum(map(abs, amounts.tolist()))


def _as_open(lines: Sequence[Line]) -> list[Open]:
    return [
        Open(
            line.amount, _EPOCH + timedelta(line.day) if line.day is not None else None, line.order
        )
        for line in lines
    ]


def _distinct(sets: list[tuple[Line, ...]]) -> tuple[tuple[Line, ...], ...]:
    """Sets that differ in more than which of several like lines they hold; the first of each."""
    seen: dict[tuple[object, ...], tuple[Line, ...]] = {}
    for lines in sets:
        seen.setdefault(tuple(sorted(map(_likeness, lines))), lines)
    return tuple(seen.values())


def _likeness(line: Line) -> tuple[object, ...]:
    said = (line.document, line.order, line.voucher, line.text, line.kind)
    return (line.amount, line.day or 0, *(word or "" for word in said))

"""How many combinations of amounts would hit a target by chance alone.

The number, λ, weighs a combination that was found: where chance makes three of its kind, one more proves
nothing. It does not ask whether the target *is* hit, only how densely and how regularly the sums around
it lie, so it weighs the only combination there is as well.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, pairwise
from math import comb, exp, gcd, pi, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tieout.sums.draws import sets_of

_Floats = npt.NDArray[np.float64]

_NEAR = 150.0  # sets of equal weight that the neighbourhood of a target holds
_NEAREST = 1_000  # drawn sets among which that neighbourhood is looked for first
_PRIOR = 0.25  # coincidences that an even spread of the sums counts for against those seen
# The closed form was at most so many times the drawn one, see docs/algorithms/groups.md.
_TOO_HIGH = 2.0


class _Size(NamedTuple):
    """The sums of so many amounts, where one of them may be the target."""

    size: int
    hits: int  # values of their lattice within the tolerance
    smallest: int
    largest: int


class _Near(NamedTuple):
    """Drawn sets with a sum near the target, by rising sum."""

    apart: _Floats  # sum less target
    stands_for: _Floats  # how many sets each stands for
    meant: _Floats  # how likely each is the one that was paid, before looking: each size alike
    even: float  # share of the neighbourhood's lattice within the tolerance


def expected_accidents(
    amounts: npt.NDArray[np.int64], target: int, *, size_max: int, tolerance: int = 0
) -> float:
    """Expected number of accidental sets of one to ``size_max`` amounts that hit the target.

    Amounts are minor units of one currency, credits negative, each up to 10^18. Of sets drawn by a fixed
    generator those near the target are taken: how many sets they stand for, times how often two of them
    agree within the tolerance. Amounts of a price list agree far more often than evenly spread ones.
    Zero where no sum of these sizes can be the target. Neither order nor unit of the amounts matters.

    Worked: of ten items of 1.00 each of the 120 sets of three makes 3.00: one is meant, ``119.0`` are not.
    """
    assert size_max >= 1, "a set has one member at least"
    assert tolerance >= 0, "a tolerance is a width"
    values = sorted(map(int, amounts))
    sizes = _within_reach(values, target, size_max, tolerance)
    if not sizes:
        return 0.0
    unit = gcd(*values, target) or 1
    near = _near(values, target, sizes, unit)
    return _coincidences(near, tolerance // unit)


def by_normal(
    amounts: npt.NDArray[np.int64], target: int, *, size_max: int, tolerance: int = 0
) -> float:
    """The same in closed form: sums of k of n amounts taken as normal, on the amounts' common lattice.

    Quick and good for amounts in cents and in whole units; far too low for those of a price list.
    """
    values = [int(amount) for amount in amounts]
    count, lattice = len(values), gcd(*values)
    hits = _multiples(target - tolerance, target + tolerance, lattice) if lattice else 0
    if not hits:
        return 0.0
    mean = sum(values) / count
    deviation = sqrt(sum((value - mean) ** 2 for value in values) / count)
    total = 0.0
    for size in range(1, min(size_max, count) + 1):
        spread = deviation * sqrt(size * (count - size) / max(count - 1, 1)) + lattice
        away = (target - size * mean) / spread
        density = exp(-away * away / 2) / sqrt(2 * pi) / spread
        total += comb(count, size) * lattice * hits * density
    return total


def may_be_rare(
    amounts: npt.NDArray[np.int64], target: int, limit: float, *, size_max: int
) -> bool:
    """Whether the closed form, quick and seldom too high, leaves room for no more than ``limit`` accidents.

    Worked: for a limit of 1.0 it may say 2.0, since the drawn form may say half of that.
    """
    return by_normal(amounts, target, size_max=size_max) <= _TOO_HIGH * limit


def _within_reach(rising: list[int], target: int, size_max: int, tolerance: int) -> list[_Size]:
    """The sizes of which a sum may be the target: it lies between their ends and on their lattice."""
    step = _step(rising)
    lows, highs = list(accumulate(rising)), list(accumulate(reversed(rising)))
    reached = []
    for size, (low, high) in enumerate(zip(lows[:size_max], highs, strict=False), 1):
        first, last = max(target - tolerance, low), min(target + tolerance, high)
        hits = _multiples(first - low, last - low, step) if first <= last else 0
        if hits:
            reached.append(_Size(size, hits, low, high))
    return reached


def _step(rising: list[int]) -> int:
    """By which sums of one size differ: 10.00 for the prices 9.90, 19.90 and 49.90; the amount where all are equal."""
    if not rising:
        return 1
    return gcd(*(value - rising[0] for value in rising)) or abs(rising[0]) or 1


def _multiples(first: int, last: int, step: int) -> int:
    return last // step - (first - 1) // step


def _near(rising: list[int], target: int, sizes: list[_Size], unit: int) -> _Near:
    """The sets nearest to the target, in units of it; counted from the least amount, to stay exact."""
    least, count = rising[0], len(rising)
    above = np.array([(value - least) // unit for value in rising], np.float64)
    drawn = _drawn(count, tuple(one.size for one in sizes))
    apart = np.empty(len(drawn.at))
    for one, (first, last) in zip(sizes, pairwise(drawn.starts), strict=True):
        missing = (target - one.size * least) // unit
        sums = above[sets_of(count, one.size)].sum(axis=0)
        np.subtract(sums, float(missing), out=apart[first:last])
    distances = np.abs(apart)
    radius = _radius(distances, drawn.stands_for)
    chosen = np.nonzero(distances <= radius)[0]
    chosen = chosen[_by_size(apart[chosen])]
    sums, weights, likely = (part[chosen] for part in (apart, drawn.stands_for, drawn.meant))
    hit = np.array([float(one.hits) for one in sizes])[drawn.at[chosen]]
    below = min(radius, float((target - min(one.smallest for one in sizes)) // unit))
    over = min(radius, float((max(one.largest for one in sizes) - target) // unit))
    values = max((below + over) * unit / _step(rising) + 1, 1.0)
    even = min(1.0, float((hit * weights).sum() / weights.sum()) / values)
    return _Near(sums, weights, likely, even)


class _Drawn(NamedTuple):
    """What is known of drawn sets before any amount is: one after the other by size."""

    starts: tuple[int, ...]  # where each size begins, and where the last one ends
    at: npt.NDArray[np.intp]  # which of the sizes each is of
    stands_for: _Floats
    meant: _Floats


@lru_cache(maxsize=128)
def _drawn(count: int, sizes: tuple[int, ...]) -> _Drawn:
    many = [sets_of(count, size).shape[1] for size in sizes]
    stands_for = [comb(count, size) / each for size, each in zip(sizes, many, strict=True)]
    return _Drawn(
        tuple(accumulate(many, initial=0)),
        np.repeat(np.arange(len(sizes)), many),
        np.repeat(stands_for, many),
        np.repeat([1 / each for each in many], many),
    )


def _radius(distances: _Floats, weights: _Floats) -> float:
    """How far to go from the target to have enough sets; a few heavy ones are not many."""
    count = len(distances)
    # The nearest few are mostly enough, and to sort these takes a tenth of the time.
    for tried in (_NEAREST, count):
        reach = np.inf if tried >= count else np.partition(distances, tried)[tried]
        nearest = np.nonzero(distances <= reach)[0]
        order = nearest[_by_size(distances[nearest])]
        rising = weights[order]
        enough = np.cumsum(rising) ** 2 >= _NEAR * np.cumsum(rising**2)
        first = int(enough.argmax())
        if enough[first]:
            return float(distances[order[first]])
    return float(distances.max())


def _by_size(values: _Floats) -> npt.NDArray[np.int64]:
    """Places of whole numbers from small to large, equal ones as they stand.

    Number and place in one word are sorted several times as fast as places by their numbers.
    """
    count = len(values)
    bits = count.bit_length()
    if not count or float(np.abs(values).max()) >= 1 << (62 - bits):
        return np.argsort(values, kind="stable")
    words = (values.astype(np.int64) << bits) | np.arange(count)
    words.sort()
    return words & ((1 << bits) - 1)


def _within(rising: _Floats, tolerance: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """For each of rising numbers where those within the tolerance of it begin and end."""
    if tolerance:
        return (
            np.searchsorted(rising, rising - tolerance, "left"),
            np.searchsorted(rising, rising + tolerance, "right"),
        )
    edges = np.concatenate(([0], np.flatnonzero(rising[1:] != rising[:-1]) + 1, [len(rising)]))
    lengths = np.diff(edges)
    return np.repeat(edges[:-1], lengths), np.repeat(edges[1:], lengths)


def _coincidences(near: _Near, tolerance: int) -> float:
    """Other sets that agree with the one meant: as often as seen, or as an even spread has it where little is seen."""
    weights = near.stands_for
    total = float(weights.sum())
    heaped = np.concatenate([[0.0], np.cumsum(weights)])
    first, last = _within(near.apart, tolerance)
    agreeing = float((near.meant * (heaped[last] - heaped[first] - weights)).sum())
    others = float((near.meant * (total - weights)).sum())
    if others <= 0:
        return max(total - 1, 0.0) * near.even
    alike = total * total / float((weights**2).sum())
    pairs = alike * (alike - 1) / 2
    share = (agreeing / others * pairs + _PRIOR) / (pairs + _PRIOR / near.even)
    return max(total - 1, 0.0) * min(share, 1.0)

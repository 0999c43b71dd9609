"""Accidental sums predicted beside accidental sums counted.

Open items are drawn, some of them are paid, and the search counts every other set that makes the same
amount. Cases are drawn until a hundred accidents are counted, so that a rare kind is measured too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tieout.sums.chance import by_normal, expected_accidents
from tieout.sums.search import find_sums

Ints = npt.NDArray[np.int64]

PRICES = np.array([990, 1_990, 2_950, 4_900, 9_900, 12_500, 19_900, 35_000])
CREDITS = 0.15
ACCIDENTS = 100
CASES_MIN, CASES_MAX = 400, 6_000


class Setting(NamedTuple):
    """What is drawn: the kind of amounts, how many are open, paid and looked for, and the window."""

    kind: str
    credits: bool  # some of the amounts negative
    items: int
    paid: int
    size_max: int
    tolerance: int


class Calibration(NamedTuple):
    """Accidents for each case: counted, and as both forms predict them."""

    setting: Setting
    cases: int
    counted: float
    sampled: float
    normal: float


def _cents(chance: np.random.Generator, count: int) -> Ints:
    return np.rint(np.exp(chance.normal(11.0, 0.8, count))).astype(np.int64)


def _whole(chance: np.random.Generator, count: int) -> Ints:
    return 100 * np.rint(np.exp(chance.normal(6.4, 0.8, count))).astype(np.int64)


def _prices(chance: np.random.Generator, count: int) -> Ints:
    return chance.choice(PRICES, count) * chance.integers(1, 4, count)


KINDS: dict[str, Callable[[np.random.Generator, int], Ints]] = {
    "cents": _cents,
    "whole": _whole,
    "prices": _prices,
}
SHAPES = ((12, 3, 4), (20, 3, 4), (20, 5, 6), (30, 2, 4), (30, 4, 5), (60, 3, 4), (200, 2, 3))
SETTINGS = tuple(
    Setting(kind, with_credits, *shape, tolerance)
    for kind in KINDS
    for with_credits in (False, True)
    for shape in SHAPES
    for tolerance in (0, 150 if kind == "whole" else 50)
)


def calibrate(setting: Setting, cases_max: int = CASES_MAX) -> Calibration:
    """Draw cases of one setting until enough accidents are counted or there are enough cases."""
    totals, cases = np.zeros(3), 0
    for case in _cases(setting):
        totals += case
        cases += 1
        if cases >= cases_max or (cases >= CASES_MIN and totals[0] >= ACCIDENTS):
            break
    counted, sampled, normal = (totals / cases).tolist()
    return Calibration(setting, cases, counted, sampled, normal)


def _cases(setting: Setting) -> Iterator[tuple[float, float, float]]:
    chance = np.random.default_rng([setting.items, setting.paid, *setting.kind.encode()])
    while True:
        amounts = KINDS[setting.kind](chance, setting.items)
        if setting.credits:
            amounts = np.where(chance.random(setting.items) < CREDITS, -amounts, amounts)
        paid = chance.choice(setting.items, setting.paid, replace=False)
        target, within = int(amounts[paid].sum()), setting.tolerance
        found = find_sums(
            amounts, target, tolerance=within, size_max=setting.size_max,
            solutions_max=1_000_000, nodes_max=100_000_000,
        )  # fmt: skip
        assert found.complete, "a count that ended early counts nothing"
        yield (
            len(found.solutions) - 1,
            expected_accidents(amounts, target, size_max=setting.size_max, tolerance=within),
            by_normal(amounts, target, size_max=setting.size_max, tolerance=within),
        )

"""How many combinations of amounts would hit a target by chance alone."""

from __future__ import annotations

from math import comb, exp, gcd, pi, sqrt

import numpy as np
import numpy.typing as npt


def expected_accidents(
    amounts: npt.NDArray[np.int64], target: int, *, size_max: int, tolerance: int = 0
) -> float:
    """Expected number of accidental sets of one to ``size_max`` amounts whose sum is the target.

    Sums of k of n amounts are taken as normal around k times the mean, on the lattice of the amounts'
    greatest common divisor: 30 items in whole units have a hundred times the accidents of 30 in cents.
    Zero where the target is not on the lattice. Low in the far tails; a bound for ordering, not proof.
    """
    assert size_max >= 1, "a set has one member at least"
    assert tolerance >= 0, "a tolerance is a width"
    values = [int(amount) for amount in amounts]
    count, lattice = len(values), gcd(*values) if values else 0
    if not lattice or (target % lattice and tolerance < lattice):
        return 0.0
    mean = sum(values) / count
    deviation = sqrt(sum((value - mean) ** 2 for value in values) / count)
    width = lattice * (1 + 2 * (tolerance // lattice))
    total = 0.0
    for size in range(1, min(size_max, count) + 1):
        spread = deviation * sqrt(size * (count - size) / max(count - 1, 1)) + lattice
        away = (target - size * mean) / spread
        total += comb(count, size) * width * exp(-away * away / 2) / sqrt(2 * pi) / spread
    return total

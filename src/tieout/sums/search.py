"""All combinations of amounts that hit a target, smallest first, within a budget of nodes, never of time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import comb
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tieout.sums import twin

Ints = npt.NDArray[np.int64]

_WORTH_COMPILED = (
    20_000  # sets to look through below which plain Python is done before Numba is loaded
)
_LARGEST = (1 << 63) - 1


class Sums(NamedTuple):
    """What a search found: places in the given amounts, ascending; ordered by size, then places."""

    solutions: tuple[tuple[int, ...], ...]
    nodes: int
    complete: bool  # False where a budget ended the search: there may be further solutions


_OfSize = Callable[[int, int, int], tuple[list[tuple[int, ...]], int, bool]]


def find_sums(
    amounts: Ints,
    target: int,
    *,
    tolerance: int = 0,
    size_max: int = 8,
    solutions_max: int = 16,
    nodes_max: int = 2_000_000,
) -> Sums:
    """Find every set of one to ``size_max`` amounts whose sum differs from the target by at most the tolerance.

    Amounts are minor units of one currency, credits negative, each up to 10^18. Sizes are searched one
    after the other; the search ends early, and says so, when ``solutions_max`` sets have been found and
    there is another, or when ``nodes_max`` nodes have been visited.

    Worked: of 50.00, 30.00, 20.00 and -10.00 the sum 40.00 is hit by 50.00 - 10.00 and by
    30.00 + 20.00 - 10.00: ``solutions == ((0, 3), (1, 2, 3))``.
    """
    assert tolerance >= 0, "a tolerance is a width"
    assert size_max >= 1, "a set has one member at least"
    assert solutions_max >= 1, "nothing to search for"
    order = np.lexsort((np.arange(len(amounts)), ~amounts))
    falling = np.ascontiguousarray(amounts[order])
    sizes = min(size_max, len(falling))
    of_size = _searcher(falling, target - tolerance, target + tolerance, sizes, nodes_max)
    found: list[tuple[int, ...]] = []
    nodes, complete = 0, True
    for size in range(1, sizes + 1):
        places, nodes, complete = of_size(size, nodes, solutions_max - len(found))
        found += sorted(tuple(sorted(order[list(chosen)].tolist())) for chosen in places)
        if not complete:
            break
    return Sums(tuple(found), nodes, complete)


def _searcher(falling: Ints, low: int, high: int, sizes: int, nodes_max: int) -> _OfSize:
    work = sum(comb(len(falling), size - 1) for size in range(1, sizes + 1))
    if min(work, nodes_max) < _WORTH_COMPILED or not _fits(falling, sizes):
        values = falling.tolist()

        def plain(size: int, nodes: int, most: int) -> tuple[list[tuple[int, ...]], int, bool]:
            return twin.sums_of_size(values, low, high, size, nodes, nodes_max, most)

        return plain
    kernel = _compiled()
    # No sum comes near the ends of 64 bits, so a window that leaves them can be cut there.
    first, last = (min(max(edge, -_LARGEST), _LARGEST) for edge in (low, high))

    def compiled(size: int, nodes: int, most: int) -> tuple[list[tuple[int, ...]], int, bool]:
        found = np.empty((most, size), np.int64)
        seen, nodes, complete = kernel(falling, first, last, size, nodes, nodes_max, found)
        return [tuple(row) for row in found[:seen].tolist()], nodes, bool(complete)

    return compiled


def _fits(falling: Ints, sizes: int) -> bool:
    """Whether no sum of so many of these amounts leaves 64 bits."""
    ends = falling[:sizes].tolist(), falling[len(falling) - sizes :].tolist()
    return max((abs(sum(map(abs, end))) for end in ends), default=0) < _LARGEST


def load_compiled() -> None:
    """Load the compiled search now, for one who is going to copy this process."""
    _compiled()


@cache
def _compiled() -> Callable[..., tuple[int, int, bool]]:
    from tieout.sums.kernel import sums_of_size  # loads a compiler: only where it pays

    kernel: Callable[..., tuple[int, int, bool]] = sums_of_size
    return kernel

"""The search for sums of one size, compiled. ``twin`` is the same search in plain Python.

The amounts stand in falling order, so of any tail the largest sum of ``k`` is its first ``k`` and the
smallest its last ``k``, credits or not: both bounds are exact. Nothing is computed but sums of at most
``size`` amounts; the caller sees to it that these fit into 64 bits. (The running totals may wrap: only
their differences are used, and those are right again.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

_SIGNATURE = (
    "Tuple((int64, int64, boolean))(int64[::1], int64, int64, int64, int64, int64, int64[:, ::1])"
)


@njit(_SIGNATURE, cache=True)
def sums_of_size(
    falling: npt.NDArray[np.int64],
    low: int,
    high: int,
    size: int,
    nodes: int,
    nodes_max: int,
    found: npt.NDArray[np.int64],
) -> tuple[int, int, bool]:
    """Write the places of all sets of ``size`` amounts with a sum in ``low..high`` into ``found``.

    Returns how many there are, the nodes spent so far, and whether the search came to its end.
    """
    count = len(falling)
    totals = np.zeros(count + 1, np.int64)
    for at in range(count):
        totals[at + 1] = totals[at] + falling[at]
    seen = 0
    if size == 1:
        for at in range(count):
            nodes += 1
            if falling[at] < low:
                break
            if falling[at] <= high:
                if seen == len(found):
                    return seen, nodes, False
                found[seen, 0] = at
                seen += 1
        return seen, nodes, nodes <= nodes_max
    chosen = np.zeros(size, np.int64)
    sums = np.zeros(size, np.int64)
    depth = 0
    following = 0
    while True:
        left = size - depth
        if left == 2:
            over = under = count
            first = following
            while first < count - 1:
                nodes += 1
                base = sums[depth] + falling[first]
                while under > first + 1 and base + falling[under - 1] < low:
                    under -= 1
                    nodes += 1
                if under <= first + 1:
                    break
                while over > first + 1 and base + falling[over - 1] <= high:
                    over -= 1
                    nodes += 1
                for second in range(max(over, first + 1), under):
                    if seen == len(found):
                        return seen, nodes, False
                    for at in range(depth):
                        found[seen, at] = chosen[at]
                    found[seen, depth] = first
                    found[seen, depth + 1] = second
                    seen += 1
                if nodes > nodes_max:
                    return seen, nodes, False
                first += 1
        else:
            place = following
            smallest = totals[count] - totals[count - left + 1]
            while place <= count - left and sums[depth] + falling[place] + smallest > high:
                place += 1
                nodes += 1
            nodes += 1
            if nodes > nodes_max:
                return seen, nodes, False
            if place <= count - left and sums[depth] + totals[place + left] - totals[place] >= low:
                chosen[depth] = place
                sums[depth + 1] = sums[depth] + falling[place]
                depth += 1
                following = place + 1
                continue
        if depth == 0:
            return seen, nodes, True
        depth -= 1
        following = chosen[depth] + 1

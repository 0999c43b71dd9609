"""Whether a receipt's truth can be known from what the files say: asked of the truth, not of a matcher."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

FEW = 22  # open items up to which every combination is counted
SIZE_MAX = 8


def combinations_hitting(amounts: Sequence[int], target: int, *, at_least: int = 2) -> int:
    """How many combinations of 1 to 8 amounts add up to the target, counted to ``at_least``.

    Both halves are listed whole and joined by their sums; meant for up to 22 amounts.
    """
    half = len(amounts) // 2
    left, right = _sums(amounts[:half]), sorted(_sums(amounts[half:]))
    found = 0
    for total, size in left:
        low = bisect_left(right, (target - total, 0))
        high = bisect_right(right, (target - total, SIZE_MAX))
        found += sum(0 < size + other <= SIZE_MAX for _, other in right[low:high])
        if found >= at_least:
            return at_least
    return found


def _sums(amounts: Sequence[int]) -> list[tuple[int, int]]:
    sums = [(0, 0)]
    for amount in amounts:
        sums += [(total + amount, size + 1) for total, size in sums]
    return sums


def is_only_combination(amounts: Sequence[int], target: int, *, size: int) -> bool:
    """True when nothing else among the open amounts explains the target as well as the truth.

    One item in full is known when it is the only item of that amount. Several are known when no
    other combination exists; beyond 22 open items so many exist that several are not known at all.
    """
    if size == 1:
        return sum(amount == target for amount in amounts) == 1
    if len(amounts) > FEW:
        return False
    return combinations_hitting(amounts, target) == 1

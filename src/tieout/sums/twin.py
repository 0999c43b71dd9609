"""The search for sums of one size in plain Python: what ``kernel`` must answer, node for node.

It needs no compiler and knows no largest number, so it also serves where sums leave 64 bits and where
the instance is too small to be worth loading a compiled kernel for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


class _Ended(Exception):
    """The budget of nodes or of solutions is spent."""


class _Search:
    """One search: the amounts in falling order, the window, and what has been found so far."""

    def __init__(
        self, falling: Sequence[int], low: int, high: int, nodes: int, nodes_max: int, most: int
    ) -> None:
        self.falling = falling
        self.totals = [0, *accumulate(falling)]
        self.low, self.high = low, high
        self.nodes, self.nodes_max = nodes, nodes_max
        self.most = most
        self.found: list[tuple[int, ...]] = []

    def keep(self, places: tuple[int, ...]) -> None:
        if len(self.found) == self.most:
            raise _Ended
        self.found.append(places)

    def check_budget(self) -> None:
        if self.nodes > self.nodes_max:
            raise _Ended

    def singles(self) -> None:
        for place, amount in enumerate(self.falling):
            self.nodes += 1
            if amount < self.low:
                break
            if amount <= self.high:
                self.keep((place,))
        self.check_budget()

    def extend(self, chosen: tuple[int, ...], total: int, following: int, left: int) -> None:
        """All ways to add ``left`` amounts from ``following`` on."""
        if left == 2:
            self.pairs(chosen, total, following)
            return
        count = len(self.falling)
        smallest = self.totals[count] - self.totals[count - left + 1]
        place = following
        while True:
            while place <= count - left and total + self.falling[place] + smallest > self.high:
                place += 1
                self.nodes += 1
            self.nodes += 1
            self.check_budget()
            largest_fits = (
                place <= count - left
                and total + self.totals[place + left] - self.totals[place] >= self.low
            )
            if not largest_fits:
                return
            self.extend((*chosen, place), total + self.falling[place], place + 1, left - 1)
            place += 1

    def pairs(self, chosen: tuple[int, ...], total: int, following: int) -> None:
        """All pairs that complete the sum: as the first falls, its partners move up the list."""
        falling = self.falling
        over = under = len(falling)
        for first in range(following, len(falling) - 1):
            self.nodes += 1
            base = total + falling[first]
            while under > first + 1 and base + falling[under - 1] < self.low:
                under -= 1
                self.nodes += 1
            if under <= first + 1:
                return
            while over > first + 1 and base + falling[over - 1] <= self.high:
                over -= 1
                self.nodes += 1
            for second in range(max(over, first + 1), under):
                self.keep((*chosen, first, second))
            self.check_budget()


def sums_of_size(
    falling: Sequence[int], low: int, high: int, size: int, nodes: int, nodes_max: int, most: int
) -> tuple[list[tuple[int, ...]], int, bool]:
    """All sets of ``size`` places with a sum in ``low..high``, the nodes spent, whether it ended.

    Worked: of ``(50, 30, 20)`` two amounts with a sum of 50 are the places ``(1, 2)``.
    """
    search = _Search(falling, low, high, nodes, nodes_max, most)
    try:
        if size == 1:
            search.singles()
        else:
            search.extend((), 0, 0, size)
    except _Ended:
        return search.found, search.nodes, False
    return search.found, search.nodes, True

"""An advice over the receipts that came for it."""

from __future__ import annotations

from collections.abc import Sequence


def spread(lines: Sequence[int], receipts: Sequence[int]) -> list[list[tuple[int, int]]]:
    """Of each receipt in turn, which lines (from 0) it pays and how much of each; minor units, receipts above zero.

    Lines below zero are credits that help to pay: they go with the first receipt. A line that a receipt does not pay in full goes on
    with the next. Lines 600.00 and 400.00 over receipts of 700.00 and 300.00: 600.00 and 100.00 of the second, then its 300.00. What
    receipts leave of the lines is nobody's yet; what the lines leave of a receipt stays on account.
    """
    assert all(each > 0 for each in receipts)
    found: list[list[tuple[int, int]]] = [[] for _ in receipts]
    left = list(receipts)
    if left:
        for at, amount in enumerate(lines):
            if amount < 0:
                found[0].append((at, amount))
                left[0] -= amount
    place = 0
    for at, amount in enumerate(lines):
        while amount > 0 and place < len(left):
            part = min(amount, left[place])
            if part:
                found[place].append((at, part))
            amount -= part
            left[place] -= part
            place += left[place] == 0
    return [sorted(each) for each in found]

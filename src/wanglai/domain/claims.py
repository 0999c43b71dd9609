"""How much is contested where a customer says it paid otherwise than we show."""

from __future__ import annotations


def contested_payment(paid: int, shown: int) -> int:
    """So much (minor units) of a payment of ``shown`` is contested by who says it paid ``paid``.

    Shown 400.00, said to be 450.00 or 350.00: 50.00. Said to be 400.00, so that day, reference or use is wrong: all 400.00.
    Not shown at all: what was paid.
    """
    assert paid > 0, "a payment moves money"
    assert shown >= 0, "a line is never below zero"
    return abs(paid - shown) or shown

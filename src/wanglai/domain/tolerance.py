"""Small differences: how much of a debt may be let go without a case, per item and per customer and month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fault = Literal["none", "item", "cap"]


@dataclass(frozen=True)
class Tolerance:
    """At most so many minor units, and at most so many per mille of the item, whichever is less."""

    amount: int
    per_mille: int


@dataclass(frozen=True)
class Month:
    """What was let go of one customer in a month and the most that may be, in minor units of the company's currency."""

    gone: int
    cap: int

    @property
    def left(self) -> int:
        return max(self.cap - self.gone, 0)


def most_of(tolerance: Tolerance, item_amount: int) -> int:
    """The most of one item that may be let go, in its minor units; rounded down, so that neither bound is ever passed.

    With 10.00 and 5 per mille: of 1,000.00 it is 5.00, of 2,000.00 and of all above 10.00, of 1.99 nothing (995 -> 0.00995).
    """
    assert item_amount >= 0, "an item is not below nothing"
    return min(tolerance.amount, item_amount * tolerance.per_mille // 1000)


def first_fault(
    tolerance: Tolerance | None, month: Month, *, amount: int, item_amount: int, worth: int
) -> Fault | None:
    """Why a difference may not be let go, the first of: none, item, cap.

    ``amount`` is all that is let go of the item, in its minor units; ``worth`` is what comes on top this month, in the company's
    currency. 5.00 of 1,000.00 with 10.00 and 5 per mille goes; 5.01 does not (item); with 46.00 of 50.00 gone this month 4.00 more
    go, 4.01 do not (cap). Source: tolerances of min(absolute, share), capped per customer and month.
    """
    assert amount > 0, "a difference is more than nothing"
    assert worth >= 0, "and worth no less"
    if tolerance is None or not tolerance.amount:
        return "none"
    if amount > most_of(tolerance, item_amount):
        return "item"
    return "cap" if worth > month.left else None

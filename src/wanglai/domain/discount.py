"""Early-payment discount: what a customer may take off for paying before the due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from wanglai.domain.money import percent_of

Basis = Literal["gross", "net"]
Fault = Literal["empty", "percent", "days", "order", "grace"]


@dataclass(frozen=True)
class Rung:
    """So many per cent for money that comes within so many days."""

    percent: Decimal
    within_days: int


@dataclass(frozen=True)
class Discount:
    """2 % within 10 days, 1 % within 20: the sooner the more. ``basis`` net leaves the tax undiscounted."""

    rungs: tuple[Rung, ...]
    basis: Basis = "gross"
    grace_days: int = 0  # a payment that much too late is still let through


@dataclass(frozen=True)
class Allowed:
    """What may be taken off, in minor units, and by which rung."""

    amount: int
    percent: Decimal
    until_on: date  # last day of the rung, without grace
    is_by_grace: bool


def first_fault(discount: Discount) -> Fault | None:
    """Why a discount cannot be agreed, the first of: empty, percent, days, order, grace.

    ``percent``: not above 0 and below 100. ``order``: a later rung gives as much as an earlier one, or is not later.
    """
    rungs = discount.rungs
    if not rungs:
        return "empty"
    if not all(0 < rung.percent < 100 for rung in rungs):
        return "percent"
    if any(rung.within_days < 0 for rung in rungs):
        return "days"
    pairs = pairwise(rungs)
    if any(sooner.within_days >= later.within_days or sooner.percent <= later.percent for sooner, later in pairs):  # fmt: skip
        return "order"
    return "grace" if discount.grace_days < 0 else None


def allowed_on(
    discount: Discount, *, gross: int, tax: int, counted_from: date, paid_on: date
) -> Allowed | None:
    """What may be taken off a document paid in full on a day; None when it is too late for any rung. Half-up.

    1,130.00 with 130.00 tax, invoiced 2025-03-10, 2 % within 10 days, 1 % within 20, grace 2: paid 03-20 takes
    22.60 off the gross or 20.00 off the net; paid 03-22 the same, by grace; paid 03-23 takes 11.30 or
    10.00; paid 04-02 nothing.
    """
    assert first_fault(discount) is None, "a discount is checked before it is used"
    assert 0 <= tax < gross, "tax is a part of the gross"
    for rung in discount.rungs:
        until = counted_from + timedelta(days=rung.within_days)
        if paid_on <= until + timedelta(days=discount.grace_days):
            base = gross if discount.basis == "gross" else gross - tax
            return Allowed(percent_of(base, rung.percent), rung.percent, until, paid_on > until)
    return None

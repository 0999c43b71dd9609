"""A document in parts: so much at once, so much on acceptance, the rest a year later. Nothing is lost between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from wanglai.domain.calendars import EVERY_DAY, Calendar
from wanglai.domain.money import percent_of, shares
from wanglai.domain.terms import Due, Event, Pending, Terms, due_on

Fault = Literal["empty", "size", "sum", "nothing"]

_ALL = Decimal(100)
_PLACES = 6  # of a percentage
_SCALE = 10**_PLACES


@dataclass(frozen=True)
class Percent:
    """So many per cent of the whole document."""

    percent: Decimal


@dataclass(frozen=True)
class Fixed:
    """An amount agreed beforehand, in minor units."""

    amount: int


@dataclass(frozen=True)
class Rest:
    """What percentages and amounts leave; several share it by weight."""

    weight: int = 1


@dataclass(frozen=True)
class Part:
    """One instalment of a plan, with terms of its own."""

    share: Percent | Fixed | Rest
    terms: Terms


@dataclass(frozen=True)
class Scheduled:
    """One instalment of a document: minor units, and when they are due."""

    amount: int
    due: Due | Pending


def first_fault(parts: Sequence[Part], amount: int) -> Fault | None:
    """Why a plan does not fit an amount, the first of: empty, size, sum, nothing.

    ``size``: a percentage outside 0 to 100 or finer than a millionth, an amount or a weight of nothing. ``sum``:
    the parts are more than the whole, or leave something and no part takes the rest. ``nothing``: a part
    would be less than one minor unit.
    """
    if not parts:
        return "empty"
    if not all(_is_sized(part.share) for part in parts):
        return "size"
    amounts = _amounts(parts, amount)
    if amounts is None:
        return "sum"
    return "nothing" if min(amounts) <= 0 else None


def split(amount: int, parts: Sequence[Part]) -> tuple[int, ...]:
    """The instalments of an amount in minor units, in their order; together they are the amount.

    Percentages alone share it, and what rounding leaves goes to the largest part: 100.01 by 30, 30 and 40 is
    30.00, 30.00, 40.01. Where a part takes the rest, percentages are rounded half-up and the rest takes the
    remainder: 10 % of 100.05 and the rest is 10.01 and 90.04.
    """
    assert first_fault(parts, amount) is None, "a plan is checked before it is used"
    amounts = _amounts(parts, amount)
    assert amounts is not None
    assert sum(amounts) == amount, "instalments are the whole"
    return amounts


def schedule(
    amount: int,
    parts: Sequence[Part],
    events: Mapping[Event, date],
    calendar: Calendar = EVERY_DAY,
) -> tuple[Scheduled, ...]:
    """Each instalment of an amount and its day: known, or pending on an event that has not taken place."""
    amounts = split(amount, parts)
    return tuple(
        Scheduled(each, due_on(part.terms, events, calendar))
        for each, part in zip(amounts, parts, strict=True)
    )


def _is_sized(share: Percent | Fixed | Rest) -> bool:
    match share:
        case Percent(percent):
            return 0 < percent <= _ALL and percent * _SCALE == int(percent * _SCALE)
        case Fixed(amount):
            return amount > 0
        case Rest(weight):
            return weight > 0


def _amounts(parts: Sequence[Part], amount: int) -> tuple[int, ...] | None:
    """The parts of an amount; None where they are not the whole of it."""
    percents = [part.share.percent for part in parts if isinstance(part.share, Percent)]
    if len(percents) == len(parts):
        by_percent = shares(amount, [int(percent * _SCALE) for percent in percents])
        return by_percent if sum(percents) == _ALL else None
    agreed = [_agreed(part.share, amount) for part in parts]
    left = amount - sum(agreed)
    weights = [part.share.weight if isinstance(part.share, Rest) else 0 for part in parts]
    if left < 0 or (left and not any(weights)):
        return None
    rests = shares(left, weights) if any(weights) else (0,) * len(parts)
    return tuple(mine + rest for mine, rest in zip(agreed, rests, strict=True))


def _agreed(share: Percent | Fixed | Rest, amount: int) -> int:
    match share:
        case Percent(percent):
            return percent_of(amount, percent)
        case Fixed(fixed):
            return fixed
        case Rest():
            return 0

"""What late payment costs by contract: dated rates, the clause, and the first day that bears interest.

Only what was agreed and how to look it up; interest itself is accrued elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from wanglai.domain.terms import Span

Per = Literal["year", "day"]
Basis = Literal["360", "365", "actual"]  # days a year has, for a rate by the year
FixedAt = Literal["signing", "each_day"]
Fault = Literal["rate", "table", "fixed_at", "grace", "first_day", "cap"]
TableFault = Literal["empty", "span", "overlap"]

_ONE_DAY = timedelta(days=1)
_YEAR_DAYS = 365


@dataclass(frozen=True)
class DatedRate:
    """A published rate in per cent a year, from its first day to its last; without a last day it holds on."""

    from_on: date
    percent: Decimal
    to_on: date | None = None
    source: str = ""  # the notice that published it

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class RateTable:
    """A named rate through time, such as the one-year LPR. It may have gaps; no day has two rates."""

    name: str
    rates: tuple[DatedRate, ...]

    def __post_init__(self) -> None:
        assert first_table_fault(self.rates) is None, "a table is checked before it is made"

    def on(self, day: date) -> DatedRate | None:
        """The rate that holds on a day; None before the first and in a gap: no rate is guessed."""
        return next((rate for rate in self.rates if rate.holds_on(day)), None)

    def within(self, span: Span) -> tuple[tuple[Span, DatedRate | None], ...]:
        """A span cut where the rate changes, with the rate of each piece; the pieces are the span.

        3.10 to 2025-05-19, 3.00 from 05-20: 05-01 to 05-31 is 05-01 to 05-19 at 3.10 and 05-20 to 05-31 at 3.00.
        """
        starts = {span.from_on}
        for rate in self.rates:
            starts.add(rate.from_on)
            if rate.to_on:
                starts.add(rate.to_on + _ONE_DAY)
        cuts = sorted(day for day in starts if span.from_on <= day <= span.to_on)
        ends = [*(day - _ONE_DAY for day in cuts[1:]), span.to_on]
        return tuple((Span(cut, end), self.on(cut)) for cut, end in zip(cuts, ends, strict=True))


def first_table_fault(rates: Sequence[DatedRate]) -> TableFault | None:
    """Why rates are not a table, the first of: empty, span (ends before it begins), overlap (or out of order)."""
    if not rates:
        return "empty"
    if any(rate.to_on and rate.to_on < rate.from_on for rate in rates):
        return "span"
    pairs = pairwise(rates)
    if any(one.to_on is None or one.to_on >= other.from_on for one, other in pairs):
        return "overlap"
    return None


@dataclass(frozen=True)
class PenaltyClause:
    """What a contract says about paying late: a rate of its own, or a table's with a margin.

    ``percent`` is the rate, or the margin on the table's. Grace decides *whether* interest is charged;
    from when is said by ``first_day_after`` alone, unless ``grace_bears_none``.
    """

    percent: Decimal
    per: Per = "year"
    basis: Basis = "365"
    table: str = ""  # name of a rate table; empty: the rate is fixed
    fixed_at: FixedAt = "each_day"  # of a table's rate
    grace_days: int = 0
    first_day_after: int = 1  # days from the due date to the first that bears interest
    grace_bears_none: bool = False
    cap_percent: Decimal | None = None  # of the principal; None: no cap
    source: str = ""  # the clause of the contract


def first_fault(clause: PenaltyClause) -> Fault | None:
    """Why a clause cannot be agreed, the first of: rate, table, fixed_at, grace, first_day, cap.

    ``table``: a table is by the year. ``fixed_at``: only a table's rate can be fixed at signing.
    """
    if clause.percent < 0 or (not clause.table and clause.percent == 0):
        return "rate"
    if clause.table and clause.per != "year":
        return "table"
    if clause.fixed_at == "signing" and not clause.table:
        return "fixed_at"
    if clause.grace_days < 0:
        return "grace"
    if clause.first_day_after < 0:
        return "first_day"
    return "cap" if clause.cap_percent is not None and clause.cap_percent <= 0 else None


def first_interest_day(clause: PenaltyClause, due_on: date) -> date:
    """The first day that bears interest, if any is charged: due 2025-04-30, the 1st of May.

    With five days of grace that bear none, the 6th of May.
    """
    free = clause.grace_days if clause.grace_bears_none else 0
    return due_on + timedelta(days=clause.first_day_after + free)


def is_charged(clause: PenaltyClause, *, due_on: date, paid_on: date) -> bool:
    """Whether a payment is late enough to cost interest: five days of grace let 2025-05-05 pass for 04-30."""
    return paid_on > due_on + timedelta(days=clause.grace_days)


def percent_on(
    clause: PenaltyClause, day: date, *, signed_on: date, tables: Mapping[str, RateTable]
) -> Decimal | None:
    """The rate of a clause on a day, in per cent per ``clause.per``; None where its table has none.

    LPR 3.00 and a margin of 1.50: 4.50 a year. Fixed at signing, the table is asked about that day only.
    """
    if not clause.table:
        return clause.percent
    table = tables.get(clause.table)
    rate = table.on(signed_on if clause.fixed_at == "signing" else day) if table else None
    return rate.percent + clause.percent if rate else None


def percent_a_year(percent: Decimal, per: Per, basis: Basis) -> Decimal:
    """A rate by the calendar year, to compare rates with one another: 0.05 a day is 18.25; 3.60 on 360 is 3.65."""
    if per == "day":
        return percent * _YEAR_DAYS
    return percent * _YEAR_DAYS / 360 if basis == "360" else percent


def most_interest(clause: PenaltyClause, principal: int) -> int | None:
    """The most a clause lets interest grow to, in minor units, rounded down; None without a cap.

    20 % of 1,000.01 are 200.00, not a cent above the cap.
    """
    if clause.cap_percent is None:
        return None
    return int(principal * clause.cap_percent // 100)

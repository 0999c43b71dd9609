"""What the law says about payment terms between large or public buyers and small sellers: warnings, never corrections.

The figures are settings with their source, for a lawyer to change; :data:`CHINA_2025` is what a new company
starts with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from wanglai.domain.calendars import EVERY_DAY, Calendar
from wanglai.domain.penalty import PenaltyClause, RateTable, percent_a_year, percent_on
from wanglai.domain.terms import Event, Terms
from wanglai.domain.terms_preview import AT_ONCE, Lags, UpcomingCycle, preview

Buyer = Literal["public", "large", "other"]
NonCash = Literal["none", "agreed", "forced"]
Code = Literal[
    "term_over_limit",  # no contract may agree on that
    "term_over_usual",  # longer only where the trade's custom makes it reasonable
    "event_without_limit",  # the buyer can put the day of payment off by not acting
    "non_cash_forced",
    "no_rate_agreed",  # then the law's rate applies
    "rate_below_floor",
    "floor_unknown",  # the table has no rate for the day of signing
]


@dataclass(frozen=True)
class Limit:
    """Days from delivery to payment that a kind of buyer has at most."""

    days: int
    is_absolute: bool  # False: the contract may agree on more, within reason
    source: str


@dataclass(frozen=True)
class PaymentLaw:
    """The rules of one law as settings, each figure with the article it comes from."""

    name: str
    in_force_on: date
    limits: Mapping[Buyer, Limit]  # buyers not named are not bound
    waiting_for: Mapping[Event, str]  # events that need a time limit of their own, and the article
    floor_table: str  # an agreed rate is not below this table's on the day of signing
    floor_source: str
    percent_a_day: Decimal  # owed where no rate is agreed
    percent_a_day_source: str
    non_cash_source: str


CHINA_2025 = PaymentLaw(
    name="保障中小企业款项支付条例",  # State Council decree 802, revised 2025-03-17
    in_force_on=date(2025, 6, 1),
    limits={
        "public": Limit(
            60, is_absolute=True, source="保障中小企业款项支付条例 (2025) 第九条第一款"
        ),
        "large": Limit(
            60, is_absolute=False, source="保障中小企业款项支付条例 (2025) 第九条第二款"
        ),
    },
    waiting_for={
        "acceptance": "保障中小企业款项支付条例 (2025) 第十条",
        "statement_confirmed": "保障中小企业款项支付条例 (2025) 第九条",
    },
    floor_table="LPR-1Y",
    floor_source="保障中小企业款项支付条例 (2025) 第十七条",
    percent_a_day=Decimal("0.05"),
    percent_a_day_source="保障中小企业款项支付条例 (2025) 第十七条",
    non_cash_source="保障中小企业款项支付条例 (2025) 第十一条",
)


@dataclass(frozen=True)
class Deal:
    """Who contracts, as they were on the day of signing (the sizes of that day count, art. 3)."""

    buyer: Buyer
    seller_is_small: bool  # micro, small or medium
    signed_on: date
    non_cash: NonCash = "none"


@dataclass(frozen=True)
class LegalWarning:
    """One thing a lawyer should see, with the figures that show it and the article it rests on."""

    code: Code
    source: str
    days: int | None = None  # of the worst case, from delivery
    days_most: int | None = None
    delivered_on: date | None = None  # the worst case
    due_on: date | None = None
    days_from_statement: int | None = None  # the worst case of cycles, from the statement
    event: Event | None = None
    percent_a_year: Decimal | None = None
    percent_least: Decimal | None = None


def covers(law: PaymentLaw, deal: Deal) -> bool:
    """Whether the law speaks about a deal at all: a bound buyer, a small seller, signed when it was in force."""
    return deal.buyer in law.limits and deal.seller_is_small and deal.signed_on >= law.in_force_on


def term_warnings(
    law: PaymentLaw,
    deal: Deal,
    terms: Terms,
    *,
    from_day: date,
    cycles: int = 12,
    calendar: Calendar = EVERY_DAY,
    lags: Lags = AT_ONCE,
) -> tuple[LegalWarning, ...]:
    """What is doubtful about terms: the longest wait from delivery over the next cycles, and open ends.

    月结60 agreed with a large buyer on 2025-07-01: delivered on the 1st of a month of 31 days, paid 90 days
    later, over the 60 of the law; counted from the statement it is 59 days at most, which is what the law asks
    where both sides confirm the amount of a period first. ``lags`` are the days agreed for an event: without one
    an acceptance can be put off for ever, which is a warning of its own. None where :func:`covers` says no.
    """
    if not covers(law, deal):
        return ()
    rows = preview(terms, from_day, cycles, calendar, lags)
    return (
        *_too_long(law.limits[deal.buyer], rows),
        *_without_limit(law, terms, lags),
        *_non_cash(law, deal),
    )


def _too_long(limit: Limit, rows: tuple[UpcomingCycle, ...]) -> Iterator[LegalWarning]:
    worst = max(rows, key=lambda row: (row.days_most, -row.longest_from.toordinal()))
    if worst.days_most <= limit.days:
        return
    stated = [(row.longest.on - row.statement_on).days for row in rows if row.statement_on]
    yield LegalWarning(
        "term_over_limit" if limit.is_absolute else "term_over_usual",
        limit.source,
        days=worst.days_most,
        days_most=limit.days,
        delivered_on=worst.longest_from,
        due_on=worst.longest.on,
        days_from_statement=max(stated, default=None),
    )


def _without_limit(law: PaymentLaw, terms: Terms, lags: Lags) -> Iterator[LegalWarning]:
    """An event the buyer brings about, with no agreed number of days to bring it about in."""
    for event in terms.counted_from:
        if event in law.waiting_for and event not in lags:
            yield LegalWarning("event_without_limit", law.waiting_for[event], event=event)


def _non_cash(law: PaymentLaw, deal: Deal) -> Iterator[LegalWarning]:
    if deal.non_cash == "forced":
        yield LegalWarning("non_cash_forced", law.non_cash_source)


def rate_warnings(
    law: PaymentLaw, deal: Deal, clause: PenaltyClause | None, tables: Mapping[str, RateTable]
) -> tuple[LegalWarning, ...]:
    """What is doubtful about a penalty clause: none, or a rate below the floor on the day of signing.

    LPR 3.00 on 2025-07-01: a clause of 2.40 a year is below it; 0.01 a day (3.65 a year) is not. Without a
    clause 0.05 a day is owed.
    """
    if not covers(law, deal):
        return ()
    if clause is None:
        owed = percent_a_year(law.percent_a_day, "day", "365")
        return (LegalWarning("no_rate_agreed", law.percent_a_day_source, percent_a_year=owed),)
    least = floor_percent(law, deal.signed_on, tables)
    agreed = percent_on(clause, deal.signed_on, signed_on=deal.signed_on, tables=tables)
    if least is None or agreed is None:
        return (LegalWarning("floor_unknown", law.floor_source),)
    a_year = percent_a_year(agreed, clause.per, clause.basis)
    if a_year >= least:
        return ()
    return (
        LegalWarning(
            "rate_below_floor", law.floor_source, percent_a_year=a_year, percent_least=least
        ),
    )


def floor_percent(
    law: PaymentLaw, signed_on: date, tables: Mapping[str, RateTable]
) -> Decimal | None:
    """The least rate a contract may agree on, in per cent a year; None where the table has none for that day."""
    table = tables.get(law.floor_table)
    rate = table.on(signed_on) if table else None
    return rate.percent if rate else None

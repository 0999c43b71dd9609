"""Classes of customers as of a day: by turnover (ABC), by how often they trade, by how they pay.

Each class is computed for the whole list from documents known by that day and carries the figures it rests on. Money is minor
units of the company's currency; shares are compared as whole numbers, never as fractions that were rounded before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from wanglai.domain.wording import Wording

Tier = Literal["A", "B", "C"]
Frequency = Literal["frequent", "regular", "occasional", "dormant", "none"]
Behaviour = Literal["prompt", "slow", "late", "bad", "unknown"]


@dataclass(frozen=True, slots=True)
class TierSettings:
    """Cumulative shares of turnover in thousandths up to which a customer is A, then B."""

    a_permille: int = 800
    b_permille: int = 950

    def __post_init__(self) -> None:
        assert 0 < self.a_permille <= self.b_permille <= 1000, "A ends before B, B within the whole"


@dataclass(frozen=True, slots=True)
class TierOfCustomer:
    """``rank`` is shared by equals; ``before`` is the turnover of all that sold more, of ``whole``."""

    customer_id: int
    tier: Tier
    rank: int
    turnover: int
    before: int
    whole: int
    reason: Wording


_TIER = Wording("营业额排名第 {rank}，排在其前的客户占总额 {share}。", "Rank {rank} by turnover; those before it make {share} of the whole.")  # fmt: skip
_NO_TURNOVER = Wording("期间内没有正的营业额。", "It has no positive turnover in the period.")


def tiers(turnover: Mapping[int, int], settings: TierSettings | None = None) -> tuple[TierOfCustomer, ...]:  # fmt: skip
    """ABC by turnover, in order of rank and id; ties are in one class; nothing sold is C.

    700, 200, 60, 40 of 1,000 with 80 % and 95 %: before them stand 0, 700, 900, 960, so A, A, B, C.
    """
    settings = settings or TierSettings()
    whole = sum(amount for amount in turnover.values() if amount > 0)
    ordered = sorted(turnover.items(), key=lambda each: (-each[1], each[0]))
    found: list[TierOfCustomer] = []
    before = 0
    for amount, equals in groupby(ordered, key=lambda each: each[1]):
        ids = [customer_id for customer_id, _ in equals]
        rank = len(found) + 1
        tier = _tier(before, whole, settings) if amount > 0 else "C"
        reason = _TIER.filled(rank=rank, share=_percent(before, whole)) if amount > 0 else _NO_TURNOVER  # fmt: skip
        found.extend(TierOfCustomer(each, tier, rank, amount, before, whole, reason) for each in ids)  # fmt: skip
        before += max(amount, 0) * len(ids)
    return tuple(found)


def _tier(before: int, whole: int, settings: TierSettings) -> Tier:
    if before * 1000 < settings.a_permille * whole:
        return "A"
    return "B" if before * 1000 < settings.b_permille * whole else "C"


def _percent(part: int, whole: int) -> str:
    """For the eye only, cut to a tenth: 1 of 3 is 33.3 %."""
    permille = part * 1000 // whole
    return f"{permille // 10}.{permille % 10} %"


@dataclass(frozen=True, slots=True)
class FrequencySettings:
    """Days looked back, and how many days with trade in them make a customer frequent or regular."""

    days: int = 365
    frequent: int = 24
    regular: int = 6

    def __post_init__(self) -> None:
        assert self.days > 0
        assert 1 < self.regular < self.frequent


@dataclass(frozen=True, slots=True)
class FrequencyOfCustomer:
    """``days_traded`` in the window, and the last day of trade up to the day asked for."""

    customer_id: int
    frequency: Frequency
    days_traded: int
    last_on: date | None
    reason: Wording


_TRADED = Wording("截至 {day} 的 {days} 天内有 {traded} 天发生交易。", "It traded on {traded} days of the {days} up to {day}.")  # fmt: skip
_DORMANT = Wording("截至 {day} 的 {days} 天内没有交易，最近一次在 {last}。", "No trade in the {days} days up to {day}; the last was on {last}.")  # fmt: skip
_NEVER = Wording("截至 {day} 没有交易记录。", "No trade is known up to {day}.")


def frequencies(
    days_of: Mapping[int, Iterable[date]], as_of: date, settings: FrequencySettings | None = None
) -> tuple[FrequencyOfCustomer, ...]:
    """How often each customer trades, by id. Several documents of one day are one day; later days do not count."""
    settings = settings or FrequencySettings()
    since = as_of - timedelta(days=settings.days)
    found = []
    for customer_id, days in sorted(days_of.items()):
        known = {day for day in days if day <= as_of}
        traded = sum(day > since for day in known)
        last = max(known, default=None)
        words = {"day": as_of, "days": settings.days, "traded": traded, "last": last}
        sentence = _TRADED if traded else _DORMANT if known else _NEVER
        found.append(
            FrequencyOfCustomer(
                customer_id,
                _frequency(traded, bool(known), settings),
                traded,
                last,
                sentence.filled(**words),
            )
        )
    return tuple(found)


def _frequency(traded: int, known: bool, settings: FrequencySettings) -> Frequency:
    if traded >= settings.frequent:
        return "frequent"
    if traded >= settings.regular:
        return "regular"
    if traded:
        return "occasional"
    return "dormant" if known else "none"


@dataclass(frozen=True, slots=True)
class Instalment:
    """So much owed by a customer, due on a day, and paid on one or not yet."""

    customer_id: int
    amount: int  # minor units of the company's currency, above zero
    issued_on: date
    due_on: date
    paid_on: date | None = None

    def __post_init__(self) -> None:
        assert self.amount > 0, "credits are not due"
        assert self.issued_on <= self.due_on


@dataclass(frozen=True, slots=True)
class BehaviourSettings:
    """Days of lateness, weighted by amount, up to which a customer is prompt, slow, late; and when one open item is too old."""

    days: int = 365
    prompt: int = 3
    slow: int = 30
    late: int = 60
    overdue_max: int = 90

    def __post_init__(self) -> None:
        assert self.days > 0
        assert 0 <= self.prompt < self.slow < self.late
        assert self.overdue_max > 0


@dataclass(frozen=True, slots=True)
class BehaviourOfCustomer:
    """``day_amounts`` over ``weighed`` are the days late by amount, early days below zero; ``oldest`` the days of the oldest overdue item."""

    customer_id: int
    behaviour: Behaviour
    weighed: int
    day_amounts: int
    overdue: int
    oldest: int
    reason: Wording


_PAYS = Wording("按金额加权，平均逾期 {late} 天；当前逾期 {items} 笔，最长 {oldest} 天。",
                "By amount it is {late} days late on average; items overdue: {items}, the oldest by {oldest} days.")  # fmt: skip
_NO_EVIDENCE = Wording("截至 {day} 没有到期或付清的款项，无从判断。", "Nothing fell due or was paid up to {day}: there is nothing to judge by.")  # fmt: skip


def behaviours(
    customers: Iterable[int],
    instalments: Iterable[Instalment],
    as_of: date,
    settings: BehaviourSettings | None = None,
) -> tuple[BehaviourOfCustomer, ...]:
    """How each customer pays, by id: what was paid in the window, and what is overdue, both weighted by amount.

    100 paid 10 days late and 300 paid on the day: (100 × 10 + 300 × 0) / 400 = 2.5 days, prompt. What is paid
    after the day asked for is open on it, and what is issued after it does not exist.
    """
    settings = settings or BehaviourSettings()
    by_customer: dict[int, list[Instalment]] = {customer_id: [] for customer_id in customers}
    for each in instalments:
        if each.issued_on <= as_of:
            by_customer.setdefault(each.customer_id, []).append(each)
    return tuple(
        _behaviour_of(customer_id, owed, as_of, settings)
        for customer_id, owed in sorted(by_customer.items())
    )


def _behaviour_of(
    customer_id: int, owed: list[Instalment], as_of: date, settings: BehaviourSettings
) -> BehaviourOfCustomer:
    since = as_of - timedelta(days=settings.days)
    weighed = day_amounts = overdue = items = oldest = 0
    for each in owed:
        if each.paid_on is not None and each.paid_on <= as_of:
            if each.paid_on > since:
                weighed += each.amount
                day_amounts += each.amount * (each.paid_on - each.due_on).days
        elif each.due_on < as_of:
            days = (as_of - each.due_on).days
            weighed += each.amount
            day_amounts += each.amount * days
            overdue, items, oldest = overdue + each.amount, items + 1, max(oldest, days)
    behaviour = _behaviour(weighed, day_amounts, oldest, settings)
    reason = _NO_EVIDENCE.filled(day=as_of)
    if weighed:
        reason = _PAYS.filled(late=_tenths(day_amounts, weighed), items=items, oldest=oldest)
    return BehaviourOfCustomer(
        customer_id, behaviour, weighed, day_amounts, overdue, oldest, reason
    )


def _behaviour(
    weighed: int, day_amounts: int, oldest: int, settings: BehaviourSettings
) -> Behaviour:
    if not weighed:
        return "unknown"
    if oldest > settings.overdue_max or day_amounts > settings.late * weighed:
        return "bad"
    if day_amounts > settings.slow * weighed:
        return "late"
    return "slow" if day_amounts > settings.prompt * weighed else "prompt"


def _tenths(total: int, of: int) -> str:
    """For the eye only, cut towards zero to a tenth of a day."""
    tenths = abs(total) * 10 // of
    sign = "-" if total < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"

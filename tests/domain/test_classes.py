"""Classes of customers: worked figures, both sides of each threshold, and laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.classes import (
    BehaviourSettings,
    FrequencySettings,
    Instalment,
    TierSettings,
    behaviours,
    frequencies,
    tiers,
)

DAY = date(2026, 6, 30)


def tiers_of(turnover: dict[int, int], settings: TierSettings | None = None) -> dict[int, str]:
    return {each.customer_id: each.tier for each in tiers(turnover, settings)}


@pytest.mark.parametrize(
    ("turnover", "expected"),
    [
        ({1: 700, 2: 200, 3: 60, 4: 40}, {1: "A", 2: "A", 3: "B", 4: "C"}),
        ({1: 800, 2: 150, 3: 50}, {1: "A", 2: "B", 3: "C"}),  # 80 % and 95 % themselves are past it
        ({1: 799, 2: 151, 3: 50}, {1: "A", 2: "A", 3: "C"}),
        ({1: 500, 2: 250, 3: 250}, {1: "A", 2: "A", 3: "A"}),
        ({1: 90, 2: 5, 3: 5}, {1: "A", 2: "B", 3: "B"}),  # equals stay together
        ({1: 0, 2: -50}, {1: "C", 2: "C"}),
        ({1: 100, 2: -100}, {1: "A", 2: "C"}),
        ({}, {}),
    ],
)
def test_tiers_follow_cumulative_turnover(
    turnover: dict[int, int], expected: dict[int, str]
) -> None:
    assert tiers_of(turnover) == expected


def test_a_tier_tells_its_rank_and_share() -> None:
    third = tiers({1: 500, 2: 300, 3: 100, 4: 100})[2]
    assert (third.rank, third.before, third.whole) == (3, 800, 1000)
    assert third.reason.en == "Rank 3 by turnover; those before it make 80.0 % of the whole."
    assert tiers({1: -5})[0].reason.zh == "期间内没有正的营业额。"


TURNOVER = st.dictionaries(st.integers(1, 50), st.integers(-1000, 10**12), max_size=20)
SHARES = st.tuples(st.integers(1, 1000), st.integers(1, 1000)).map(
    lambda pair: TierSettings(min(pair), max(pair))
)


@given(TURNOVER, SHARES)
def test_who_sells_more_is_never_in_a_lower_tier(
    turnover: dict[int, int], settings: TierSettings
) -> None:
    tier = tiers_of(turnover, settings)
    assert set(tier) == set(turnover)
    for one in turnover:
        for other in turnover:
            if turnover[one] > turnover[other]:
                assert tier[one] <= tier[other]
            if turnover[one] == turnover[other]:
                assert tier[one] == tier[other]


@given(TURNOVER, SHARES)
def test_tier_a_is_the_fewest_that_reach_their_share(
    turnover: dict[int, int], settings: TierSettings
) -> None:
    tier = tiers_of(turnover, settings)
    whole = sum(amount for amount in turnover.values() if amount > 0)
    best = sorted((amount for one, amount in turnover.items() if tier[one] == "A"), reverse=True)
    assert bool(best) == (whole > 0)
    if best:
        smallest = best[-1]
        assert sum(best) * 1000 >= settings.a_permille * whole
        without_last = sum(amount for amount in best if amount > smallest)
        assert without_last * 1000 < settings.a_permille * whole


@given(TURNOVER)
def test_tiers_do_not_hang_on_the_order_or_the_unit(turnover: dict[int, int]) -> None:
    assert tiers(dict(reversed(turnover.items()))) == tiers(turnover)
    assert tiers_of({one: amount * 100 for one, amount in turnover.items()}) == tiers_of(turnover)


def frequency(days: list[date], settings: FrequencySettings | None = None) -> str:
    return frequencies({1: days}, DAY, settings)[0].frequency


def days_back(*back: int) -> list[date]:
    return [DAY - timedelta(days=each) for each in back]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], "none"),
        (days_back(-1), "none"),  # tomorrow is not known yet
        (days_back(365), "dormant"),
        (days_back(364), "occasional"),
        (days_back(0), "occasional"),
        (days_back(*range(5)), "occasional"),
        (days_back(*range(6)), "regular"),
        (days_back(*range(23)), "regular"),
        (days_back(*range(24)), "frequent"),
        (days_back(*[3] * 30), "occasional"),  # thirty documents of one day
    ],
)
def test_frequency_counts_days_with_trade(days: list[date], expected: str) -> None:
    assert frequency(days) == expected


def test_a_dormant_customer_tells_its_last_day() -> None:
    (read,) = frequencies({1: days_back(400, 500)}, DAY)
    assert (read.last_on, read.days_traded) == (DAY - timedelta(days=400), 0)
    assert "2025-05-26" in read.reason.en


@given(st.lists(st.integers(-400, 900), max_size=40), st.lists(st.integers(1, 900), max_size=5))
def test_what_happens_after_the_day_changes_no_frequency(back: list[int], later: list[int]) -> None:
    days = days_back(*back)
    after = [DAY + timedelta(days=each) for each in later]
    assert frequencies({1: days}, DAY) == frequencies({1: days + after + days}, DAY)


def owed(amount: int, due_back: int, paid_back: int | None = None) -> Instalment:
    due = DAY - timedelta(days=due_back)
    paid = None if paid_back is None else DAY - timedelta(days=paid_back)
    return Instalment(1, amount, due - timedelta(days=30), due, paid)


@pytest.mark.parametrize(
    ("instalments", "expected"),
    [
        ([], "unknown"),
        ([owed(100, 0)], "unknown"),  # due on the day itself is not overdue
        ([owed(100, 1)], "prompt"),
        ([owed(100, 500, 400)], "unknown"),  # long ago
        ([owed(100, 50, 47)], "prompt"),
        ([owed(100, 50, 46)], "slow"),
        ([owed(100, 50, 20)], "slow"),
        ([owed(100, 50, 19)], "late"),
        ([owed(100, 100, 40)], "late"),
        ([owed(100, 100, 39)], "bad"),
        ([owed(100, 50, 40), owed(300, 50, 50)], "prompt"),  # 2.5 days by amount
        ([owed(1_000_000, 60, 70), owed(1, 90)], "prompt"),
        ([owed(1_000_000, 60, 70), owed(1, 91)], "bad"),  # one item too old
        ([owed(100, 20, -5)], "slow"),  # paid after the day: open on it
        ([owed(100, -20, 5)], "prompt"),  # paid before it was due
    ],
)
def test_behaviour_weighs_days_late_by_amount(instalments: list[Instalment], expected: str) -> None:
    assert behaviours([1], instalments, DAY)[0].behaviour == expected


def test_behaviour_tells_its_figures() -> None:
    (read,) = behaviours([1], [owed(100, 50, 40), owed(300, 50, 50), owed(50, 10)], DAY)
    assert (read.weighed, read.day_amounts, read.overdue, read.oldest) == (450, 1500, 50, 10)
    assert read.reason.en == "By amount it is 3.3 days late on average; items overdue: 1, the oldest by 10 days."  # fmt: skip
    (early,) = behaviours([1], [owed(100, 50, 55)], DAY)
    assert "-5.0 days late" in early.reason.en


INSTALMENTS = st.lists(
    st.builds(owed, st.integers(1, 10**9), st.integers(-60, 300), st.none() | st.integers(-60, 300)).filter(
        lambda each: each.paid_on is None or each.paid_on >= each.issued_on
    ),
    max_size=12,
)  # fmt: skip


@given(INSTALMENTS)
def test_what_is_not_known_on_the_day_changes_no_behaviour(instalments: list[Instalment]) -> None:
    forgotten = [
        replace(each, paid_on=None) if each.paid_on and each.paid_on > DAY else each
        for each in instalments
        if each.issued_on <= DAY
    ]
    assert behaviours([1], instalments, DAY) == behaviours([1], forgotten, DAY)
    assert behaviours([1], list(reversed(instalments)), DAY) == behaviours([1], instalments, DAY)


@given(INSTALMENTS, st.integers(1, 60))
def test_paying_later_is_never_better(instalments: list[Instalment], more: int) -> None:
    order = ["prompt", "slow", "late", "bad"]
    settings = BehaviourSettings(days=1000)
    paid = [each for each in instalments if each.paid_on and each.paid_on <= DAY - timedelta(days=more)]  # fmt: skip
    later = [replace(each, paid_on=each.paid_on + timedelta(days=more)) for each in paid if each.paid_on]  # fmt: skip
    if paid:
        (before,), (after,) = (behaviours([1], each, DAY, settings) for each in (paid, later))
        assert order.index(before.behaviour) <= order.index(after.behaviour)


@given(INSTALMENTS)
def test_everybody_asked_for_has_an_answer(instalments: list[Instalment]) -> None:
    read = behaviours([3, 1, 2], instalments, DAY)
    assert [each.customer_id for each in read] == [1, 2, 3]


@pytest.mark.parametrize("wrong", [(0, 900), (900, 800), (900, 1001)])
def test_settings_that_make_no_sense_are_our_mistake(wrong: tuple[int, int]) -> None:
    with pytest.raises(AssertionError):
        TierSettings(*wrong)

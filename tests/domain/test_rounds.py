"""Rounds: periods of the calendar, how often a class is due, and a plan that is even over days and clerks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.calendars import EVERY_DAY, calendar_named
from wanglai.domain.rounds import (
    HOUSE,
    KINDS,
    RoundRule,
    Traits,
    due_by,
    in_turn,
    period_of,
    spread,
    working_days,
)
from wanglai.domain.terms import Span

MAY = Span(date(2026, 5, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("kind", "day", "from_on", "to_on"),
    [
        ("month", "2026-05-20", "2026-05-01", "2026-05-31"),
        ("month", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("month", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("quarter", "2026-05-20", "2026-04-01", "2026-06-30"),
        ("quarter", "2026-03-31", "2026-01-01", "2026-03-31"),
        ("quarter", "2026-10-01", "2026-10-01", "2026-12-31"),
        ("year", "2026-01-01", "2026-01-01", "2026-12-31"),
        ("year", "2026-12-31", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_round_is_a_period_of_the_calendar(kind: str, day: str, from_on: str, to_on: str) -> None:
    found = period_of(kind, date.fromisoformat(day))
    assert found == Span(date.fromisoformat(from_on), date.fromisoformat(to_on))


@pytest.mark.parametrize(
    ("traits", "due"),
    [
        ({}, ("year", "others")),
        ({"tier": "C"}, ("year", "others")),
        ({"tier": "B"}, ("year", "tier_b")),
        ({"tier": "A"}, ("quarter", "tier_a")),
        ({"is_key_account": True}, ("month", "key_account")),
        ({"is_key_account": True, "tier": "A"}, ("month", "key_account")),
        ({"has_monthly_terms": True}, ("year", "monthly_terms")),
        ({"has_monthly_terms": True, "tier": "A"}, ("quarter", "tier_a")),
    ],
)
def test_a_customer_is_due_as_often_as_its_most_frequent_class(
    traits: dict[str, object], due: tuple[str, str]
) -> None:
    assert due_by(Traits(1, "甲", **traits), HOUSE) == due  # type: ignore[arg-type]


def test_whatever_the_rule_says_everybody_is_due_once_a_year_at_least() -> None:
    lax = RoundRule(*["year"] * 5)
    assert due_by(Traits(1, "甲", is_key_account=True, tier="A"), lax) == ("year", "key_account")
    assert due_by(Traits(1, "甲"), RoundRule(others="month")) == ("month", "others")


def test_working_days_begin_with_the_day_of_planning_and_are_never_none() -> None:
    china = calendar_named("CN")
    days = working_days(Span(date(2026, 2, 1), date(2026, 2, 28)), date(2026, 2, 12), china)
    assert days == (*(date(2026, 2, day) for day in (12, 13, 14, 24, 25, 26, 27, 28)),)  # make-up days, Spring Festival  # fmt: skip
    assert working_days(MAY, date(2026, 6, 3), EVERY_DAY) == (date(2026, 5, 31),)
    assert working_days(MAY, date(2026, 4, 1), EVERY_DAY)[0] == date(2026, 5, 1)


def test_who_was_left_over_comes_first_then_who_was_agreed_longest_ago() -> None:
    turns = in_turn(
        [
            Traits(1, "甲", last_on=date(2026, 3, 1)),
            Traits(2, "乙", last_on=date(2025, 3, 1)),
            Traits(3, "丙"),
            Traits(4, "丁", last_on=date(2026, 4, 1)),
        ],
        first={4},
    )
    assert [each.customer_id for each in turns] == [4, 3, 2, 1]


def test_five_customers_over_three_days_and_two_clerks() -> None:
    days = (date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6))
    plan = spread([Traits(number, "") for number in range(5)], days, (7, 8))
    assert [each.day.day for each in plan] == [4, 4, 5, 5, 6]
    assert [each.owner for each in plan] == [7, 8, 7, 8, 7]


def test_a_clerk_keeps_last_times_customers_as_far_as_it_stays_even() -> None:
    turns = [Traits(number, "", owner=7 if number < 3 else 8) for number in range(4)]
    owners = {each.customer_id: each.owner for each in spread(turns, MAY_DAYS, (7, 8))}
    assert owners == {0: 7, 1: 7, 2: 8, 3: 8}
    gone = spread([Traits(1, "", owner=99)], MAY_DAYS, (7, 8))
    assert gone[0].owner == 7  # who had it is no clerk any more


def test_who_has_more_in_the_plan_already_gets_less() -> None:
    plan = spread([Traits(number, "") for number in range(7)], MAY_DAYS, (7, 8), loads={8: 3})
    assert Counter(each.owner for each in plan) == {7: 5, 8: 2}


MAY_DAYS = tuple(MAY.from_on + timedelta(days=number) for number in range(31))


@given(
    customers=st.integers(0, 60),
    days=st.integers(1, 31),
    clerks=st.integers(1, 5),
    had=st.lists(st.integers(0, 6), min_size=60, max_size=60),
)
def test_no_day_and_no_clerk_has_two_more_than_another(
    customers: int, days: int, clerks: int, had: list[int]
) -> None:
    turns = [Traits(number, "", owner=had[number] or None) for number in range(customers)]
    people = tuple(range(1, clerks + 1))
    plan = spread(turns, MAY_DAYS[:days], people)
    assert [each.customer_id for each in plan] == list(range(customers))
    counts = [sum(each.day == day for each in plan) for day in MAY_DAYS[:days]]
    shares = [sum(each.owner == one for each in plan) for one in people]
    assert max(counts) - min(counts) <= 1
    assert max(shares) - min(shares) <= 1
    assert sum(counts) == sum(shares) == customers
    assert all(one.day <= other.day for one, other in pairwise(plan))


def test_the_kinds_stand_in_their_order() -> None:
    assert KINDS == ("month", "quarter", "year")

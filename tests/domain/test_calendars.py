"""Working days: what the libraries know, what a company adds, and what nobody has published yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.calendars import (
    EVERY_DAY,
    WEEKDAYS,
    Calendar,
    CompanyCalendar,
    NoWorkingDay,
    Roll,
    UnknownCalendar,
    calendar_named,
    published_years,
    rolled,
    working_days_after,
)

CHINA = calendar_named("CN")
STOCK_TAKING = CompanyCalendar(
    CHINA,
    {date(2026, 6, 30): "盘点", date(2026, 12, 31): ""},
    frozenset({date(2026, 10, 7), date(2026, 7, 4)}),
)


@pytest.mark.parametrize(
    ("calendar", "day", "closed_for"),
    [
        (CHINA, date(2026, 2, 13), ""),
        (CHINA, date(2026, 2, 14), ""),  # a Saturday made up for the Spring Festival
        (CHINA, date(2026, 2, 15), "Spring Festival"),
        (CHINA, date(2026, 2, 23), "Spring Festival"),
        (CHINA, date(2026, 2, 24), ""),
        (CHINA, date(2026, 3, 7), "weekend"),
        (CHINA, date(2026, 10, 7), "National Day"),
        (CHINA, date(2026, 6, 30), ""),
        (STOCK_TAKING, date(2026, 6, 30), "盘点"),
        (STOCK_TAKING, date(2026, 12, 31), "company"),
        (STOCK_TAKING, date(2026, 10, 7), ""),
        (STOCK_TAKING, date(2026, 7, 4), ""),  # a Saturday
        (STOCK_TAKING, date(2026, 7, 5), "weekend"),
        (calendar_named("DE-BY"), date(2026, 1, 6), "Epiphany"),
        (calendar_named("DE"), date(2026, 1, 6), ""),
        (calendar_named("DE"), date(2026, 1, 4), "weekend"),
        (calendar_named("US"), date(2026, 11, 26), "Thanksgiving Day"),
        (calendar_named("US"), date(2027, 12, 31), "New Year's Day (observed)"),  # of 2028
        (WEEKDAYS, date(2026, 1, 1), ""),
        (WEEKDAYS, date(2026, 1, 3), "weekend"),
        (EVERY_DAY, date(2026, 1, 3), ""),
    ],
)
def test_a_day_is_closed_for_a_reason(calendar: Calendar, day: date, closed_for: str) -> None:
    assert calendar.closed_for(day) == closed_for
    assert calendar.is_working(day) == (not closed_for)


def test_a_chinese_year_nobody_has_published_counts_weekends_and_says_so() -> None:
    _, last = published_years()
    assert CHINA.is_published(date(last, 12, 31))
    unpublished = date(last + 1, 10, 1)
    assert not CHINA.is_published(unpublished)
    for count in range(365):
        day = date(last + 1, 1, 1) + timedelta(days=count)
        assert CHINA.closed_for(day) == WEEKDAYS.closed_for(day), "no holiday is invented"


def test_years_before_the_first_published_are_no_better_known() -> None:
    first, _ = published_years()
    assert CHINA.is_published(date(first, 1, 1))
    assert not CHINA.is_published(date(first - 1, 12, 31))


def test_a_country_that_waits_for_the_moon_is_not_published() -> None:
    emirates = calendar_named("AE")
    assert emirates.is_published(date(2024, 6, 1))
    assert not emirates.is_published(date(2031, 6, 1))
    assert calendar_named("DE").is_published(date(2031, 6, 1))
    assert not calendar_named("DE").is_published(date(2201, 6, 1))


def test_what_the_company_says_is_known_though_the_country_says_nothing() -> None:
    later = date(published_years()[1] + 1, 3, 3)
    own = CompanyCalendar(CHINA, {later: "inventory"})
    assert own.is_published(later)
    assert not own.is_published(later + timedelta(days=1))
    assert own.name == "CN"


def test_a_day_both_closed_and_worked_is_our_mistake() -> None:
    day = date(2026, 3, 3)
    with pytest.raises(AssertionError):
        CompanyCalendar(CHINA, {day: "closed"}, frozenset({day}))


@pytest.mark.parametrize("name", ["XX", "DE-QQ", "", "cn"])
def test_an_unknown_calendar_is_refused(name: str) -> None:
    with pytest.raises(UnknownCalendar) as refused:
        calendar_named(name)
    assert refused.value.name == name


@pytest.mark.parametrize(
    ("day", "roll", "expected"),
    [
        (date(2025, 8, 31), "none", date(2025, 8, 31)),
        (date(2025, 8, 31), "next", date(2025, 9, 1)),
        (date(2025, 8, 31), "previous", date(2025, 8, 29)),
        (date(2025, 8, 31), "modified_following", date(2025, 8, 29)),
        (date(2025, 8, 30), "modified_following", date(2025, 8, 29)),
        (date(2025, 8, 24), "modified_following", date(2025, 8, 25)),
        (date(2025, 8, 29), "next", date(2025, 8, 29)),
        (date(2026, 2, 15), "next", date(2026, 2, 24)),
        (date(2026, 2, 15), "previous", date(2026, 2, 14)),
        (date(2026, 10, 1), "next", date(2026, 10, 8)),
    ],
)
def test_a_day_that_is_not_worked_rolls(day: date, roll: Roll, expected: date) -> None:
    assert rolled(day, roll, CHINA) == expected


@given(
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.sampled_from(["next", "previous", "modified_following"]),
    st.sampled_from([CHINA, STOCK_TAKING, WEEKDAYS, calendar_named("DE-BY"), calendar_named("AE")]),
)
def test_a_roll_lands_on_a_working_day_and_passes_none(
    day: date, roll: Roll, calendar: Calendar
) -> None:
    on = rolled(day, roll, calendar)
    assert calendar.is_working(on)
    low, high = sorted((day, on))
    between = [low + timedelta(days=count) for count in range((high - low).days + 1)]
    assert [each for each in between if calendar.is_working(each)] == [on]
    if roll == "modified_following" and on > day:
        assert on.month == day.month


@given(st.dates(date(2025, 1, 1), date(2026, 9, 1)), st.integers(-30, 30))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    on = working_days_after(day, count, CHINA)
    low, high = sorted((day, on))
    passed = [low + timedelta(days=number) for number in range((high - low).days + 1)]
    counted = [each for each in passed if CHINA.is_working(each) and each != day]
    assert len(counted) == abs(count)
    assert on == day or CHINA.is_working(on)


def test_five_working_days_over_the_spring_festival() -> None:
    assert working_days_after(date(2026, 2, 11), 5, CHINA) == date(2026, 2, 25)
    assert working_days_after(date(2026, 2, 25), -5, CHINA) == date(2026, 2, 11)


def test_a_company_that_never_opens_is_refused() -> None:
    first = date(2026, 1, 1)
    never = CompanyCalendar(
        WEEKDAYS, {first + timedelta(days=count): "closed" for count in range(-500, 500)}
    )
    with pytest.raises(NoWorkingDay):
        rolled(first, "next", never)

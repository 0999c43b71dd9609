"""At which step an item stands: by table, with both sides of every boundary, and laws over any rules and days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.calendars import EVERY_DAY, WEEKDAYS, China
from wanglai.domain.payment_steps import are_steps, due_between, step_day, step_reached

DUE = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("today", "step"),
    [
        ("03-06", None), ("03-07", -3), ("03-09", -3), ("03-10", 0), ("03-16", 0), ("03-17", 7), ("03-24", 7),
        ("03-25", None),
    ],
)  # fmt: skip
def test_an_item_stands_at_the_last_step_of_the_week(today: str, step: int | None) -> None:
    assert step_reached(DUE, (-3, 0, 7), EVERY_DAY, date.fromisoformat(f"2026-{today}")) == step


@pytest.mark.parametrize(
    ("due", "step", "on"),
    [
        ("2026-11-28", 0, "2026-11-30"),  # a Saturday: the Monday after
        ("2026-11-28", -3, "2026-11-25"),
        ("2026-12-01", -3, "2026-11-27"),  # a Saturday three days before: the Friday before
        ("2026-10-01", 0, "2026-10-08"),  # the holidays of October
        ("2026-10-04", -2, "2026-09-30"),
        ("2026-02-14", 0, "2026-02-14"),  # a Saturday that is worked
    ],
)
def test_a_step_before_moves_to_the_worked_day_before_any_other_to_the_next(due: str, step: int, on: str) -> None:  # fmt: skip
    assert step_day(date.fromisoformat(due), step, China()) == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("steps", "are"),
    [
        ((), True), ((0,), True), ((-60, 365), True), ((-61,), False), ((366,), False), ((0, 0), False), ((7, 0), False),
        (tuple(range(9)), True), (tuple(range(10)), False),
    ],
)  # fmt: skip
def test_steps_are_few_different_and_in_order(steps: tuple[int, ...], are: bool) -> None:
    assert are_steps(steps) is are


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
RULES = st.lists(st.integers(-60, 365), min_size=1, max_size=9, unique=True).map(sorted)


@given(DAYS, RULES, st.sampled_from([EVERY_DAY, WEEKDAYS]))
def test_whoever_looks_every_worked_day_meets_each_step_in_order_and_every_one_that_has_a_day_of_its_own(
    due: date, steps: list[int], calendar: object
) -> None:
    """Two steps that fall on one worked day are one letter: the later of them."""
    assert calendar in (EVERY_DAY, WEEKDAYS)
    calendar = EVERY_DAY if calendar is EVERY_DAY else WEEKDAYS
    first = due + timedelta(days=steps[0] - 10)
    days = [first + timedelta(days=each) for each in range(steps[-1] - steps[0] + 40)]
    met: list[int] = []
    for day in filter(calendar.is_working, days):
        step = step_reached(due, steps, calendar, day)
        if step is not None and step not in met:
            met.append(step)
    assert met == sorted(met)
    last_of_day = {step_day(due, step, calendar): step for step in steps}
    assert met == sorted(last_of_day.values())


@given(DAYS, RULES, DAYS)
def test_no_item_stands_at_a_step_that_the_search_does_not_look_at(due: date, steps: list[int], today: date) -> None:  # fmt: skip
    first, last = due_between(steps, today)
    for calendar in (EVERY_DAY, China()):
        if step_reached(due, steps, calendar, today) is not None:
            assert first <= due <= last

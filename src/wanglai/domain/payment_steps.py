"""On which days before and after it is due an item is asked for, and at which of these steps it stands on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from wanglai.domain.calendars import Calendar

STEPS_MOST, EARLIEST, LATEST = 9, -60, 365  # days after the due day; below zero before it
# A step whose day passed longer ago is not made up for: rules that are new, or a worker that stood still, flood nobody.
MADE_UP_WITHIN = timedelta(days=7)
ROLLS_MOST = timedelta(days=20)  # longer than any calendar closes over holidays


def are_steps(steps: Sequence[int]) -> bool:
    """At most nine different days in order, between 60 before and 365 after; none: nobody is asked."""
    return len(steps) <= STEPS_MOST and list(steps) == sorted({step for step in steps if EARLIEST <= step <= LATEST})  # fmt: skip


def step_day(due_on: date, step: int, calendar: Calendar) -> date:
    """The day of a step: where it is not worked, the last worked day before it for a step before the due day, else the next one.

    In China, of an item due on Saturday 28 November 2026: three days before is Wednesday 25, the due day's step is Monday 30.
    """
    day, way = due_on + timedelta(days=step), timedelta(days=-1 if step < 0 else 1)
    until = day + way * ROLLS_MOST.days
    while not calendar.is_working(day) and day != until:
        day += way
    return day


def step_reached(due_on: date, steps: Sequence[int], calendar: Calendar, today: date) -> int | None:
    """The last step whose day has come, where that was within a week; None before the first and once it lies further back.

    By steps -3, 0 and 7, every day worked, an item due on 10 March stands at -3 from the 7th to the 9th, at 0 from the 10th to
    the 16th, at 7 from the 17th to the 24th, and at none from the 25th on.
    """
    for step in sorted(steps, reverse=True):
        day = step_day(due_on, step, calendar)
        if day <= today:
            return step if today - day <= MADE_UP_WITHIN else None
    return None


def due_between(steps: Sequence[int], today: date) -> tuple[date, date]:
    """The due days an item may have that stands at one of the steps (at least one) today."""
    assert steps, "without a step nothing is asked for"
    first = today - timedelta(days=max(steps)) - MADE_UP_WITHIN - ROLLS_MOST
    return first, today - timedelta(days=min(steps)) + ROLLS_MOST

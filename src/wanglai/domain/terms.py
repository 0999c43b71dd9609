"""Payment terms as a small algebra: from which day they count, and which steps lead to the day of payment.

"月结30" is read in four ways by honest people. Terms therefore say everything: the event they count from,
the cycle with its cut-off days, the steps in their order, what short months do, and where a day goes that
is not worked. The page docs/algorithms/terms.md has the figures.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, assert_never

from wanglai.domain.calendars import EVERY_DAY, Calendar, Roll, rolled, working_days_after

Event = Literal[
    "order", "delivery", "acceptance", "invoice_date", "invoice_received", "statement_confirmed"
]
Unit = Literal["days", "working_days", "months"]
# 31 January and a month: 28 February; the last day of a month stays one (28 February and a month: 31 March);
# or the day after (1 March).
ShortMonth = Literal["last_day", "keep_month_end", "first_of_next"]

_ONE_DAY = timedelta(days=1)
_YEAR = 12


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    from_on: date
    to_on: date

    def __post_init__(self) -> None:
        assert self.from_on <= self.to_on, "a span has a day at least"


@dataclass(frozen=True)
class Cycle:
    """When a settlement cycle ends. A cut-off on the 25th: 26 March belongs to the cycle that ends on 25 April.

    Cut-off 31 is the last day of any month, and so is a cut-off a short month does not have. Several of
    them cut a month in pieces (15 and 31: half-monthly). A cycle of 3 or 12 months ends in its closing
    month and every 3 or 12 months from there.
    """

    cut_offs: tuple[int, ...] = (31,)
    months: int = 1
    closing_month: int = 12
    statement_after: int = 1  # days from the cut-off to the statement

    def __post_init__(self) -> None:
        assert self.cut_offs, "a cycle has a cut-off"
        assert list(self.cut_offs) == sorted({*self.cut_offs}), "cut-offs ascend"
        assert all(1 <= day <= 31 for day in self.cut_offs), "a cut-off is a day of a month"
        assert self.months in (1, 2, 3, 6, 12), "a year holds whole cycles"
        assert self.months == 1 or len(self.cut_offs) == 1, "a longer cycle is cut once"
        assert 1 <= self.closing_month <= _YEAR, "a year has twelve months"
        assert self.statement_after >= 0, "a statement comes after its cycle"


@dataclass(frozen=True)
class CycleEnd:
    """Go to the end of the settlement cycle the day lies in."""


@dataclass(frozen=True)
class Add:
    """Go on by so many days, working days or months; back, where the count is below zero."""

    count: int
    unit: Unit = "days"


@dataclass(frozen=True)
class MonthEnd:
    """Go to the last day of the month."""


@dataclass(frozen=True)
class NextMonth:
    """Go to the first day of the next month."""


@dataclass(frozen=True)
class PayDay:
    """Go to the next day of the month on which the customer pays; that day itself, when it is one."""

    days: tuple[int, ...]  # 31 is the last day

    def __post_init__(self) -> None:
        assert self.days, "a pay-day is a day"
        assert list(self.days) == sorted({*self.days}), "pay-days ascend"
        assert all(1 <= day <= 31 for day in self.days), "a pay-day is a day of a month"


Step = CycleEnd | Add | MonthEnd | NextMonth | PayDay


@dataclass(frozen=True)
class Terms:
    """When what is owed is to be paid. Of several events the latest counts: accepted *and* invoice in hand."""

    counted_from: tuple[Event, ...]
    steps: tuple[Step, ...] = ()  # in this order
    cycle: Cycle | None = None  # None: each document for itself
    short_month: ShortMonth = "last_day"
    roll: Roll = "none"  # after the last step
    calendar: str = ""  # whose working days; needed to roll and to count working days

    def __post_init__(self) -> None:
        assert self.counted_from, "terms count from something"
        assert len({*self.counted_from}) == len(self.counted_from), "an event is named once"
        assert self.cycle or CycleEnd() not in self.steps, "the end of a cycle needs a cycle"
        assert self.calendar or not self.needs_calendar, "working days are somebody's"

    @property
    def needs_calendar(self) -> bool:
        counted = any(isinstance(step, Add) and step.unit == "working_days" for step in self.steps)
        return counted or self.roll != "none"


@dataclass(frozen=True)
class Due:
    """The day of payment, and how it came about."""

    on: date
    starts_on: date  # of the latest event it is counted from
    before_roll_on: date
    closed_for: str = ""  # why the day before the roll was not worked; empty where nothing rolled
    is_published: bool = True  # False: that year's holidays are not out, the day may still move

    @property
    def days_given(self) -> int:
        return (self.on - self.starts_on).days


@dataclass(frozen=True)
class Pending:
    """No day of payment yet: what has not happened, and the day of delivery from which the item ages meanwhile."""

    missing: tuple[Event, ...]
    ages_from: date | None


def due_on(
    terms: Terms, events: Mapping[Event, date], calendar: Calendar = EVERY_DAY
) -> Due | Pending:
    """The day on which a document is due, or what it still waits for.

    Delivered on 2025-03-10, "30 days after the end of the month": cycle end 03-31, due 2025-04-30. Counted
    from an acceptance that has not taken place: pending, missing ``acceptance``, ages from 2025-03-10.
    Raises ``NoWorkingDay`` where the calendar never opens.
    """
    assert not terms.calendar or calendar.name == terms.calendar, "the calendar the terms name"
    missing = tuple(event for event in terms.counted_from if event not in events)
    if missing:
        return Pending(missing, events.get("delivery"))
    start = max(events[event] for event in terms.counted_from)
    day = start
    for step in terms.steps:
        day = stepped(day, step, terms, calendar)
    on = _rolled_not_before(start, day, terms.roll, calendar)
    closed = calendar.closed_for(day) if on != day else ""
    is_published = not terms.needs_calendar or all(map(calendar.is_published, (day, on)))
    return Due(on, start, day, closed, is_published)


def _rolled_not_before(start: date, day: date, roll: Roll, calendar: Calendar) -> date:
    """Nothing is due before it is counted from because of a holiday: a roll back past it rolls on instead."""
    on = rolled(day, roll, calendar)
    return rolled(day, "next", calendar) if on < start <= day else on


def stepped(day: date, step: Step, terms: Terms, calendar: Calendar) -> date:
    """The day one step leads to: 2025-01-31 and a month is 2025-02-28, to the next 10th is 2025-02-10."""
    match step:
        case CycleEnd():
            assert terms.cycle
            return cycle_at(terms.cycle, day).to_on
        case Add(count, "days"):
            return day + timedelta(days=count)
        case Add(count, "working_days"):
            return working_days_after(day, count, calendar)
        case Add(count, _):
            return months_after(day, count, terms.short_month)
        case MonthEnd():
            return month_end(day)
        case NextMonth():
            return month_end(day) + _ONE_DAY
        case PayDay(days):
            return _next_pay_day(day, days, terms.short_month)
        case _:  # pragma: no cover
            assert_never(step)


def cycle_of(terms: Terms, day: date) -> Span | None:
    """The settlement cycle a day lies in, both ends included; None where each document stands for itself.

    Cut-off 25: 2025-03-26 lies in 2025-03-26 to 2025-04-25. Cut-offs 15 and 31: 02-16 to 02-28.
    """
    return cycle_at(terms.cycle, day) if terms.cycle else None


def cycle_at(cycle: Cycle, day: date) -> Span:
    """As :func:`cycle_of`, of a cycle. Cycles follow one another without gap or overlap."""
    ends = _ends_around(cycle, day)
    to_on = min(end for end in ends if end >= day)
    from_on = max(end for end in ends if end < day) + _ONE_DAY
    return Span(from_on, to_on)


def _ends_around(cycle: Cycle, day: date) -> list[date]:
    """Every cycle end from one whole cycle before the day's month to one after it."""
    months = (_months_on(day, count) for count in range(-cycle.months, cycle.months + 1))
    closing = [
        (year, month) for year, month in months if (month - cycle.closing_month) % cycle.months == 0
    ]
    return [_clamped(year, month, cut_off) for year, month in closing for cut_off in cycle.cut_offs]


def month_end(day: date) -> date:
    return _clamped(day.year, day.month, 31)


def months_after(day: date, count: int, short_month: ShortMonth = "last_day") -> date:
    """The same day ``count`` months on; what a month has not is settled by the rule for short months.

    2025-01-31 and one: 02-28, or 03-01 by ``first_of_next``. 2025-02-28 and one: 03-28, or 03-31 by
    ``keep_month_end``.
    """
    year, month = _months_on(day, count)
    if short_month == "keep_month_end" and day == month_end(day):
        return _clamped(year, month, 31)
    return _day_of(year, month, day.day, short_month)


def _next_pay_day(day: date, pay_days: tuple[int, ...], short_month: ShortMonth) -> date:
    """The first pay-day on or after a day; 31 is the last day of every month, whatever the rule."""
    months = [_months_on(day, count) for count in (-1, 0, 1)]  # 30 February may be 1 March
    return min(
        found
        for year, month in months
        for pay_day in pay_days
        if (found := _pay_day_of(year, month, pay_day, short_month)) >= day
    )


def _pay_day_of(year: int, month: int, pay_day: int, short_month: ShortMonth) -> date:
    if pay_day == 31:
        return _clamped(year, month, pay_day)
    return _day_of(year, month, pay_day, short_month)


def _day_of(year: int, month: int, day: int, short_month: ShortMonth) -> date:
    last = _clamped(year, month, 31)
    if day > last.day and short_month == "first_of_next":
        return last + _ONE_DAY
    return _clamped(year, month, day)


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _months_on(day: date, count: int) -> tuple[int, int]:
    years, month = divmod(day.year * _YEAR + day.month - 1 + count, _YEAR)
    return years, month + 1

"""Which days are worked: the calendar of a country, and what a company adds to it and takes away.

Two libraries know the days and nothing here makes any up. ``chinese_calendar`` holds what the State Council
has published, make-up Saturdays included; it is published late each autumn for the year that follows, so a
later year counts Mondays to Fridays only and says of itself that it is not yet published. ``holidays``
computes other countries' days from their laws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal, Protocol

import chinese_calendar
import holidays

Roll = Literal["none", "next", "previous", "modified_following"]

_ONE_DAY = timedelta(days=1)
_SEARCHED_DAYS = (
    400  # more than any country closes at a stretch; a calendar closed longer is a mistake
)
_SATURDAY = 5
_ANY_YEAR = 2000  # to find out whether a country is known at all


class Calendar(Protocol):
    """What terms ask of a calendar. ``name`` is what the terms of a contract call it by."""

    @property
    def name(self) -> str: ...

    def is_working(self, day: date) -> bool: ...

    def closed_for(self, day: date) -> str:
        """Why a day is not worked: a holiday's name or ``weekend``; empty on a working day."""

    def is_published(self, day: date) -> bool:
        """Whether the holidays of that day's year are known, or only its weekends."""


class UnknownCalendar(LookupError):
    """No calendar has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoWorkingDay(ValueError):
    """No working day within 400 days: the calendar is closed for ever, which nobody means."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{name}: no working day near {day}")
        self.name, self.day = name, day


@dataclass(frozen=True)
class EveryDay:
    """Every day counts, Sundays too: the calendar of terms that never roll."""

    name: str = "every_day"

    def is_working(self, day: date) -> bool:  # noqa: ARG002
        return True

    def closed_for(self, day: date) -> str:  # noqa: ARG002
        return ""

    def is_published(self, day: date) -> bool:  # noqa: ARG002
        return True


@dataclass(frozen=True)
class Weekdays:
    """Mondays to Fridays, no holidays."""

    name: str = "weekdays"

    def is_working(self, day: date) -> bool:
        return day.weekday() < _SATURDAY

    def closed_for(self, day: date) -> str:
        return "" if self.is_working(day) else "weekend"

    def is_published(self, day: date) -> bool:  # noqa: ARG002
        return True


EVERY_DAY, WEEKDAYS = EveryDay(), Weekdays()


@dataclass(frozen=True)
class China:
    """The State Council's holidays and make-up days: Saturday 14 February 2026 is worked, Friday the 20th is not.

    A year that is not published counts Mondays to Fridays, and ``is_published`` says so.
    """

    name: str = "CN"

    def is_working(self, day: date) -> bool:
        return not self.closed_for(day)

    def closed_for(self, day: date) -> str:
        return _closed_in_china(day) if self.is_published(day) else WEEKDAYS.closed_for(day)

    def is_published(self, day: date) -> bool:
        first, last = published_years()
        return first <= day.year <= last


@cache  # the library looks through its whole list each time it is asked
def _closed_in_china(day: date) -> str:
    if chinese_calendar.is_workday(day):
        return ""
    return str(chinese_calendar.get_holiday_detail(day)[1] or "weekend")


@cache
def published_years() -> tuple[int, int]:
    """First and last year whose Chinese holidays the installed library holds: 2004 and 2026 in release 1.11."""
    days = chinese_calendar.constants.holidays
    return min(days).year, max(days).year


@dataclass(frozen=True)
class Country:
    """The public holidays of a country, or of one part of it: ``DE``, ``DE-BY``."""

    name: str

    def is_working(self, day: date) -> bool:
        return bool(_days_of_year(self.name, day.year).is_working_day(day))

    def closed_for(self, day: date) -> str:
        if self.is_working(day):
            return ""
        return str(_days_of_year(self.name, day.year).get(day) or "weekend")

    def is_published(self, day: date) -> bool:
        """Not for years outside the library's, nor where it has to estimate a day (the moon is not yet seen)."""
        days = _days_of_year(self.name, day.year)
        within = days.start_year <= day.year <= days.end_year
        return within and not _estimates(self.name, day.year)


@cache
def _days_of_year(name: str, year: int) -> holidays.HolidayBase:
    """The library's days of one year, those observed for the next among them.

    Worked out once and never added to: what the library fills in while it is asked, a second thread could
    see half filled.
    """
    country, _, part = name.partition("-")
    try:
        days = holidays.country_holidays(country, subdiv=part or None, years=year, expand=False)
        if "en_US" not in days.supported_languages:
            return days
        return holidays.country_holidays(
            country, subdiv=part or None, years=year, expand=False, language="en_US"
        )
    except NotImplementedError as unknown:
        raise UnknownCalendar(name) from unknown


@cache
def _estimates(name: str, year: int) -> bool:
    days = _days_of_year(name, year)
    return any("estimated" in str(days.get(day)) for day in days)


def calendar_named(name: str) -> Calendar:
    """The calendar that terms name: ``every_day``, ``weekdays``, ``CN``, or a country by ISO 3166 (``DE``, ``DE-BY``).

    Raises :class:`UnknownCalendar`.
    """
    plain: dict[str, Calendar] = {each.name: each for each in (EVERY_DAY, WEEKDAYS, China())}
    if name in plain:
        return plain[name]
    _days_of_year(name, _ANY_YEAR)
    return Country(name)


@dataclass(frozen=True)
class CompanyCalendar:
    """A country's calendar with a company's own days: closed for stock-taking, at work on a holiday.

    It goes by the country's name, so terms need not know that a company has days of its own.
    """

    country: Calendar
    closed: Mapping[date, str] = field(default_factory=dict)  # and why; empty: ``company``
    working: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        assert not self.working & self.closed.keys(), "a day is closed or worked, not both"

    @property
    def name(self) -> str:
        return self.country.name

    def is_working(self, day: date) -> bool:
        return not self.closed_for(day)

    def closed_for(self, day: date) -> str:
        if day in self.working:
            return ""
        if day in self.closed:
            return self.closed[day] or "company"
        return self.country.closed_for(day)

    def is_published(self, day: date) -> bool:
        return day in self.working or day in self.closed or self.country.is_published(day)


def rolled(day: date, roll: Roll, calendar: Calendar) -> date:
    """The working day that stands for a day that is not worked; a working day stands for itself.

    Sunday 31 August 2025: next is 1 September, previous is 29 August, and so is modified following, which
    goes on to the next working day unless that lies in another month. Raises :class:`NoWorkingDay`.
    """
    if roll == "none" or calendar.is_working(day):
        return day
    if roll == "previous":
        return _worked(day, -_ONE_DAY, calendar)
    following = _worked(day, _ONE_DAY, calendar)
    if roll == "modified_following" and following.month != day.month:
        return _worked(day, -_ONE_DAY, calendar)
    return following


def working_days_after(day: date, count: int, calendar: Calendar) -> date:
    """The ``count``-th working day after a day, or before it where ``count`` is below zero; none: the day itself.

    Five working days after Wednesday 11 February 2026 in China is the 25th: Thursday 12, Friday 13, the
    make-up Saturday 14, then Tuesday 24 and Wednesday 25 after the Spring Festival.
    """
    direction = _ONE_DAY if count > 0 else -_ONE_DAY
    for _ in range(abs(count)):
        day = _worked(day + direction, direction, calendar)
    return day


def _worked(day: date, direction: timedelta, calendar: Calendar) -> date:
    start = day
    for _ in range(_SEARCHED_DAYS):
        if calendar.is_working(day):
            return day
        day += direction
    raise NoWorkingDay(calendar.name, start)

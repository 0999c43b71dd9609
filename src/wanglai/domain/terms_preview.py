"""The next cycles of terms as a calendar, to be shown to the customer and confirmed with the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wanglai.domain.calendars import EVERY_DAY, Calendar
from wanglai.domain.terms import Cycle, Due, Event, Span, Terms, cycle_at, due_on

_ONE_DAY = timedelta(days=1)
_MONTHS = Cycle()  # terms without a cycle are shown month by month

# Days from the delivery to each other event; from the statement to its confirmation.
Lags = Mapping[Event, int]
AT_ONCE: Lags = {}


@dataclass(frozen=True)
class UpcomingCycle:
    """One cycle: its days, when its statement is drawn up, and when what was delivered in it is due.

    ``longest`` is the document of the cycle that waits longest, which need not be its first: a roll over a
    holiday can lengthen any. Days are counted from delivery.
    """

    span: Span
    statement_on: date | None  # None: terms without a cycle, the span is a calendar month
    first: Due  # of a document delivered on the first day
    last: Due  # of a document delivered on the last day
    days_least: int
    days_most: int
    longest_from: date  # the delivery that waits longest
    longest: Due

    @property
    def is_published(self) -> bool:
        """Whether the holidays of every day of payment shown are known yet."""
        return self.first.is_published and self.last.is_published and self.longest.is_published


def preview(
    terms: Terms,
    from_day: date,
    cycles: int = 12,
    calendar: Calendar = EVERY_DAY,
    lags: Lags = AT_ONCE,
) -> tuple[UpcomingCycle, ...]:
    """The cycle that holds a day and those after it, with their days of payment.

    Every other event is taken to follow the delivery by ``lags`` days, at once where nothing is said, and a
    confirmation to follow the statement. 月结60 from 2025-03-10: the cycle of 03-01 to 03-31 has its
    statement on 04-01 and is due on 05-30, 60 to 90 days after delivery.
    """
    return tuple(
        _row(terms, span, calendar, lags)
        for span in _spans(terms.cycle or _MONTHS, from_day, cycles)
    )


def assumed_events(terms: Terms, delivered_on: date, lags: Lags = AT_ONCE) -> dict[Event, date]:
    """When each event of a delivery takes place, by assumption: 2025-03-10 and a lag of 3 to the invoice is 03-13.

    Without a cycle there is no statement, and a confirmation counts from the delivery.
    """
    stated = _statement_on(terms, cycle_at(terms.cycle, delivered_on)) if terms.cycle else None
    return {
        event: ((stated or delivered_on) if event == "statement_confirmed" else delivered_on)
        + timedelta(days=lags.get(event, 0))
        for event in (*terms.counted_from, "delivery")
    }


def _spans(cycle: Cycle, day: date, count: int) -> Iterator[Span]:
    for _ in range(count):
        span = cycle_at(cycle, day)
        yield span
        day = span.to_on + _ONE_DAY


def _row(terms: Terms, span: Span, calendar: Calendar, lags: Lags) -> UpcomingCycle:
    dues = {day: _due_of_delivery(terms, day, calendar, lags) for day in _days_of(span)}
    given = {day: (due.on - day).days for day, due in dues.items()}
    longest_from = max(given, key=lambda day: (given[day], -day.toordinal()))
    return UpcomingCycle(
        span,
        _statement_on(terms, span) if terms.cycle else None,
        dues[span.from_on],
        dues[span.to_on],
        min(given.values()),
        max(given.values()),
        longest_from,
        dues[longest_from],
    )


def _due_of_delivery(terms: Terms, day: date, calendar: Calendar, lags: Lags) -> Due:
    due = due_on(terms, assumed_events(terms, day, lags), calendar)
    assert isinstance(due, Due), "every event is assumed"
    return due


def _statement_on(terms: Terms, span: Span) -> date:
    assert terms.cycle
    return span.to_on + timedelta(days=terms.cycle.statement_after)


def _days_of(span: Span) -> Iterator[date]:
    for count in range((span.to_on - span.from_on).days + 1):
        yield span.from_on + timedelta(days=count)

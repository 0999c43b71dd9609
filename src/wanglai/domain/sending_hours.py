"""When a customer may be written to: the hours of a day and the days of a calendar, both by the company's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wanglai.domain.calendars import EVERY_DAY, Calendar

_DAYS_SEARCHED = 400  # more than any calendar closes at a stretch


@dataclass(frozen=True)
class SendingHours:
    """From ``open_from`` until before ``open_to``, on days the calendar works."""

    open_from: time = time(8)
    open_to: time = time(20)
    calendar: Calendar = EVERY_DAY

    def opens_at(self, now: datetime) -> datetime:
        """The first moment from ``now`` on, in its own time zone: ``now`` itself inside the hours.

        By the Chinese calendar, Saturday 28 November 2026 at 10:00 becomes Monday the 30th at 08:00, and 19:59 on
        a Friday stays while 20:00 becomes Monday. Raises ``ValueError`` where no day is worked within 400.
        """
        clock = now.timetz().replace(tzinfo=None)
        if self.calendar.is_working(now.date()):
            if self.open_from <= clock < self.open_to:
                return now
            if clock < self.open_from:
                return self._opening(now)
        for days in range(1, _DAYS_SEARCHED):
            later = now + timedelta(days=days)
            if self.calendar.is_working(later.date()):
                return self._opening(later)
        raise ValueError(f"{self.calendar.name}: no day is worked from {now.date()} on")

    def _opening(self, day: datetime) -> datetime:
        return datetime.combine(day.date(), self.open_from, day.tzinfo)

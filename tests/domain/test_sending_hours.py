"""When a customer may be written to, by hours and calendars."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanglai.domain.calendars import WEEKDAYS, China
from wanglai.domain.sending_hours import SendingHours

FIRST = datetime.fromisoformat("2020-01-01")
SHANGHAI = timezone(timedelta(hours=8))
CHINESE = SendingHours(time(8), time(20), China())


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-27 19:59", "2026-11-27 19:59"),
        ("2026-11-27 20:00", "2026-11-30 08:00"),
        ("2026-11-28 10:00", "2026-11-30 08:00"),
        ("2026-11-27 03:00", "2026-11-27 08:00"),
        ("2026-09-30 21:00", "2026-10-08 08:00"),  # the National Day's week
        ("2026-02-14 09:00", "2026-02-14 09:00"),  # a Saturday that is worked
    ],
)
def test_hours_and_days_of_a_chinese_company(now: str, opens: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    assert CHINESE.opens_at(at) == datetime.fromisoformat(opens).replace(tzinfo=SHANGHAI)


@settings(deadline=None)
@given(st.datetimes(FIRST, FIRST.replace(year=2035), timezones=st.just(UTC)))
def test_the_moment_found_is_open_not_before_now_and_stays_what_it_is(now: datetime) -> None:
    hours = SendingHours(time(9, 30), time(17), WEEKDAYS)
    opens = hours.opens_at(now)
    assert opens >= now
    assert WEEKDAYS.is_working(opens.date())
    assert time(9, 30) <= opens.time() < time(17)
    assert hours.opens_at(opens) == opens
    assert opens - now < timedelta(days=4)

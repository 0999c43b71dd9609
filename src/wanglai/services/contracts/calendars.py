"""The calendar terms name, with the company's own days on top."""

from __future__ import annotations

from wanglai.domain.calendars import EVERY_DAY, Calendar, CompanyCalendar, calendar_named
from wanglai.store.models import CompanyDay


def calendar_of(company_id: int, name: str) -> Calendar:
    """The calendar of this name with the company's closed and worked days; every day counts where none is named.

    Raises ``UnknownCalendar``.
    """
    if not name:
        return EVERY_DAY
    days = CompanyDay.objects.filter(company_id=company_id).values_list("on", "is_worked", "reason")
    closed = {on: reason for on, is_worked, reason in days if not is_worked}
    working = frozenset(on for on, is_worked, _ in days if is_worked)
    return CompanyCalendar(calendar_named(name), closed, working)

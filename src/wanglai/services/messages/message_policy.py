"""When a company writes to its customers: hours and days, in versions; the newest is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import Max

from tieout.refusal import Wording
from wanglai.domain.calendars import UnknownCalendar
from wanglai.domain.sending_hours import SendingHours
from wanglai.services.access.scope import admit, admit_to_rows
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import MessagePolicy

KIND = "set_message_policy"
CALENDARS = ("CN", "weekdays", "")  # empty: every day
OPEN_FROM, OPEN_TO, CALENDAR = time(8), time(20), "CN"  # before a company said anything


class HoursMakeNoSense(UnableTo):
    code_of_refusal = "message.hours"
    why = Wording("发送时段不成立。", "These hours make no sense.")
    next_step = Wording(
        "开始时间须早于结束时间，日历从列表中选择。",
        "They begin before they end; choose a calendar of the list.",
    )
    http_status = 422


@dataclass(frozen=True)
class PolicyRow:
    """``version`` 0: nobody said anything yet."""

    version: int
    open_from: time
    open_to: time
    calendar: str
    made_by: str
    made_at: datetime | None


@transaction.atomic
def set_message_policy(
    *, company_id: int, actor: int, origin: str, open_from: time, open_to: time, calendar: str
) -> int:
    """Write to customers between these hours, on days of this calendar; the act's number.

    Refuses, in order: NotFound, NotPermitted, HoursMakeNoSense, NoBook.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    if open_from >= open_to or calendar not in CALENDARS:
        raise HoursMakeNoSense
    known_act(company_id, "", b"")  # takes the book, so that versions follow each other
    last = MessagePolicy.objects.filter(company_id=company_id).aggregate(last=Max("version"))["last"]  # fmt: skip
    version = (last or 0) + 1
    facts = {"version": version, "from": f"{open_from:%H:%M}", "to": f"{open_to:%H:%M}", "calendar": calendar}  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), KIND, facts)
    MessagePolicy.objects.create(
        company_id=company_id, version=version, open_from=open_from, open_to=open_to, calendar=calendar,
        seq=seq, made_by_id=actor,
    )  # fmt: skip
    return seq


def message_policies(*, company_id: int, actor: int) -> tuple[PolicyRow, ...]:
    """The policy in force, then those before it. Refuses, in order: NotFound, NotPermitted."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    rows = MessagePolicy.objects.filter(company_id=company_id).select_related("made_by").order_by("-version")  # fmt: skip
    found = tuple(
        PolicyRow(each.version, each.open_from, each.open_to, each.calendar, each.made_by.get_full_name(), each.made_at)
        for each in rows[:50]
    )  # fmt: skip
    return found or (PolicyRow(0, OPEN_FROM, OPEN_TO, CALENDAR, "", None),)


def hours_of(company_id: int) -> SendingHours:
    """The hours in force: before a company says anything 08:00 to 20:00 on the working days of China and its own."""
    found = MessagePolicy.objects.filter(company_id=company_id).order_by("-version").first()
    name = found.calendar if found is not None else CALENDAR
    try:
        calendar = calendar_of(company_id, name)
    except UnknownCalendar:  # a library was changed under us: rather every day than never
        calendar = calendar_of(company_id, "")
    if found is None:
        return SendingHours(OPEN_FROM, OPEN_TO, calendar)
    return SendingHours(found.open_from, found.open_to, calendar)

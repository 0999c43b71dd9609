"""How often a customer that did not answer is asked again, and how many working days apart: in versions; the newest is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tieout.refusal import Wording
from wanglai.services.access.scope import admit, admit_to_rows
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ReminderPolicy
from wanglai.store.models.reminders import DAYS_BETWEEN_MOST, REMINDERS_MOST

KIND = "set_reminder_policy"
AT_MOST, DAYS_BETWEEN = 2, 5  # before a company said anything


class RemindersMakeNoSense(UnableTo):
    code_of_refusal = "reminder.policy"
    why = Wording("提醒次数或间隔不成立。", "So many reminders, or so many days, make no sense.")
    next_step = Wording(
        f"次数为 0 至 {REMINDERS_MOST}（0 为不提醒），间隔为 1 至 {DAYS_BETWEEN_MOST} 个工作日。",
        f"Give 0 to {REMINDERS_MOST} reminders (0: never) and 1 to {DAYS_BETWEEN_MOST} working days.",
    )
    http_status = 422


@dataclass(frozen=True)
class ReminderRules:
    """At most so many reminders, each so many working days after the one before; the first once the days to answer are over."""

    at_most: int = AT_MOST
    days_between: int = DAYS_BETWEEN


@dataclass(frozen=True)
class ReminderPolicyRow:
    """``version`` 0: nobody said anything yet."""

    version: int
    rules: ReminderRules
    made_by: str
    made_at: datetime | None


@transaction.atomic
def set_reminder_policy(
    *, company_id: int, actor: int, origin: str, at_most: int, days_between: int
) -> int:
    """From now on ask customers again like this, also about statements sent before; the act's number.

    Refuses, in order: NotFound, NotPermitted, RemindersMakeNoSense, NoBook.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    if not 0 <= at_most <= REMINDERS_MOST or not 1 <= days_between <= DAYS_BETWEEN_MOST:
        raise RemindersMakeNoSense(f"{at_most}, {days_between}")
    known_act(company_id, "", b"")  # takes the book, so that versions follow each other
    last = ReminderPolicy.objects.filter(company_id=company_id).aggregate(last=Max("version"))["last"]  # fmt: skip
    version = (last or 0) + 1
    facts = {"version": version, "at_most": at_most, "days_between": days_between}
    seq = write_act(company_id, Who(actor, origin), KIND, facts)
    ReminderPolicy.objects.create(
        company_id=company_id, version=version, at_most=at_most, days_between=days_between, seq=seq, made_by_id=actor
    )  # fmt: skip
    return seq


def reminder_policies(*, company_id: int, actor: int) -> tuple[ReminderPolicyRow, ...]:
    """The rules in force, then those before them. Refuses, in order: NotFound, NotPermitted."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    rows = ReminderPolicy.objects.filter(company_id=company_id).select_related("made_by").order_by("-version")  # fmt: skip
    found = tuple(
        ReminderPolicyRow(each.version, ReminderRules(each.at_most, each.days_between), each.made_by.get_full_name(), each.made_at)
        for each in rows[:50]
    )  # fmt: skip
    return found or (ReminderPolicyRow(0, ReminderRules(), "", None),)


def rules_in_force(company_id: int) -> ReminderRules:
    """How the company asks again now; until it says something, twice, five working days apart."""
    found = ReminderPolicy.objects.filter(company_id=company_id).order_by("-version").first()
    return ReminderRules(found.at_most, found.days_between) if found else ReminderRules()

"""Reports by mail: who gets which, on which day; made and cancelled by the person who gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ReportDelivery, ReportSubscription, User

REPORTS = {"ageing": Wording("应收账龄分析表", "Ageing of receivables")}
DAYS = {"week": range(1, 8), "month": range(1, 32)}


class ReportIsUnknown(UnableTo):
    code_of_refusal = "report.unknown"
    why = Wording("没有这种报表、日期或语言。", "There is no such report, day or language.")
    next_step = Wording("请从页面上的选项中选择。", "Choose one of those on the page.")
    http_status = 422


class ReportIsSubscribed(UnableTo):
    code_of_refusal = "report.subscribed"
    why = Wording("您已订阅该报表的这一天。", "You get this report on this day already.")
    next_step = Wording("请选择另一天，或先取消。", "Choose another day, or cancel that one first.")


@dataclass(frozen=True)
class SubscriptionRow:
    """``state`` and ``last_due_on`` are of the newest mail; empty before the first."""

    id: int
    report: Wording
    every: str
    day: int
    language: str
    address: str
    next_on: date
    last_due_on: date | None
    state: str
    trouble: str


def subscriptions(*, company_id: int, actor: int) -> tuple[SubscriptionRow, ...]:
    """What this person gets by mail. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="subscribe_reports")
    rows = ReportSubscription.objects.filter(
        company_id=company_id, person_id=actor, cancelled_at=None
    ).select_related("person")
    return tuple(map(_row, rows.order_by("id")))


@transaction.atomic
def subscribe(
    *, company_id: int, actor: int, origin: str, report: str, every: str, day: int, language: str
) -> int:
    """Have a report mailed to oneself; the subscription's id.

    Refuses, in order: NotFound, NotPermitted, ReportIsUnknown, ReportIsSubscribed.
    """
    admit(company_id=company_id, actor=actor, act="subscribe_reports")
    if report not in REPORTS or day not in DAYS.get(every, ()) or language not in ("zh", "en"):
        raise ReportIsUnknown(f"{report} {every} {day} {language}")
    User.objects.select_for_update(no_key=True).get(id=actor)  # two clicks are one subscription
    alike = ReportSubscription.objects.filter(
        company_id=company_id, person_id=actor, report=report, every=every, day=day, cancelled_at=None
    )  # fmt: skip
    if alike.exists():
        raise ReportIsSubscribed
    made = ReportSubscription.objects.create(
        company_id=company_id, person_id=actor, report=report, every=every, day=day, language=language
    )  # fmt: skip
    record(company_id, Who(actor, origin), "subscribe_report", subscription=made.id, every=every, day=day)  # fmt: skip
    return made.id


@transaction.atomic
def cancel_subscription(*, company_id: int, actor: int, origin: str, subscription_id: int) -> None:
    """No mail of it from now on. Refuses, in order: NotFound, NotPermitted, NotFound (not one of this person's)."""
    admit(company_id=company_id, actor=actor, act="subscribe_reports")
    mine = ReportSubscription.objects.filter(
        company_id=company_id, person_id=actor, id=subscription_id, cancelled_at=None
    )
    if not mine.update(cancelled_at=timezone.now()):
        raise NotFound
    record(company_id, Who(actor, origin), "cancel_report", subscription=subscription_id)


def is_due(every: str, day: int, on: date) -> bool:
    """Whether a report is due on a day. The 31st of a month that has none is its last day."""
    if every == "week":
        return on.isoweekday() == day
    last = (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return on.day == min(day, last.day)


def next_due(every: str, day: int, after: date) -> date:
    """The first due day after a day; the 31st after 28 February is 31 March."""
    return next(
        on for on in (after + timedelta(days=more) for more in range(1, 63)) if is_due(every, day, on)
    )  # fmt: skip


def last_due(every: str, day: int, on: date, since: datetime) -> date | None:
    """The newest due day up to ``on`` that lies after the day it was subscribed; None where there is none yet."""
    first = timezone.localdate(since)
    days = (on - timedelta(days=less) for less in range(62))
    return next((each for each in days if each > first and is_due(every, day, each)), None)


def _row(each: ReportSubscription) -> SubscriptionRow:
    newest = ReportDelivery.objects.filter(subscription_id=each.id).order_by("-due_on").first()
    return SubscriptionRow(
        id=each.id,
        report=REPORTS[each.report],
        every=each.every,
        day=each.day,
        language=each.language,
        address=each.person.email,
        next_on=next_due(each.every, each.day, timezone.localdate()),
        last_due_on=newest.due_on if newest else None,
        state=newest.state if newest else "",
        trouble=newest.trouble if newest else "",
    )

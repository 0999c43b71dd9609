"""Sends the reports that are due: one mail per subscription and due day, tried again until it is accepted.

The row of a delivery is locked while its mail is handed over, so two workers never send one twice. Where a worker dies
between the mail server's yes and the commit, the mail goes out again under the same Message-ID, which mailboxes fold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.exports.ageing import ageing_table
from wanglai.services.exports.subscriptions import REPORTS, last_due
from wanglai.services.exports.table import company_called
from wanglai.services.exports.writing import written
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ReportDelivery, ReportSubscription

ATTEMPTS_MAX = 8
FIRST_WAIT = timedelta(minutes=5)  # doubled with each attempt: the eighth comes after half a day
_BODY = Wording(
    "附件为 {company} 截至 {on} 的{report}。\n\n如不再需要，请在“账龄 › 邮件订阅”中取消。\n",
    "Attached: {report} of {company} as of {on}.\n\nTo get no more of these, cancel it under Ageing › By mail.\n",
)


@dataclass(frozen=True)
class Delivered:
    """How many mails were accepted, refused for good, and are to be tried again."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0


def deliver_due_reports(today: date) -> Delivered:
    """Write down what is due and send what waits; safe to run at any time and twice at once."""
    for subscription in ReportSubscription.objects.filter(cancelled_at=None).order_by("id"):
        due_on = last_due(subscription.every, subscription.day, today, subscription.made_at)
        if due_on is not None:
            ReportDelivery.objects.get_or_create(
                subscription=subscription, due_on=due_on, defaults={"company_id": subscription.company_id}
            )  # fmt: skip
    states = [_deliver(each) for each in _waiting()]
    return Delivered(
        states.count("sent"), states.count("refused") + states.count("failed"), states.count("waiting")
    )  # fmt: skip


def _waiting() -> list[int]:
    rows = ReportDelivery.objects.filter(state="waiting", next_at__lte=timezone.now())
    return list(rows.order_by("id").values_list("id", flat=True))


@transaction.atomic
def _deliver(delivery_id: int) -> str:
    """One mail; how its row stands afterwards. Empty where another worker has it."""
    delivery = (
        ReportDelivery.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(id=delivery_id, state="waiting")
        .select_related("subscription__person")
        .first()
    )
    if delivery is None:
        return ""
    delivery.attempts += 1
    if delivery.subscription.cancelled_at is not None or not delivery.subscription.person.is_active:
        delivery.state, delivery.trouble = "refused", "cancelled"
    else:
        _try(delivery)
    delivery.save()
    return delivery.state


def _try(delivery: ReportDelivery) -> None:
    try:
        mail(delivery).send()
    except UnableTo as refusal:  # the person may no longer see it
        delivery.state, delivery.trouble = "refused", refusal.code[:200]
    except OSError as problem:  # smtplib's own are among them
        delivery.trouble = f"{type(problem).__name__}: {problem}"[:200]
        if delivery.attempts >= ATTEMPTS_MAX:
            delivery.state = "failed"
        delivery.next_at = timezone.now() + FIRST_WAIT * 2 ** (delivery.attempts - 1)
    else:
        delivery.state, delivery.sent_at, delivery.trouble = "sent", timezone.now(), ""


def mail(delivery: ReportDelivery) -> EmailMessage:
    """The mail of one delivery, with the report of its due day as the person may see it. Refuses what the report refuses."""
    wanted = delivery.subscription
    zh = wanted.language == "zh"
    table = ageing_table(company_id=delivery.company_id, actor=wanted.person_id, on=delivery.due_on)
    file = written(table, form="xlsx", language=wanted.language)
    company, report = company_called(delivery.company_id), REPORTS[wanted.report]
    said = {"company": company, "report": report.zh if zh else report.en, "on": delivery.due_on}
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return EmailMessage(
        subject=" ".join(f"{said['report']} {delivery.due_on} · {company}".split()),
        body=(_BODY.zh if zh else _BODY.en).format(**said),
        to=[wanted.person.email],
        headers={"Message-ID": f"<report-{wanted.id}-{delivery.due_on:%Y%m%d}@{domain}>"},
        attachments=[(file.name, file.content, file.content_type)],
    )

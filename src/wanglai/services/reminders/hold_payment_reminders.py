"""Staff stop the reminders of payment of one customer, until a day or until further notice, and let them go on, each time with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.one_line import one_line
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.customers.gate import CustomerIsMerged
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer, PaymentReminderHold
from wanglai.store.models.reminders import RESUMED, STOPPED

KIND = "hold_payment_reminders"
REASON_MOST = 300


class StopSaysNotWhy(UnableTo):
    code_of_refusal = "payment_reminder.reason"
    why = Wording("没有写明原因。", "There is no reason.")
    next_step = Wording("请写明原因。", "Say why.")
    http_status = 422


class StopIsOverAlready(UnableTo):
    code_of_refusal = "payment_reminder.until"
    why = Wording("停止到期日早于今天。", "The last day of the stop is past.")
    next_step = Wording(
        "请填写今天或以后的日期，或留空表示另行通知前停止。",
        "Give today or a later day, or none to stop until further notice.",
    )
    http_status = 422


class PaymentRemindersStandElsewhere(UnableTo):
    code_of_refusal = "payment_reminder.state"
    why = Wording("付款提醒已经停止，或并未停止。", "The reminders of payment are stopped already, or were not.")  # fmt: skip
    next_step = Wording("请刷新页面。", "Load the page again.")


@dataclass(frozen=True)
class PaymentHoldRow:
    """``what``: stopped or resumed; ``until_on`` the last day of a stop, None until further notice."""

    what: str
    until_on: date | None
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True)
class PaymentHolds:
    """Of one customer and those merged into it, newest first, at most 50."""

    customer_id: int
    customer: str
    is_stopped: bool
    rows: tuple[PaymentHoldRow, ...]


@transaction.atomic
def stop_payment_reminders(
    *, company_id: int, actor: int, origin: str, customer_id: int, reason: str, until_on: date | None = None
) -> int:  # fmt: skip
    """Ask a customer for nothing, and send no reminder of payment that waits in the outbox; the act's number.

    With ``until_on`` it goes on by itself after that day. Refuses, in order: NotFound, NotPermitted, NotFound (customer),
    CustomerIsMerged, StopSaysNotWhy, StopIsOverAlready, PaymentRemindersStandElsewhere.
    """
    return _held(company_id, Who(actor, origin), customer_id, reason, STOPPED, until_on)


@transaction.atomic
def resume_payment_reminders(
    *, company_id: int, actor: int, origin: str, customer_id: int, reason: str
) -> int:
    """Ask a customer again, from the next night on for what stands at a step then; the act's number.

    The stops of those merged into it end with its own: they are asked as one. Refuses, in order: NotFound, NotPermitted,
    NotFound (customer), CustomerIsMerged, StopSaysNotWhy, PaymentRemindersStandElsewhere.
    """
    return _held(company_id, Who(actor, origin), customer_id, reason, RESUMED, None)


def payment_holds(*, company_id: int, actor: int, customer_id: int) -> PaymentHolds:
    """Refuses, in order: NotFound, NotPermitted, NotFound (customer)."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_messages").require(customer_id)
    customer = Customer.objects.filter(company_id=company_id, id=customer_id).first()
    if customer is None:
        raise NotFound
    rows = _holds_of([customer.merged_into_id or customer.id]).select_related("made_by")
    told = tuple(
        PaymentHoldRow(each.what, each.until_on, each.reason, each.made_by.get_full_name(), each.made_at)
        for each in rows.order_by("-id")[:50]
    )  # fmt: skip
    is_stopped = bool(stopped_on([customer_id], timezone.localdate()))
    return PaymentHolds(customer_id, customer.name, is_stopped, told)


def stopped_on(customers: Iterable[int], day: date) -> frozenset[int]:
    """Those of the customers whose reminders of payment are stopped on a day, themselves or by a customer merged with them.

    Stopped and then merged into another: the other is stopped, too, because its letter would ask for both.
    """
    rows = Customer.objects.filter(id__in=list(customers))
    survivor_of = dict(rows.values_list("id", Coalesce("merged_into_id", "id")))
    stops = _in_force(survivor_of.values(), day)
    stopped = {each.customer.merged_into_id or each.customer_id for each in stops}
    return frozenset(each for each, survivor in survivor_of.items() if survivor in stopped)


def _in_force(survivors: Iterable[int], day: date) -> list[PaymentReminderHold]:
    """The stops in force on a day of these customers and of those merged into them."""
    rows = _holds_of(survivors).select_related("customer")
    newest = rows.order_by("customer", "-ordinal").distinct("customer")
    return [each for each in newest if each.what == STOPPED and (each.until_on is None or each.until_on >= day)]  # fmt: skip


def _holds_of(survivors: Iterable[int]) -> QuerySet[PaymentReminderHold]:
    rows = PaymentReminderHold.objects.annotate(of=Coalesce(F("customer__merged_into_id"), F("customer_id")))  # fmt: skip
    return rows.filter(of__in=list(survivors))


def _held(company_id: int, who: Who, customer_id: int, reason: str, what: str, until_on: date | None) -> int:  # fmt: skip
    assert who.actor is not None, "people stop reminders, the machine does not"
    admit(company_id=company_id, actor=who.actor, act=KIND)
    rows = Customer.objects.select_for_update(no_key=True)  # not merged meanwhile
    customer = rows.filter(company_id=company_id, id=customer_id).first()
    if customer is None:
        raise NotFound
    if customer.merged_into_id is not None:
        raise CustomerIsMerged(customer.name)
    why, today = one_line(reason, REASON_MOST), timezone.localdate()
    if not why:
        raise StopSaysNotWhy
    if until_on is not None and until_on < today:
        raise StopIsOverAlready(until_on.isoformat())
    known_act(company_id, "", b"")  # takes the book: the night asks either before or never
    stops = [each.customer_id for each in _in_force([customer_id], today)]
    if (what == STOPPED) == bool(stops):
        raise PaymentRemindersStandElsewhere(customer.name)
    facts = {"what": what, "customer": customer_id, "until": until_on.isoformat() if until_on else "", "reason": why}  # fmt: skip
    seq = write_act(company_id, who, KIND, facts)
    for of in stops or [customer_id]:
        last = PaymentReminderHold.objects.filter(customer=of).order_by("-ordinal").first()
        PaymentReminderHold.objects.create(
            company_id=company_id, customer_id=of, ordinal=last.ordinal + 1 if last else 1, what=what, until_on=until_on,
            reason=why, on=today, seq=seq, made_by_id=who.actor,
        )  # fmt: skip
    return seq

"""The night asks customers for money that is due: one letter per customer, currency and day, each item at a step once.

Looked at anew with the book in hand, so that nobody is asked for what was just paid, contested or promised. A letter that waits
in the outbox until that changes is not sent (``messages.send_messages``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import structlog
from django.db import DatabaseError, transaction

from wanglai.domain.calendars import Calendar
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.ledger.queries import companies_with_books
from wanglai.services.messages.message_policy import hours_of
from wanglai.services.messages.queue_message import ToQueue, queue_messages
from wanglai.services.reminders.due_today import CLAIMED, COVERED, DueOfCustomer, due_of_company
from wanglai.services.reminders.hold_payment_reminders import stopped_on
from wanglai.services.reminders.payment_letter import (
    PaymentWords,
    kind_of_letter,
    payment_letter,
    payment_text,
    payment_words,
)
from wanglai.services.reminders.payment_policy import steps_in_force
from wanglai.services.reminders.untrue import ACT, Went, digest_of_letters, digest_of_lines
from wanglai.services.reminders.written_to import NO_CONTACT, Place, WrittenTo, written_to
from wanglai.store.models import PaymentReminder, PaymentReminderLetter, PaymentReminderLine
from wanglai.store.models.reminders import STOPPED

DOOR = "job"

log = structlog.get_logger("wanglai.reminders")


@dataclass
class Asked:
    """``customers`` asked for money by so many ``letters``, and ``nobody``: those that were to be asked and were not, for a reason."""

    customers: int = 0
    letters: int = 0
    nobody: int = 0


@dataclass(frozen=True)
class _Night:
    """What is the same for every customer of a company in one night."""

    company_id: int
    today: date
    steps: tuple[int, ...]
    calendar: Calendar
    words: PaymentWords


def remind_of_payment_everywhere(today: date) -> Asked:
    """For the daily job: all companies with books, each by itself; what fails for one is logged and leaves the others."""
    done = Asked()
    for company_id in companies_with_books():
        try:
            remind_of_payment(company_id, today, done=done)
        except DatabaseError:
            log.exception("customers not asked for payment", company=company_id)
    return done


def remind_of_payment(company_id: int, today: date, *, done: Asked | None = None) -> Asked:
    """Ask every customer of a company for what stands at a step on this worked day; repeated, nothing more happens."""
    done = done if done is not None else Asked()
    steps, calendar = steps_in_force(company_id), hours_of(company_id).calendar
    waiting = due_of_company(company_id, today, steps, calendar)
    if not waiting:
        return done
    night = _Night(company_id, today, steps, calendar, payment_words(company_id))
    for each in waiting:
        try:
            _looked_at(night, each.customer_id, each.currency, done)
        except Exception:  # whatever is wrong with one customer, the others are asked
            log.exception("customer not asked for payment", customer=each.customer_id)
    return done


@transaction.atomic
def _looked_at(night: _Night, customer_id: int, currency: str, done: Asked) -> None:
    known_act(night.company_id, "", b"")  # from here on nobody pays, contests or promises beside us
    rows = PaymentReminder.objects.filter(company_id=night.company_id, customer_id=customer_id, currency=currency)  # fmt: skip
    if rows.filter(on=night.today).exists():
        return
    for due in due_of_company(
        night.company_id, night.today, night.steps, night.calendar, customer_id=customer_id, currency=currency
    ):  # fmt: skip
        if not due.asked:
            continue  # everything is contested or promised
        places = written_to(night.company_id, [customer_id], night.today).get(customer_id, NO_CONTACT)  # fmt: skip
        to = reached(due, places, stopped_on([customer_id], night.today))
        if not to.reason:
            _ask(night, due, to.places)
            done.customers += 1
            done.letters += len(to.places)
        elif not _is_told(due, to.reason):
            _keep(night, due, to.reason, [])
            done.nobody += 1


def reached(due: DueOfCustomer, to: WrittenTo, stopped: Collection[int]) -> WrittenTo:
    """Where the letter goes: nowhere, whoever could be written to, where a person stopped it, the customer says it paid, or its credits come to as much."""
    if due.customer_id in stopped:
        return WrittenTo((), STOPPED)
    if due.is_claimed:
        return WrittenTo((), CLAIMED)
    return WrittenTo((), COVERED) if due.is_covered else to


def _ask(night: _Night, due: DueOfCustomer, places: tuple[Place, ...]) -> None:
    kind = kind_of_letter(due, night.today)
    letters = [_letter(night, due, kind, place) for place in places]
    made = queue_messages(night.company_id, Who(None, DOOR), letters)
    row = _keep(night, due, "", [(place.contact_id, made[letter.key]) for place, letter in zip(places, letters, strict=True)])  # fmt: skip
    PaymentReminderLetter.objects.bulk_create(
        PaymentReminderLetter(
            company_id=night.company_id, reminder=row, contact_id=place.contact_id, message_id=made[letter.key], channel=letter.channel
        )
        for place, letter in zip(places, letters, strict=True)
    )  # fmt: skip


def _letter(night: _Night, due: DueOfCustomer, kind: str, place: Place) -> ToQueue:
    language = place.language if place.language in ("zh", "en") else "zh"
    key = f"payment:{due.customer_id}:{due.currency}:{night.today}:{place.contact_id}"
    if place.channel == "email":
        said = payment_letter(night.words, due, kind=kind, language=language, contact=place.name, today=night.today)  # fmt: skip
    else:
        key += f":{place.channel}"
        said = payment_text(night.words, due, kind=kind, language=language, today=night.today)
    return ToQueue(
        key=key, customer_id=due.customer_id,
        contact_id=place.contact_id, to=place.to, channel=place.channel, kind=kind, language=language, subject=said.subject,
        body=said.body,
    )  # fmt: skip


def _keep(night: _Night, due: DueOfCustomer, reason: str, went: list[Went]) -> PaymentReminder:
    lines = [
        (each.item_id, each.step, each.due_on, each.asked, each.contested, each.promised_until, not reason and each.asked > 0)
        for each in due.items
    ]  # fmt: skip
    facts = {
        "customer": due.customer_id, "currency": due.currency, "asked": due.asked, "items": len(due.asked_items),
        "queued": len(went), "why": reason, "credits": due.credits, "on": night.today.isoformat(),
        "lines_sha256": digest_of_lines(lines), "letters_sha256": digest_of_letters(went),
    }  # fmt: skip
    seq = write_act(night.company_id, Who(None, DOOR), ACT, facts)
    row = PaymentReminder.objects.create(
        company_id=night.company_id, customer_id=due.customer_id, currency=due.currency, on=night.today, reason=reason,
        asked=due.asked, credits=due.credits, seq=seq,
    )  # fmt: skip
    PaymentReminderLine.objects.bulk_create(
        PaymentReminderLine(
            company_id=night.company_id, reminder=row, item_id=item_id, step=step, due_on=due_on, asked=asked,
            contested=contested, promised_until=promised_until, is_asked=is_asked,
        )
        for item_id, step, due_on, asked, contested, promised_until, is_asked in lines
    )  # fmt: skip
    return row


def _is_told(due: DueOfCustomer, reason: str) -> bool:
    """Whether it stands there already, of every item at its step, that nobody was asked for this reason."""
    rows = PaymentReminderLine.objects.filter(item_id__in=[each.item_id for each in due.asked_items], reminder__reason=reason)  # fmt: skip
    told = set(rows.values_list("item_id", "step"))
    return all((each.item_id, each.step) in told for each in due.asked_items)

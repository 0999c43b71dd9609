"""Customers are asked for money that is due: each item at a step once, less what is contested or promised; who cannot be asked says why."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, minor, open_ledger
from tests.mail import PostOffice, bounce_of, open_office
from tests.services.test_outbox import every_hour
from tests.services.test_send_statements import AGREED, _text
from wanglai.domain.calendars import WEEKDAYS, working_days_after
from wanglai.jobs import tasks
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.ledger.book import Who
from wanglai.services.messages.letter_texts import set_letter_text
from wanglai.services.messages.read_reports import take_report
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.promises.note_promise import end_promise, note_promise
from wanglai.services.reminders.payment_policy import (
    StepsMakeNoSense,
    payment_policies,
    set_payment_reminders,
)
from wanglai.services.reminders.remind_of_payment import (
    Asked,
    remind_of_payment,
    remind_of_payment_everywhere,
)
from wanglai.store.models import (
    Act,
    CustomerContact,
    Message,
    PaymentReminder,
    PaymentReminderLetter,
    PaymentReminderLine,
)

TO = "zhang@yuanjing.example"
STEPS = (-3, 0, 7, 15, 30)
TODAY = timezone.localdate()


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def book(db: None) -> Ledger:
    """Every day is worked; 远景 is asked at the usual steps by one contact."""
    ledger = open_ledger()
    every_hour(ledger)
    set_payment_reminders(**ledger.scope, steps=STEPS)
    payer(ledger, "远景", TO)
    return ledger


def payer(book: Ledger, customer: str, to: str = "", **more: Any) -> int:
    said = {"name": f"{customer}出纳", "is_for_reminders": True, **AGREED, **more}
    channels = {"email": to} if to else {"phone": "13812345678"}
    scope = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": book.customer(customer)}
    return add_contact(**scope, said=ContactSaid(channels=channels, **said))


def owed(book: Ledger, number: str, amount: str, due: int, **more: Any) -> None:
    """An invoice due so many days from today, below zero before it."""
    book.post("invoice", number, amount, "01-10", due=str(TODAY + timedelta(days=due)), **more)


def night(book: Ledger, days: int = 0, *, sends: bool = True) -> Asked:
    """What is done so many days from now, twice: the second time nothing is left to do."""
    done = remind_of_payment(book.company_id, TODAY + timedelta(days=days))
    assert remind_of_payment(book.company_id, TODAY + timedelta(days=days)) == Asked()
    if sends:
        send_due_messages()
    return done


def test_an_item_is_asked_for_at_each_step_once(book: Ledger, office: PostOffice) -> None:
    owed(book, "INV-1", "1,234.00", 3)
    told = {days: night(book, days).letters for days in range(45)}
    assert {days for days, letters in told.items() if letters} == {0, 3, 10, 18, 33}
    assert len(office.letters) == 5
    book.prove()

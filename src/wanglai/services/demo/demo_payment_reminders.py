"""The demo's reminders of payment: rules in force, and one night of December 2011 by them. Its letters wait in the outbox like others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wanglai.services.reminders.payment_policy import set_payment_reminders
from wanglai.services.reminders.remind_of_payment import remind_of_payment
from wanglai.store.models import ChainHead, PaymentReminderPolicy

ORIGIN = "wanglai demo"
STEPS = (-3, 0, 7, 15, 30)
NIGHT = date(2011, 12, 30)


def remind_demo_customers(company_id: int, people: Mapping[str, int]) -> None:
    """Ask the customers, once; a company without a book is left alone."""
    has_book = ChainHead.objects.filter(company_id=company_id).exists()
    if not has_book or PaymentReminderPolicy.objects.filter(company_id=company_id).exists():
        return
    set_payment_reminders(company_id=company_id, actor=people["CRC"], origin=ORIGIN, steps=STEPS)
    remind_of_payment(company_id, NIGHT)

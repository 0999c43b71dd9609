"""How a company asks for money that is due, whom it asked for which items, and which account managers were told of what came to nothing.

Rules, letters and their lines stay as they were: each is a further row.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customer_file import CustomerContact
from wanglai.store.models.customers import Customer
from wanglai.store.models.messages import Message
from wanglai.store.models.portal import PortalAnswer
from wanglai.store.models.reminders import RESUMED, STOPPED, StatementSilence

NOBODY_REASONS = (
    "no_contact",
    "no_consent",
    "no_address",
    "bounced",
    "covered",
    "stopped",
    "claimed",
)


class PaymentReminderPolicy(models.Model):
    """On which days before and after it is due an item is asked for; no step: never. Append-only; the newest is in force."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.IntegerField()
    steps = ArrayField(models.SmallIntegerField())  # days after the due day, below zero before it
    seq = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payment_policy_once", fields=["company", "version"]),
            models.CheckConstraint(name="payment_policy_counts", condition=Q(version__gte=1)),
        ]


class PaymentReminder(models.Model):
    """A customer was to be asked for what is due in one currency on one day: by letters, or nobody was asked for a reason."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    reason = models.CharField(max_length=12, blank=True)
    asked = models.BigIntegerField()  # minor units, of all its lines
    credits = models.BigIntegerField()  # minor units the customer has with us and nothing took up
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payment_reminder_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="payment_reminder_once_a_day",
                fields=["company", "customer", "currency", "on"],
            ),
            models.CheckConstraint(
                name="payment_reminder_is_sensible",
                condition=Q(reason__in=("", *NOBODY_REASONS), asked__gt=0, credits__gte=0),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-on", "-id"], name="payment_reminder_list"),
        ]


class PaymentReminderLine(models.Model):
    """An item in a reminder, at its step: how much was asked, how much contested, or until when it is promised."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reminder = models.ForeignKey(PaymentReminder, on_delete=models.PROTECT, db_constraint=False)
    item_id = models.BigIntegerField()
    step = models.SmallIntegerField()  # days after the due day, below zero before it
    due_on = models.DateField()
    asked = models.BigIntegerField()  # minor units
    contested = models.BigIntegerField()  # minor units, not asked for
    promised_until = models.DateField(null=True)  # then nothing is asked
    is_asked = models.BooleanField()  # by a letter

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payment_line_once", fields=["reminder", "item_id"]),
            models.UniqueConstraint(
                name="payment_item_step_once", fields=["item_id", "step"], condition=Q(is_asked=True)
            ),
            models.CheckConstraint(
                name="payment_line_is_sensible",
                condition=Q(contested__gte=0)
                & (Q(asked__gt=0, promised_until__isnull=True)
                   | Q(asked=0, is_asked=False) & (Q(promised_until__isnull=False) | Q(contested__gt=0))),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "item_id"], name="payment_line_of_item"),
        ]


class PaymentReminderLetter(models.Model):
    """The letter of a reminder to one contact, or the text to its telephone beside it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reminder = models.ForeignKey(PaymentReminder, on_delete=models.PROTECT, db_constraint=False)
    contact = models.ForeignKey(CustomerContact, on_delete=models.PROTECT, db_constraint=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, db_constraint=False)
    channel = models.CharField(max_length=8, default="email", db_default="email")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="payment_letter_once", fields=["reminder", "contact", "channel"]
            ),
            models.UniqueConstraint(name="payment_letter_message_once", fields=["message"]),
        ]


class PaymentReminderHold(models.Model):
    """Somebody stopped the reminders of payment of a customer, until a day or a further word, or let them go on, and said why.

    Append-only; the newest stands.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.IntegerField()
    what = models.CharField(max_length=7)
    until_on = models.DateField(null=True)  # the last day of a stop; null: until a further word
    reason = models.CharField(max_length=300)
    on = models.DateField()
    seq = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="payment_hold_once", fields=["customer", "ordinal"]),
            models.CheckConstraint(
                name="payment_hold_says_why",
                condition=~Q(reason="")
                & (Q(what=STOPPED) & (Q(until_on__isnull=True) | Q(until_on__gte=F("on")))
                   | Q(what=RESUMED, until_on__isnull=True)),
            ),
        ]  # fmt: skip


class ManagerMail(models.Model):
    """Somebody of ours was written to about a customer: that it stays silent, that a mail to it came back, or that it wrote in a dispute."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, db_constraint=False)
    silence = models.ForeignKey(
        StatementSilence, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    bounced = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    answer = models.ForeignKey(
        PortalAnswer, on_delete=models.PROTECT, null=True, db_constraint=False
    )  # the first of what it says until one of ours answers
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="manager_mail_message_once", fields=["message"]),
            models.UniqueConstraint(
                name="manager_told_of_silence_once", fields=["silence", "user"],
                condition=Q(silence__isnull=False),
            ),
            models.UniqueConstraint(
                name="manager_told_of_bounce_once", fields=["bounced", "user"],
                condition=Q(bounced__isnull=False),
            ),
            models.UniqueConstraint(
                name="owner_told_of_answer_once", fields=["answer", "user"],
                condition=Q(answer__isnull=False),
            ),
            models.CheckConstraint(
                name="manager_mail_is_about_one",
                condition=Q(silence__isnull=False, bounced__isnull=True, answer__isnull=True)
                | Q(silence__isnull=True, bounced__isnull=False, answer__isnull=True)
                | Q(silence__isnull=True, bounced__isnull=True, answer__isnull=False),
            ),
        ]  # fmt: skip

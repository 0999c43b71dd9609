"""What a company writes to its customers in words of its own, and how it asks again where a statement is not answered.

Words, rules and everything that was asked again stay as they were: each is a further row.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customer_file import CustomerContact
from wanglai.store.models.messages import Message
from wanglai.store.models.statements import Statement

# What a company sets the words of: letters by mail, texts to a telephone, notices to a group of colleagues.
LETTER_KINDS = (
    "statement", "reminder", "due_soon", "overdue", "reply", "text_reminder", "text_due_soon", "text_overdue", "group_silent",
    "group_bounced", "group_answer",
)  # fmt: skip
REMINDERS_MOST, DAYS_BETWEEN_MOST = 9, 60
STOPPED, RESUMED = "stopped", "resumed"


class LetterText(models.Model):
    """The words of one kind of letter in one language. Append-only; the newest is in force, an empty one says: the built-in."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)
    language = models.CharField(max_length=2)
    version = models.IntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=4000, blank=True)
    seq = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="letter_text_once", fields=["company", "kind", "language", "version"]
            ),
            models.CheckConstraint(
                name="letter_text_known",
                condition=Q(kind__in=LETTER_KINDS, language__in=("zh", "en"), version__gte=1),
            ),
            models.CheckConstraint(
                name="letter_text_is_whole",
                condition=Q(subject="", body="") | ~Q(subject="") & ~Q(body=""),
            ),
        ]


class ReminderPolicy(models.Model):
    """How often a customer is asked again for its answer, and how many days apart. Append-only; the newest is in force."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.IntegerField()
    at_most = models.SmallIntegerField()  # 0: never
    days_between = models.SmallIntegerField()  # working days
    seq = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="reminder_policy_once", fields=["company", "version"]),
            models.CheckConstraint(
                name="reminder_policy_is_sensible",
                condition=Q(
                    version__gte=1, at_most__range=(0, REMINDERS_MOST),
                    days_between__range=(1, DAYS_BETWEEN_MOST),
                ),
            ),
        ]  # fmt: skip


class StatementReminder(models.Model):
    """A customer was asked again for its answer: the ``ordinal``-th time, by a message to one contact, or nobody for a reason."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.SmallIntegerField()
    contact = models.ForeignKey(
        CustomerContact, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, db_constraint=False)
    channel = models.CharField(max_length=8, default="email", db_default="email")
    reason = models.CharField(max_length=12, blank=True)
    on = models.DateField()
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reminder_once", fields=["statement", "ordinal", "contact", "channel"], nulls_distinct=False
            ),
            models.UniqueConstraint(
                name="reminder_message_once",
                fields=["message"],
                condition=Q(message__isnull=False),
            ),
            models.CheckConstraint(
                name="reminder_is_whole",
                condition=Q(message__isnull=False, contact__isnull=False, reason="")
                | Q(message__isnull=True, contact__isnull=True) & ~Q(reason=""),
            ),
        ]  # fmt: skip


class ReminderHold(models.Model):
    """Somebody stopped the reminders of a statement, or let them go on, and said why. Append-only; the newest stands."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.IntegerField()
    what = models.CharField(max_length=7)
    reason = models.CharField(max_length=300)
    seq = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="reminder_hold_once", fields=["statement", "ordinal"]),
            models.CheckConstraint(
                name="reminder_hold_says_why",
                condition=Q(what__in=(STOPPED, RESUMED)) & ~Q(reason=""),
            ),
        ]


class StatementSilence(models.Model):
    """A statement was not answered after the last time its customer was asked: from here on a person of ours has to."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, db_constraint=False)
    reminders = models.SmallIntegerField()  # so many times it was asked again
    on = models.DateField()
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="statement_silent_once", fields=["statement"]),
            models.CheckConstraint(
                name="statement_silence_is_sensible", condition=Q(reminders__gte=0)
            ),
        ]

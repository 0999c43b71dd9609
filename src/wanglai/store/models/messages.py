"""The outbox: what is to reach a customer, every move of it, what it carries, and which statement went to whom.

Who it goes to and what it says are encrypted (``store.secret_fields``); beside them stands what may be shown to everybody.
A message never changes what it says. Its state moves by events, and an event is never changed.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.channels import ChannelAccount
from wanglai.store.models.companies import Company, User
from wanglai.store.models.customer_file import CustomerContact
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile
from wanglai.store.models.statements import Statement

MESSAGE_KINDS = (
    "statement", "reminder", "due_soon", "overdue", "reply", "code", "staff", "dispute", "advice", "group", "test",
)  # fmt: skip
MESSAGE_CHANNELS = ("email", "sms", "wecom", "dingtalk")
MESSAGE_STATES = (
    "queued", "held", "sending", "sent", "failed", "bounced", "skipped", "uncertain", "closed",
)  # fmt: skip
# What happens to a message; those of BY_A_PERSON name who did it.
MESSAGE_EVENTS = (
    "queued", "begun", "accepted", "refused", "waits", "unknown", "bounced", "delayed", "arrived", "skipped", "held", "resumed",
    "again", "closed", "withdrawn",
)  # fmt: skip
BY_A_PERSON = ("held", "resumed", "again", "closed", "withdrawn")


class Message(models.Model):
    """One message to one address: queued with what is to be sent, handed over once.

    queued -> sending -> sent | failed | uncertain; sent -> bounced. Only a person sends a failed or uncertain one again.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    key = models.CharField(max_length=150)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, db_constraint=False)
    contact = models.ForeignKey(
        CustomerContact, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    sealed_to = models.BinaryField()
    to_hash = models.BinaryField()
    shown = models.CharField(max_length=254)  # the address, masked
    sealed_body = models.BinaryField()
    reference = models.CharField(
        max_length=200
    )  # its Message-ID, the same however often it is sent
    queued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, default="queued")
    moves = models.IntegerField(default=1)  # events so far
    attempts = models.IntegerField(default=0)  # since it was queued or sent again
    since = models.DateTimeField(default=timezone.now)  # from when its days are counted
    next_at = models.DateTimeField(default=timezone.now)
    data_at = models.DateTimeField(null=True)  # when the server was about to be told what it says
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)  # the newest, without addresses
    account = models.ForeignKey(
        ChannelAccount, on_delete=models.PROTECT, null=True, db_constraint=False
    )  # by which it was handed over last; a mail goes by the server of the settings

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="message_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="message_once", fields=["company", "key"]),
            models.UniqueConstraint(name="message_reference_once", fields=["reference"]),
            models.CheckConstraint(name="message_kind_known", condition=Q(kind__in=MESSAGE_KINDS)),
            models.CheckConstraint(
                name="message_channel_known", condition=Q(channel__in=MESSAGE_CHANNELS)
            ),
            models.CheckConstraint(
                name="message_state_known", condition=Q(state__in=MESSAGE_STATES)
            ),
            models.CheckConstraint(
                name="message_language_known", condition=Q(language__in=("zh", "en"))
            ),
            models.CheckConstraint(
                name="message_is_encrypted", condition=~Q(sealed_to=b"") & ~Q(sealed_body=b"")
            ),
            models.CheckConstraint(
                name="message_says_why",
                condition=~Q(state__in=("failed", "bounced", "skipped", "uncertain", "closed"))
                | ~Q(trouble=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"], name="message_waits", condition=Q(state="queued")
            ),
            models.Index(fields=["id"], name="message_at_work", condition=Q(state="sending")),
            models.Index(fields=["company", "-id"], name="message_list"),
            models.Index(fields=["company", "customer", "-id"], name="message_of_customer"),
            models.Index(fields=["company", "to_hash"], name="message_by_address"),
        ]


class MessageFile(models.Model):
    """A file that goes with a message, in their order."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="message_file_once", fields=["message", "ordinal"]),
        ]


class MessageEvent(models.Model):
    """Something that happened to a message, and how it stands since. Append-only; the row that moves a message names it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.IntegerField()
    what = models.CharField(max_length=9)
    state = models.CharField(max_length=9)  # after it
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.SmallIntegerField(null=True)  # what the server answered with
    said = models.CharField(max_length=300, blank=True)  # without addresses
    digest = models.CharField(max_length=64, blank=True)  # of the report that told of it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="message_event_once", fields=["message", "ordinal"]),
            models.UniqueConstraint(
                name="message_report_once", fields=["message", "digest"], condition=~Q(digest="")
            ),
            models.CheckConstraint(
                name="message_event_known", condition=Q(what__in=MESSAGE_EVENTS)
            ),
            models.CheckConstraint(
                name="message_event_by_a_person",
                condition=~Q(what__in=BY_A_PERSON) | Q(actor__isnull=False),
            ),
            models.CheckConstraint(
                name="message_event_says_why",
                condition=~Q(what__in=("again", "closed", "skipped", "withdrawn")) | ~Q(said=""),
            ),
        ]


class StatementSending(models.Model):
    """A statement was to be sent: to a contact by a message, or to nobody for a reason. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, db_constraint=False)
    contact = models.ForeignKey(
        CustomerContact, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, db_constraint=False)
    reason = models.CharField(max_length=12, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="statement_to_contact_once",
                fields=["statement", "contact"],
                condition=Q(message__isnull=False),
            ),
            models.UniqueConstraint(
                name="statement_message_once",
                fields=["message"],
                condition=Q(message__isnull=False),
            ),
            models.CheckConstraint(
                name="statement_sending_is_whole",
                condition=Q(message__isnull=False, contact__isnull=False, reason="")
                | Q(message__isnull=True) & ~Q(reason=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["statement", "-id"], name="statement_sending_newest"),
        ]


class MessagePolicy(models.Model):
    """When messages may go out. Append-only; the newest is in force."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.IntegerField()
    open_from = models.TimeField()
    open_to = models.TimeField()
    calendar = models.CharField(max_length=20, blank=True)  # empty: every day
    seq = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="message_policy_once", fields=["company", "version"]),
            models.CheckConstraint(
                name="message_policy_opens",
                condition=Q(version__gte=1, open_from__lt=models.F("open_to")),
            ),
        ]

"""What left the house: batches of vouchers, archives, and reports sent by mail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User

ARCHIVE_ACTIVE = ("queued", "making")
DELIVERY_STATES = ("waiting", "sent", "refused", "failed")


class VoucherBatch(models.Model):
    """One file of vouchers as it was handed out, for ever. ``repeats`` is the batch it says again.

    The database itself checks that the hash belongs to the bytes (``export_walls``).
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    period_id = models.BigIntegerField()
    layout = models.CharField(max_length=20)
    words = models.CharField(max_length=5)  # one: 记; three: 收, 付, 转
    entries = models.IntegerField()
    debits = models.BigIntegerField()  # base minor units; credits are the same
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_constraint=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="voucher_batch_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="voucher_batch_says_something", condition=Q(entries__gt=0, debits__gte=0)
            ),
            models.CheckConstraint(
                name="voucher_words_known", condition=Q(words__in=("one", "three"))
            ),
        ]


class VoucherOfEntry(models.Model):
    """An entry that was handed out, once: under which word and number, in which batch."""

    pk = models.CompositePrimaryKey("company_id", "seq")
    company_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    batch_id = models.BigIntegerField()
    period_id = models.BigIntegerField()
    word = models.CharField(max_length=1)
    number = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="voucher_number_once", fields=["company_id", "period_id", "word", "number"]
            ),
            models.CheckConstraint(name="voucher_number_positive", condition=Q(number__gt=0)),
        ]


class Archive(models.Model):
    """An archive of the whole company: queued, made by the worker, ready with its hash, or failed.

    Derived: the file stands in the data folder and can be made again; that it was made is sealed in the chain.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=6, default="queued")
    stage = models.CharField(max_length=20, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    attempts = models.IntegerField(default=0)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    head_seq = models.BigIntegerField(default=0)  # the last act in it
    sha256 = models.CharField(max_length=64, blank=True)
    byte_size = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="archive_state_known",
                condition=Q(state__in=(*ARCHIVE_ACTIVE, "ready", "failed")),
            ),
            models.CheckConstraint(
                name="archive_ready_has_its_hash", condition=Q(state="ready") ^ Q(sha256="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="archive_active", condition=Q(state__in=ARCHIVE_ACTIVE)
            ),
        ]


class ReportSubscription(models.Model):
    """A person gets a report by mail on a day of each week or month, until they cancel it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    person = models.ForeignKey(User, on_delete=models.PROTECT)
    report = models.CharField(max_length=20)
    every = models.CharField(max_length=5)
    day = models.SmallIntegerField()  # 1 (Monday) to 7 of a week, 1 to 31 of a month
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="subscription_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="subscription_once",
                fields=["company", "person", "report", "every", "day"],
                condition=Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="subscription_day_known",
                condition=Q(every="week", day__range=(1, 7)) | Q(every="month", day__range=(1, 31)),
            ),
        ]


class ReportDelivery(models.Model):
    """One mail of a subscription for one due day; the row is the promise that there is no second."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    subscription = models.ForeignKey(
        ReportSubscription, on_delete=models.PROTECT, db_constraint=False
    )
    due_on = models.DateField()
    state = models.CharField(max_length=7, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="delivery_once", fields=["subscription", "due_on"]),
            models.CheckConstraint(
                name="report_state_known", condition=Q(state__in=DELIVERY_STATES)
            ),
            models.CheckConstraint(
                name="delivery_sent_is_dated",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]

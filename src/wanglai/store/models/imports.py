"""Many documents at once: laid down first, checked as a whole, then posted chunk by chunk."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User


class ImportBatch(models.Model):
    """One file of documents on its way into the book; it can be taken up again where it stopped."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField()
    documents = models.IntegerField()
    posted = models.IntegerField(default=0)  # documents of the chunks that were committed
    started_by = models.ForeignKey(User, on_delete=models.PROTECT)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="batch_key_once", fields=["company", "key"]),
            models.CheckConstraint(
                name="batch_posted_within", condition=Q(posted__gte=0, posted__lte=F("documents"))
            ),
        ]


class ImportRow(models.Model):
    """A document that waits to be posted, in the order in which it will be."""

    pk = models.CompositePrimaryKey("batch_id", "row_no")
    batch_id = models.BigIntegerField()
    row_no = models.IntegerField()
    kind = models.CharField(max_length=12)
    customer_id = models.BigIntegerField()
    document = models.CharField(max_length=100)
    entry_on = models.DateField()
    due_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    gross = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross_base = models.BigIntegerField()
    tax_base = models.BigIntegerField()
    text = models.CharField(max_length=500)
    parts = models.JSONField(
        null=True
    )  # [amount, due day or null, base amount] each; null: one part


class PostingRule(models.Model):
    """How a kind of document is posted, for the set-based path: a copy of ``domain.ledger.RULES``."""

    kind = models.CharField(max_length=12, primary_key=True)
    control = models.CharField(max_length=12)
    side = models.SmallIntegerField()
    net = models.CharField(max_length=12)
    tax = models.CharField(max_length=12, blank=True)

"""Receipts that bounced: money the bank took back, cheques and bills nobody paid."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User


class BouncedReceipt(models.Model):
    """Money that came and went back, with who said so, when and why; withdrawn it stays, and both lines wait again.

    ``came`` brought the money, ``went`` took it back, or a part of it, of which more may follow; a bill that never was money has neither line.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    came_id = models.BigIntegerField(null=True)
    went_id = models.BigIntegerField(null=True)
    bill_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)  # none where nobody had said whose money it was
    receipt_seq = models.BigIntegerField(null=True)  # the receipt in the book, where it was there
    reversal_seq = models.BigIntegerField(null=True)
    part = models.BigIntegerField(null=True)  # minor units that came back; none where all did
    bounced_on = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    seq = models.BigIntegerField()  # the act that says so
    bounced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    bounced_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="bounce_of_line_once", fields=["company", "came_id"],
                condition=Q(withdrawn_at__isnull=True, came_id__isnull=False, part__isnull=True),
            ),
            models.UniqueConstraint(
                name="bounce_by_line_once", fields=["company", "went_id"],
                condition=Q(withdrawn_at__isnull=True, went_id__isnull=False),
            ),
            models.UniqueConstraint(
                name="bounce_of_bill_once", fields=["company", "bill_id"], condition=Q(bill_id__isnull=False)
            ),
            models.CheckConstraint(
                name="bounce_is_of_something",
                condition=Q(came_id__isnull=False, went_id__isnull=False) & ~Q(came_id=F("went_id")) & ~Q(reason="")
                | Q(came_id__isnull=True, went_id__isnull=True, bill_id__isnull=False),
            ),
            models.CheckConstraint(
                name="bounce_is_in_the_book_with_its_receipt",
                condition=Q(receipt_seq__isnull=True, reversal_seq__isnull=True)
                | Q(receipt_seq__isnull=False, reversal_seq__isnull=False, customer_id__isnull=False),
            ),
            models.CheckConstraint(
                name="bounce_part_is_in_the_book",
                condition=Q(part__isnull=True)
                | Q(part__gt=0, part__isnull=False, receipt_seq__isnull=False, bill_id__isnull=True),
            ),
            models.CheckConstraint(
                name="bounce_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, bill_id__isnull=True),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "-bounced_on", "-id"], name="bounce_newest"),
            models.Index(
                fields=["company", "came_id"],
                name="bounce_of_line",
                condition=Q(came_id__isnull=False),
            ),
        ]

"""A reconciliation whose our side is the book: whose account, in which period, from which act it was told, and what it starts from.

The book's lines are not copied into a file: each run reads them anew, so that what was corrected in the book is corrected in the
result. A line keeps its row from run to run, so that what people decided about it holds.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company
from wanglai.store.models.customers import SIDES
from wanglai.store.models.reconciliation import Reconciliation, Run
from wanglai.store.models.results import CLASSES
from wanglai.store.models.statements import Statement


class BookSide(models.Model):
    """Whose account of the book our side is, in which currency and period. Written with its reconciliation, never changed."""

    reconciliation = models.OneToOneField(
        Reconciliation, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    through_on = models.DateField()
    before = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )  # whose open differences it starts from
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, db_constraint=False
    )  # the one the customer was sent for this period

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="book_side_days_in_order", condition=Q(from_on__lte=F("through_on"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "currency", "-through_on"], name="book_side_newest")
        ]


class BookReading(models.Model):
    """From which act of the chain a run told our side; its lines stand with the run's result."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, primary_key=True, db_constraint=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    known_seq = models.BigIntegerField()
    head_hash = models.BinaryField()
    opening = models.BigIntegerField()  # minor units, as the account stood before the period
    lines = models.IntegerField()
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="book_reading_not_negative", condition=Q(lines__gte=0, known_seq__gte=0)
            ),
        ]


class BookLine(models.Model):
    """Which entry of the book a row of our side is; given once, kept by every run."""

    pk = models.CompositePrimaryKey("reconciliation_id", "row")
    company_id = models.BigIntegerField()
    reconciliation_id = models.BigIntegerField()
    row = models.IntegerField()
    seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="book_line_once", fields=["reconciliation_id", "seq"]),
            models.CheckConstraint(name="book_line_row_positive", condition=Q(row__gt=0)),
        ]


class CarriedLine(models.Model):
    """A line of the period before that was still open: it stands before the lines of this one, on the side that has it.

    Where both sides have something and differ, the rest stands on our side as one line of its own.
    """

    pk = models.CompositePrimaryKey("reconciliation_id", "side", "row")
    company_id = models.BigIntegerField()
    reconciliation_id = models.BigIntegerField()
    side = models.CharField(max_length=6)
    row = models.IntegerField()
    line = models.CharField(max_length=80)  # the line's own name, the same in every period
    difference = models.CharField(max_length=40)  # the name of the difference it is of
    difference_class = models.CharField(max_length=20)
    first_id = models.BigIntegerField()  # the reconciliation in which it was found open
    open_since = models.DateField()  # the last day of that one's period
    seq = models.BigIntegerField(null=True)  # the entry of ours it is, where it is one
    date = models.DateField(null=True)
    due = models.DateField(null=True)
    document = models.TextField(null=True)
    voucher = models.TextField(null=True)
    order = models.TextField(null=True)
    text = models.TextField(null=True)
    kind = models.TextField(null=True)
    amount = models.BigIntegerField()  # minor units, our sign

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="carried_side_known", condition=Q(side__in=SIDES)),
            models.CheckConstraint(name="carried_row_positive", condition=Q(row__gt=0)),
            models.CheckConstraint(
                name="carried_class_known", condition=Q(difference_class__in=CLASSES)
            ),
            models.CheckConstraint(name="carried_says_something", condition=~Q(amount=0)),
        ]

"""What a run found: how each side was read, its lines, the rows of the three columns, the differences.

Written once, by COPY, in the transaction that finishes the run; never updated, never deleted.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wanglai.store.models.customers import SIDES

KINDS = ("matched", "unmatched_ours", "unmatched_theirs", "other")
STATUSES = ("auto", "suggested", "ambiguous", "open")
CLASSES = [
    "missing_theirs",
    "missing_ours",
    "timing",
    "amount",
    "tax_rounding",
    "fee",
    "discount",
    "duplicate_ours",
    "duplicate_theirs",
    "wrong_party",
    "sign",
    "transposition",
    "partial",
    "fx",
    "unknown",
]


class ReadingRecord(models.Model):
    """How one side's file was read, whole, as JSON of ``tieout.ledger.Reading``."""

    pk = models.CompositePrimaryKey("run_id", "side")
    company_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    side = models.CharField(max_length=6)
    reading = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="reading_side_known", condition=Q(side__in=SIDES)),
        ]


class ResultRow(models.Model):
    """A row of the three columns: a group of both sides, or lines without a partner."""

    pk = models.CompositePrimaryKey("run_id", "ordinal")
    company_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    ordinal = models.IntegerField()  # the order a person reads in: what waits first
    kind = models.CharField(max_length=16)
    status = models.CharField(max_length=9)
    rule = models.TextField()
    match_id = models.TextField(blank=True)
    ours_rows = ArrayField(models.IntegerField())
    theirs_rows = ArrayField(models.IntegerField())
    ours_amount = models.BigIntegerField()
    theirs_amount = models.BigIntegerField()
    difference = models.BigIntegerField()
    sentence_zh = models.TextField()
    sentence_en = models.TextField()
    evidence = models.JSONField()  # [[feature, ours, theirs, level] …]
    alternatives = models.JSONField()  # [{"ours": […], "theirs": […]} …]
    is_interchangeable = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="row_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="row_status_known", condition=Q(status__in=STATUSES)),
            models.CheckConstraint(
                name="row_adds_up",
                condition=Q(kind="other") | Q(difference=F("ours_amount") - F("theirs_amount")),
            ),
        ]


class ResultDifference(models.Model):
    """Part of the gap, with its class; belongs to the row its lines stand in."""

    pk = models.CompositePrimaryKey("run_id", "ordinal")
    company_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    ordinal = models.IntegerField()
    row_ordinal = models.IntegerField()
    difference_class = models.CharField(max_length=20)
    ours_rows = ArrayField(models.IntegerField())
    theirs_rows = ArrayField(models.IntegerField())
    amount = models.BigIntegerField()
    sentence_zh = models.TextField()
    sentence_en = models.TextField()
    evidence = models.JSONField()
    nearest = models.JSONField()  # [{"ours", "theirs", "rule", "zh", "en"} …]

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run_id", "row_ordinal"], name="difference_of_row")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="difference_class_known", condition=Q(difference_class__in=CLASSES)
            ),
        ]


class LedgerLine(models.Model):
    """One line of one side, and the one row of the result it stands in."""

    pk = models.CompositePrimaryKey("run_id", "side", "row")
    company_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    side = models.CharField(max_length=6)
    row = models.IntegerField()
    date = models.DateField(null=True)
    due = models.DateField(null=True)
    document = models.TextField(null=True)
    voucher = models.TextField(null=True)
    order = models.TextField(null=True)
    text = models.TextField(null=True)
    kind = models.TextField(null=True)
    party = models.TextField(null=True)
    amount = models.BigIntegerField()
    row_ordinal = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="line_side_known", condition=Q(side__in=SIDES)),
            models.CheckConstraint(name="line_row_positive", condition=Q(row__gt=0)),
        ]

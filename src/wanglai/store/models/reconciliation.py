"""A reconciliation (two files of one customer) and its runs (one reading and matching each)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile

ACTIVE = ("queued", "reading", "matching", "storing")
OVER = ("done", "refused", "failed", "cancelled")


class Reconciliation(models.Model):
    """Never updated: what changes over time are its runs and decisions."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    number = models.IntegerField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    title = models.CharField(max_length=200, blank=True)
    ours_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, db_constraint=False, related_name="+", null=True
    )  # null where our side is the book, which ``BookSide`` names
    theirs_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    ours_name = models.CharField(
        max_length=200
    )  # as this upload called it, or what is read of the book
    theirs_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    demo_key = models.CharField(max_length=100, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reconciliation_number_once", fields=["company", "number"]
            ),
            models.UniqueConstraint(
                name="reconciliation_key_once", fields=["company", "idempotency_key"]
            ),
            models.UniqueConstraint(name="reconciliation_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="reconciliation_number_positive", condition=Q(number__gt=0)
            ),
            models.CheckConstraint(
                name="reconciliation_has_a_key", condition=~Q(idempotency_key="")
            ),
        ]


class Run(models.Model):
    """One reading and matching of both files; when it is over it is never touched again."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, db_constraint=False
    )
    ordinal = models.IntegerField()
    cause = models.CharField(max_length=9)  # started corrected repeated
    state = models.CharField(max_length=9, default="queued")
    rows_done = models.IntegerField(default=0)
    rows_total = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    ours_options = models.JSONField(default=dict)  # ReadingOptions as a dict, only what was said
    theirs_options = models.JSONField(default=dict)
    ours_mapping = models.ForeignKey(
        "ConfirmedMapping", on_delete=models.PROTECT, null=True, related_name="+"
    )
    theirs_mapping = models.ForeignKey(
        "ConfirmedMapping", on_delete=models.PROTECT, null=True, related_name="+"
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT)
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # of a refused or failed run
    refusal = models.JSONField(null=True)  # code place reason{zh,en} remedy{zh,en}
    # of a done run; minor units, our sign
    currency = models.CharField(max_length=3, blank=True)
    ours_balance = models.BigIntegerField(null=True)
    theirs_balance = models.BigIntegerField(null=True)
    gap = models.BigIntegerField(null=True)
    explained = models.BigIntegerField(null=True)
    unexplained = models.BigIntegerField(null=True)
    ruleset = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["state", "heartbeat_at"], name="run_active", condition=Q(state__in=ACTIVE)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="run_ordinal_once", fields=["reconciliation", "ordinal"]),
            models.UniqueConstraint(name="run_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="run_one_active", fields=["reconciliation"], condition=Q(state__in=ACTIVE)
            ),
            models.CheckConstraint(name="run_state_known", condition=Q(state__in=ACTIVE + OVER)),
            models.CheckConstraint(
                name="run_cause_known", condition=Q(cause__in=("started", "corrected", "repeated"))
            ),
            models.CheckConstraint(
                name="run_over_is_dated", condition=Q(state__in=OVER) ^ Q(finished_at__isnull=True)
            ),
            models.CheckConstraint(
                name="run_refused_says_why",
                condition=~Q(state__in=("refused", "failed")) | Q(refusal__isnull=False),
            ),
            models.CheckConstraint(
                name="run_done_is_proved",
                condition=~Q(state="done")
                | Q(
                    ours_balance__isnull=False,
                    theirs_balance__isnull=False,
                    gap=F("ours_balance") - F("theirs_balance"),
                    explained__isnull=False,
                    unexplained=F("gap") - F("explained"),
                )
                & ~Q(currency=""),
            ),
            models.CheckConstraint(
                name="run_progress_not_negative",
                condition=Q(rows_done__gte=0, rows_total__gte=0, attempts__gte=0, ordinal__gt=0),
            ),
        ]


class Standing(models.Model):
    """What the list of reconciliations shows of the newest done run, decisions by hand counted in.

    Derived: ``services.reconciliation.standing`` can recompute it at any time.
    """

    reconciliation = models.OneToOneField(
        Reconciliation, on_delete=models.PROTECT, primary_key=True
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.PROTECT)
    ours_lines = models.IntegerField()
    theirs_lines = models.IntegerField()
    agreed_lines = models.IntegerField()
    open_rows = models.IntegerField()
    summary = (
        models.JSONField()
    )  # rows and amounts by kind, status and class, before decisions by hand

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="standing_not_negative",
                condition=Q(
                    ours_lines__gte=0, theirs_lines__gte=0, agreed_lines__gte=0, open_rows__gte=0
                ),
            ),
        ]

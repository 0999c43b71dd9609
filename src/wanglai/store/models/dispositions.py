"""What becomes of each difference of a reconciliation, the sheet both sides sign, and who signed it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.files import StoredFile
from wanglai.store.models.reconciliation import Reconciliation, Run
from wanglai.store.models.statements import STATEMENT_LANGUAGES

DISPOSITIONS = ("ours", "theirs", "timing", "dispute", "withdrawn")
CORRECTIONS = ("reverse", "credit_note", "post", "other")
SIGNING_PARTS = ("prepared", "approved", "theirs")
ANSWER_WAYS = ("scan", "portal")


class Disposition(models.Model):
    """What a difference becomes, by its lasting name. Append-only: the newest counts, ``withdrawn`` takes it back."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, db_constraint=False
    )
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_constraint=False)  # looked at
    difference = models.CharField(max_length=40)
    kind = models.CharField(max_length=9)
    correction = models.CharField(max_length=11, blank=True)  # of ours: what we shall do
    corrected_seq = models.BigIntegerField(null=True)  # the entry that did it
    dispute_id = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()  # minor units, ours - theirs, as it was decided about
    ours_rows = ArrayField(models.IntegerField())
    theirs_rows = ArrayField(models.IntegerField())
    reason = models.CharField(max_length=500)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="disposition_known", condition=Q(kind__in=DISPOSITIONS)),
            models.CheckConstraint(name="disposition_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="disposition_has_owner_and_day",
                condition=Q(kind="withdrawn") | Q(owner__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="disposition_ours_is_corrected",
                condition=Q(kind="ours", correction__in=CORRECTIONS)
                | ~Q(kind="ours") & Q(correction="", corrected_seq__isnull=True),
            ),
            models.CheckConstraint(
                name="disposition_dispute_is_its_case",
                condition=Q(dispute_id__isnull=True) | Q(kind="dispute"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "difference", "-id"], name="disposition_of_difference"),
            models.Index(fields=["reconciliation", "-id"], name="disposition_newest"),
        ]


class SharedSheet(models.Model):
    """余额调节表, frozen: what both sides sign. A further version where something was decided after it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, db_constraint=False
    )
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_constraint=False)
    version = models.SmallIntegerField()
    language = models.CharField(max_length=4)
    adjusted = models.BigIntegerField()  # minor units: the balance both come to
    body = models.TextField()
    body_hash = models.BinaryField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="shared_sheet_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="shared_sheet_once", fields=["reconciliation", "version"]),
            models.CheckConstraint(
                name="shared_sheet_language_known", condition=Q(language__in=STATEMENT_LANGUAGES)
            ),
        ]


class SheetSignature(models.Model):
    """Who signed a frozen sheet, for which part and how. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    sheet = models.ForeignKey(SharedSheet, on_delete=models.PROTECT, db_constraint=False)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, db_constraint=False
    )
    part = models.CharField(max_length=8)
    way = models.CharField(max_length=6, blank=True)  # of theirs
    name = models.CharField(max_length=200)  # of who signed, as it stands on paper
    said = models.CharField(max_length=500, blank=True)
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False)
    signed_on = models.DateField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="sheet_signed_once", fields=["sheet", "part"]),
            models.UniqueConstraint(
                name="reconciliation_signed_once",
                fields=["reconciliation"],
                condition=Q(part="theirs"),
            ),
            models.CheckConstraint(
                name="signature_part_known", condition=Q(part__in=SIGNING_PARTS)
            ),
            models.CheckConstraint(name="signature_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="signature_of_theirs_says_how",
                condition=Q(part="theirs", way__in=ANSWER_WAYS)
                | ~Q(part="theirs") & Q(way="", scan__isnull=True),
            ),
            models.CheckConstraint(
                name="signature_scan_is_there", condition=~Q(way="scan") | Q(scan__isnull=False)
            ),
        ]

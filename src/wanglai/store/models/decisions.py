"""What people decided about a result: append-only, undone by a reversing row, never edited."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import SIDES
from wanglai.store.models.reconciliation import Reconciliation, Run


class HumanDecision(models.Model):
    """These source rows belong together (accept, relink) or must not (reject).

    It names rows of the files, not of a run, so it holds when the run is repeated.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, db_constraint=False
    )
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, db_constraint=False
    )  # the result it looked at
    kind = models.CharField(max_length=6)
    ours_rows = ArrayField(models.IntegerField())
    theirs_rows = ArrayField(models.IntegerField())
    ours_sheet = models.TextField(blank=True)  # row numbers mean nothing on another sheet
    theirs_sheet = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="decision_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="decision_kind_known", condition=Q(kind__in=("accept", "reject", "relink"))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["reconciliation", "id"], name="decision_order")]


class DecisionUndone(models.Model):
    """The reversing act; one per decision, whoever comes first."""

    decision = models.OneToOneField(
        HumanDecision, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    actor = models.ForeignKey(User, on_delete=models.PROTECT)
    undone_at = models.DateTimeField(default=timezone.now)


class HeldLine(models.Model):
    """A line held by a live accept or relink: no second decision can take it (a lock, so it goes when undone)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, db_constraint=False
    )
    side = models.CharField(max_length=6)
    row = models.IntegerField()
    decision = models.ForeignKey(HumanDecision, on_delete=models.PROTECT, db_constraint=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="held_once", fields=["reconciliation", "side", "row"]),
            models.CheckConstraint(name="held_side_known", condition=Q(side__in=SIDES)),
        ]


class Note(models.Model):
    """A remark on a reconciliation, or on the lines of one of its rows."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, db_constraint=False
    )
    ours_rows = ArrayField(models.IntegerField(), default=list)
    theirs_rows = ArrayField(models.IntegerField(), default=list)
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="note_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="note_not_empty", condition=~Q(text="")),
        ]
        indexes: ClassVar = [models.Index(fields=["reconciliation", "id"], name="note_order")]


class NoteWithdrawn(models.Model):
    """The author takes a note back, once; its words stay in the record."""

    note = models.OneToOneField(
        Note, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    actor = models.ForeignKey(User, on_delete=models.PROTECT)
    withdrawn_at = models.DateTimeField(default=timezone.now)

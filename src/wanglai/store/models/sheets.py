"""Difference sheets of long results, made by the worker and kept until they no longer say how it stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.reconciliation import Run

SHEET_ACTIVE = ("queued", "making")


class PreparedSheet(models.Model):
    """One sheet, named by the hash of all it says: run, decisions, names, day and language.

    Derived, so it may change and go: the newest of a run, language and form stays, older ones are removed.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, db_constraint=False)
    language = models.CharField(max_length=2)
    form = models.CharField(max_length=4)
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=6, default="queued")
    attempts = models.IntegerField(default=0)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT)
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="sheet_once", fields=["run", "language", "form", "key"]),
            models.CheckConstraint(
                name="sheet_state_known",
                condition=Q(state__in=(*SHEET_ACTIVE, "ready", "failed")),
            ),
            models.CheckConstraint(
                name="sheet_ready_is_whole", condition=Q(state="ready") ^ Q(content__isnull=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="sheet_active", condition=Q(state__in=SHEET_ACTIVE)),
        ]

"""Who did what and when: one row per act, in the act's own transaction, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.reconciliation import Reconciliation


class Event(models.Model):
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True)  # null: the machine itself
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["reconciliation", "-id"], name="event_order")]

"""What a company wants its reconciling figures to reach, from a day on, and who said so."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User

TARGET_KPIS = ("timeliness", "confirmation", "days", "accuracy", "handling")


class KpiTarget(models.Model):
    """A target from a day on: a share of at least, days of at most, in tenths; null: none from then on. Append-only; the newest row of a day holds."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kpi = models.CharField(max_length=12)
    from_on = models.DateField()
    tenths = models.IntegerField(null=True)  # of a percent, or of a day
    seq = models.BigIntegerField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="kpi_target_is_sensible",
                condition=Q(kpi__in=TARGET_KPIS) & (Q(tenths__isnull=True) | Q(tenths__range=(0, 1_000))),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "kpi", "-from_on", "-id"], name="kpi_target_newest")
        ]

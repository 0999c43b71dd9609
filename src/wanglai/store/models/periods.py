"""Accounting periods, what stood at their ends, and the chain heads handed to the outside."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from wanglai.store.models.companies import Company


class _Days(Func):
    function = "daterange"
    output_field = DateRangeField()


class Period(models.Model):
    """Both days included. Closed once, for ever: what is found later is corrected in a later period."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    from_on = models.DateField()
    to_on = models.DateField()
    closed_seq = models.BigIntegerField(null=True)  # the act that closed it

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="period_days_in_order", condition=Q(to_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(name="period_of_company", fields=["company", "id"]),
            ExclusionConstraint(
                name="period_no_overlap",
                expressions=[
                    ("company", RangeOperators.EQUAL),
                    (_Days("from_on", "to_on", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class BalanceSnapshot(models.Model):
    """The balance of one account (and customer) at the end of a closed period, in one currency."""

    company_id = models.BigIntegerField()
    period_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    base_amount = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["company_id", "period_id", "customer_id"], name="balance_of_period"
            )
        ]


class ItemSnapshot(models.Model):
    """An item still open at the end of a closed period, by how much, and what else an ageing asks of it."""

    company_id = models.BigIntegerField()
    period_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    amount = models.BigIntegerField()
    base_amount = models.BigIntegerField()
    side = models.SmallIntegerField()
    currency = models.CharField(max_length=3)
    document_on = models.DateField()
    due_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company_id", "period_id", "customer_id"], name="items_of_period")
        ]


class Anchor(models.Model):
    """A chain head that was handed outside: a chain shorter or other than this has been rewritten."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    seq = models.BigIntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="anchor_once", fields=["company", "seq", "reason"])
        ]

"""The customer as far as reconciling needs it, who looks after it, and how its files were read last time."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.teams import Team

SIDES = ("ours", "theirs")


class Customer(models.Model):
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    names = ArrayField(models.CharField(max_length=200), default=list)  # other names it goes by
    manager = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, db_constraint=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="customer_name_once", fields=["company", "name"]),
            models.UniqueConstraint(name="customer_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="customer_has_a_name", condition=~Q(name="")),
        ]


class ConfirmedMapping(models.Model):
    """A way of reading a side that a person confirmed; the newest of a customer and side is in force.

    Append-only: confirming again adds a row.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    side = models.CharField(max_length=6)
    options = models.JSONField()  # ReadingOptions as a dict
    header = ArrayField(models.TextField(), default=list)  # labels it was confirmed for
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT)
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "side", "-id"], name="mapping_newest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="mapping_side_known", condition=Q(side__in=SIDES)),
        ]

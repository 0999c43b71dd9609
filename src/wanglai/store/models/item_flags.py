"""What people say of an open item: that the customer disputes it, or has promised to pay it by a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User

FLAG_KINDS = ("disputed", "promised")


class ItemFlag(models.Model):
    """A flag of an item goes up (odd ordinal) and down again (even) in turn. Append-only; amounts never depend on it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer_id = (
        models.BigIntegerField()
    )  # the item's, so that one customer's flags are found alone
    item_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    ordinal = models.IntegerField()
    is_up = models.BooleanField()
    until_on = models.DateField(null=True)  # the last day of a promise
    note = models.CharField(max_length=500)
    seq = models.BigIntegerField()  # the act it was said by
    set_on = models.DateField()
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="flag_once", fields=["item_id", "kind", "ordinal"]),
            models.CheckConstraint(name="flag_kind_known", condition=Q(kind__in=FLAG_KINDS)),
            models.CheckConstraint(
                name="flag_goes_up_and_down",
                condition=Q(ordinal__gt=0) & Q(is_up=True, ordinal=F("ordinal") / 2 * 2 + 1)
                | Q(ordinal__gt=0) & Q(is_up=False, ordinal=F("ordinal") / 2 * 2),
            ),
            models.CheckConstraint(name="flag_says_why", condition=~Q(note="")),
            models.CheckConstraint(
                name="flag_promise_has_a_day",
                condition=Q(kind="promised", is_up=True, until_on__isnull=False)
                | (~Q(kind="promised", is_up=True) & Q(until_on__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "customer_id", "item_id"], name="flag_of_customer")
        ]

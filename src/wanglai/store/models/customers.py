"""The customer: what it is called and registered as, who looks after it, and how its files were read last time.

What hangs on it (accounts, contacts, classes, history) stands in ``customer_file``.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.domain.customer_names import pinyin_of, read_name
from wanglai.store.models.companies import Company, User
from wanglai.store.models.teams import Team

SIDES = ("ours", "theirs")
SEARCHED = frozenset(("name", "names", "short_name", "number", "tax_number"))


class Customer(models.Model):
    """A counterparty of one company. Merged into another it stays, and its posted rows with it, under the survivor."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    names = ArrayField(models.CharField(max_length=200), default=list)  # other names it goes by
    manager = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, db_constraint=False)
    created_at = models.DateTimeField(default=timezone.now)
    number = models.CharField(max_length=40, blank=True, default="")  # the user's own
    short_name = models.CharField(max_length=80, blank=True, default="")
    tax_number = models.CharField(max_length=40, blank=True, default="")
    tax_country = models.CharField(max_length=2, default="CN")
    tax_kind = models.CharField(max_length=20, blank=True, default="")  # of domain.tax_numbers
    industry = models.CharField(max_length=80, blank=True, default="")
    region = models.CharField(max_length=80, blank=True, default="")
    is_key_account = models.BooleanField(default=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    is_stopped = models.BooleanField(default=False)
    stop_reason = models.CharField(max_length=500, blank=True, default="")
    is_suspense = models.BooleanField(default=False)  # stands for who is not known yet
    version = models.IntegerField(
        default=1
    )  # goes up with every change of these columns by a person
    search = models.TextField(
        null=True
    )  # a line per name, spelling and number; null: not spelled yet

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="customer_name_once", fields=["company", "name"]),
            models.UniqueConstraint(name="customer_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="customer_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                name="customer_number_once", fields=["company", "number"], condition=~Q(number="")
            ),
            models.UniqueConstraint(
                name="customer_suspense_once", fields=["company"], condition=Q(is_suspense=True)
            ),
            models.CheckConstraint(
                name="customer_suspense_stands_alone",
                condition=Q(is_suspense=False)
                | Q(parent__isnull=True, merged_into__isnull=True, is_stopped=False),
            ),
            models.CheckConstraint(
                name="customer_stopped_says_why",
                condition=Q(is_stopped=False, stop_reason="")
                | Q(is_stopped=True) & ~Q(stop_reason=""),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Names are kept with all their spellings, so that a search reads one column."""
        fields = kwargs.get("update_fields")
        if fields is None or SEARCHED & set(fields):
            self.search = self.spelled()
            if fields is not None:
                kwargs["update_fields"] = [*fields, "search"]
        super().save(*args, **kwargs)

    def spelled(self) -> str:
        """Cores of all names, their pinyin whole and by initials, number and tax number: a line each, none twice."""
        found: list[str] = []
        for text in (self.name, self.short_name, *self.names):
            core = read_name(text).core
            spelling = pinyin_of(core)
            found += [core, *spelling.initials, *spelling.full]
        found += [self.number.lower(), self.tax_number.lower()]
        return "\n".join(("", *dict.fromkeys(line for line in found if line), ""))


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

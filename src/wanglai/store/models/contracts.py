"""Contracts and their terms, version by version; the company's own days; published rates; the law as settings."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile

STATES = ("draft", "in_force", "ended", "superseded")
EXPIRY_DAYS = (90, 60, 30)


class _Days(Func):
    function = "daterange"
    output_field = DateRangeField()


class Contract(models.Model):
    """What was agreed with a customer for some days. What is signed stands in its versions.

    ``draft`` is what waits to be signed: the first version, or an amendment. ``ended_on`` is the last day where
    the contract ended sooner than agreed.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=100, blank=True)  # empty: whatever is traded
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # None: until it is ended
    state = models.CharField(max_length=10, default="draft")
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=500, blank=True)
    draft = models.JSONField(null=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="contract_number_once", fields=["company", "number"]),
            models.UniqueConstraint(name="contract_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="contract_has_a_number", condition=~Q(number="")),
            models.CheckConstraint(name="contract_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="contract_days_in_order",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="contract_end_is_within",
                condition=Q(ended_on__isnull=True, state__in=("draft", "in_force"))
                | Q(
                    ended_on__isnull=False,
                    ended_on__gte=F("from_on"),
                    state__in=("ended", "superseded"),
                ),
            ),
            models.CheckConstraint(
                name="contract_waits_for_signing",
                condition=~Q(state="draft") | Q(draft__isnull=False),
            ),
            ExclusionConstraint(
                name="contract_one_in_force",
                expressions=[
                    ("company", RangeOperators.EQUAL),
                    ("customer", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (
                        _Days("from_on", Coalesce("ended_on", "to_on"), RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="draft"),
            ),
        ]


class ContractVersion(models.Model):
    """What was signed. Append-only, numbered 1, 2, 3 … in each contract; ``agreement`` is a record of the domain's form."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, db_constraint=False)
    number = models.IntegerField()
    agreement = models.JSONField()
    from_on = models.DateField()  # the first day its terms hold for
    signed_on = models.DateField()
    reason = models.CharField(max_length=500, blank=True)  # of an amendment
    acknowledged = models.JSONField(default=list)  # warnings of the law: code, article, reason
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="contract_version_once", fields=["contract", "number"]),
            models.CheckConstraint(
                name="contract_version_says_why",
                condition=Q(number=1) | (Q(number__gt=1) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="contract_version_by_two",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
            ),
        ]


class ContractFile(models.Model):
    """A paper of a contract, whole; one more may be added, none is taken away."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, db_constraint=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)
    name = models.CharField(max_length=200)
    attached_by = models.ForeignKey(User, on_delete=models.PROTECT)
    attached_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="contract_file_once", fields=["contract", "file"]),
        ]


class ExpiryWarning(models.Model):
    """That a contract runs out was said, once for each of 90, 60 and 30 days and each last day."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, db_constraint=False)
    days = models.SmallIntegerField()
    to_on = models.DateField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="expiry_said_once", fields=["contract", "to_on", "days"]),
            models.CheckConstraint(name="expiry_days_known", condition=Q(days__in=EXPIRY_DAYS)),
        ]


class CompanyDay(models.Model):
    """A day of the company's own: closed though others work, or worked though others rest."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    on = models.DateField()
    is_worked = models.BooleanField()
    reason = models.CharField(max_length=100, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="company_day_once", fields=["company", "on"]),
        ]


class PublishedRate(models.Model):
    """A rate of a table from a day on, with the notice that published it; a wrong one is withdrawn, not changed."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    table = models.CharField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # None: until the next rate of the table
    percent = models.DecimalField(max_digits=12, decimal_places=6)
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT)
    entered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="rate_one_from_a_day",
                fields=["company", "table", "from_on"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="rate_has_its_source", condition=~Q(source="") & ~Q(table="")
            ),
            models.CheckConstraint(
                name="rate_days_in_order",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]


class LawSetting(models.Model):
    """The law on payment terms as the company's lawyer set it; the newest holds. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    record = models.JSONField()
    reason = models.CharField(max_length=500)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT)
    set_at = models.DateTimeField(default=timezone.now)

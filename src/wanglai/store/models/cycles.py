"""Settlement cycles of customers: how a company closes and bills them, each cycle, and what was billed of it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.contracts import Contract
from wanglai.store.models.customers import Customer
from wanglai.store.models.invoices import Invoice

CYCLE_STATES = ("open", "closed", "dropped")
CLOSE_AFTER_MOST = 60


class _Days(Func):
    function = "daterange"
    output_field = DateRangeField()


class CyclePolicy(models.Model):
    """How cycles are closed and billed: of one customer, else of the company (``customer`` null). Append-only; the newest holds."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, db_constraint=False)
    closes_by_itself = models.BooleanField()
    close_after = models.SmallIntegerField()  # days from the cut-off, where it closes by itself
    bills_each_order = models.BooleanField()  # a bill for each order, else one for all
    seq = models.BigIntegerField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="cycle_policy_days_sensible",
                condition=Q(close_after__range=(0, CLOSE_AFTER_MOST)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "customer", "-id"], name="cycle_policy_newest")
        ]


class SettlementCycle(models.Model):
    """The days of a customer that are settled together, under one version of a contract for whatever is traded.

    open -> closed, for ever; or dropped where an amendment or the end of the contract cut it anew before it was closed.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, db_constraint=False)
    version = models.IntegerField()
    from_on = models.DateField()
    to_on = models.DateField()  # the cut-off, included
    statement_on = models.DateField()
    state = models.CharField(max_length=7, default="open")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)  # null: by the machine
    closed_seq = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="cycle_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="cycle_state_known", condition=Q(state__in=CYCLE_STATES)),
            models.CheckConstraint(
                name="cycle_days_in_order",
                condition=Q(from_on__lte=F("to_on"), statement_on__gte=F("to_on")),
            ),
            models.CheckConstraint(
                name="cycle_closed_from_its_cut_off_on",
                condition=Q(
                    state="closed",
                    closed_on__gte=F("to_on"),
                    closed_at__isnull=False,
                    closed_seq__isnull=False,
                )
                | (
                    ~Q(state="closed")
                    & Q(
                        closed_on__isnull=True,
                        closed_at__isnull=True,
                        closed_by__isnull=True,
                        closed_seq__isnull=True,
                    )
                ),
            ),
            ExclusionConstraint(
                name="cycle_days_once",
                expressions=[
                    ("company", RangeOperators.EQUAL),
                    ("customer", RangeOperators.EQUAL),
                    (
                        _Days("from_on", "to_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="dropped"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["company", "to_on"],
                name="cycle_by_cut_off",
                condition=~Q(state="dropped"),
            ),
            models.Index(fields=["company", "customer", "-to_on"], name="cycle_of_customer"),
            models.Index(fields=["company", "to_on"], name="cycle_open", condition=Q(state="open")),
        ]


class CycleBilling(models.Model):
    """That what was delivered in a closed cycle was billed, also where nothing was. Once, for ever."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    cycle = models.ForeignKey(SettlementCycle, on_delete=models.PROTECT, db_constraint=False)
    seq = models.BigIntegerField()
    billed_by = models.ForeignKey(User, on_delete=models.PROTECT)
    billed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="cycle_billed_once", fields=["cycle"]),
        ]


class CycleBill(models.Model):
    """An invoice that was made of a cycle; cancelled ones stay named. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    cycle = models.ForeignKey(SettlementCycle, on_delete=models.PROTECT, db_constraint=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, db_constraint=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="cycle_bill_of_one", fields=["invoice"]),
        ]
        indexes: ClassVar = [models.Index(fields=["cycle"], name="cycle_bill_of_cycle")]

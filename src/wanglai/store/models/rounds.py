"""Rounds of reconciling: by which rule customers are due, who is in a round with which clerk and day, and who was excused from it.

That a customer is reconciled stands nowhere here: it is told from statements confirmed, sheets signed and letters answered.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer

ROUND_KINDS = ("month", "quarter", "year")
ROUND_WHYS = ("minimum", "carried", "rule", "added")
EXCUSE_STATES = ("asked", "agreed", "refused")


class RoundRuleVersion(models.Model):
    """How often each class of customers is due, and whose work it is. Append-only; the newest is in force."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.IntegerField()
    key_account = models.CharField(max_length=7)
    tier_a = models.CharField(max_length=7)
    tier_b = models.CharField(max_length=7)
    monthly_terms = models.CharField(max_length=7)
    others = models.CharField(max_length=7)
    clerks = ArrayField(models.BigIntegerField())  # people; none: every clerk there is
    seq = models.BigIntegerField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="round_rule_once", fields=["company", "version"]),
            models.CheckConstraint(
                name="round_rule_leaves_nobody_out",
                condition=Q(version__gte=1, key_account__in=ROUND_KINDS, tier_a__in=ROUND_KINDS, tier_b__in=ROUND_KINDS,
                            monthly_terms__in=ROUND_KINDS, others__in=ROUND_KINDS),
            ),
        ]  # fmt: skip


class ReconcilingRound(models.Model):
    """The customers to be reconciled in a month, quarter or year. drafted -> agreed, by another than those who planned it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=7)
    from_on = models.DateField()
    to_on = models.DateField()
    zone = models.CharField(max_length=64)  # whose days these are
    state = models.CharField(max_length=7, default="drafted")
    planners = ArrayField(models.BigIntegerField(), default=list)  # people who had a hand in it
    seq = models.BigIntegerField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    agreed_seq = models.BigIntegerField(null=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="reconciling_round_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="reconciling_round_once", fields=["company", "kind", "from_on"]
            ),
            models.CheckConstraint(
                name="reconciling_round_kind_known", condition=Q(kind__in=ROUND_KINDS)
            ),
            models.CheckConstraint(
                name="reconciling_round_has_its_person",
                condition=Q(
                    state="drafted", agreed_by__isnull=True, agreed_seq__isnull=True, agreed_at__isnull=True
                )
                | Q(state="agreed", agreed_by__isnull=False, agreed_seq__isnull=False, agreed_at__isnull=False),
            ),
        ]  # fmt: skip


class RoundMember(models.Model):
    """A customer in a round, the clerk who sees to it and the day it is planned for."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    round = models.ForeignKey(ReconcilingRound, on_delete=models.PROTECT, db_constraint=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    why = models.CharField(max_length=7)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="round_member_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="round_member_once", fields=["round", "customer"]),
            models.CheckConstraint(name="round_member_why_known", condition=Q(why__in=ROUND_WHYS)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "customer", "-id"], name="round_member_of_customer"),
        ]


class RoundExcuse(models.Model):
    """Somebody asked that a customer be left out of a round, with a reason; another person agreed or refused."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    member = models.ForeignKey(RoundMember, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.SmallIntegerField()
    state = models.CharField(max_length=7, default="asked")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    seq = models.BigIntegerField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_seq = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="round_excuse_once", fields=["member", "ordinal"]),
            models.UniqueConstraint(
                name="round_excuse_one_stands", fields=["member"],
                condition=~Q(state="refused"),
            ),
            models.CheckConstraint(name="round_excuse_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="round_excuse_agreed_by_another",
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True, decided_seq__isnull=True)
                | Q(state__in=("agreed", "refused"), decided_by__isnull=False, decided_at__isnull=False, decided_seq__isnull=False)
                & ~Q(decided_by=F("asked_by")),
            ),
        ]  # fmt: skip

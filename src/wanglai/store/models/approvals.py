"""Maker and checker: what someone wants to do, what exactly was shown, and who else said yes."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User

VERDICTS = ("approve", "reject")


class ApprovalBand(models.Model):
    """From this amount on, an act of this kind needs so many people of these roles. The newest set is in force.

    Append-only: a new set supersedes all bands of the kind; ``set_seq`` is the act that set them.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    from_amount = models.BigIntegerField()  # base minor units
    roles = ArrayField(models.CharField(max_length=3))
    people = models.SmallIntegerField()
    set_seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="band_once", fields=["company", "kind", "set_seq", "from_amount"]
            ),
            models.CheckConstraint(
                name="band_is_sensible", condition=Q(from_amount__gte=0, people__gte=1)
            ),
        ]


class ApprovalRequest(models.Model):
    """An act that waits for another person; changing it means asking anew."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    base_amount = models.BigIntegerField()  # minor units of the company's currency, for the bands
    subject = models.TextField()  # JSON, exactly what will be done
    subject_hash = models.BinaryField()  # SHA-256 of it: what an approver has seen
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="request_key_once", fields=["company", "key"]),
            models.UniqueConstraint(name="request_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="request_as_shown", fields=["company", "id", "maker", "subject_hash"]
            ),
            models.CheckConstraint(
                name="request_expires_later", condition=Q(expires_at__gt=F("made_at"))
            ),
        ]


class ApprovalDecision(models.Model):
    """One person's word on one request. Maker and hash are the request's own (``decision_is_of_what_was_shown``)."""

    pk = models.CompositePrimaryKey("request_id", "approver_id")
    company_id = models.BigIntegerField()
    request_id = models.BigIntegerField()
    maker_id = models.BigIntegerField()
    subject_hash = models.BinaryField()
    approver_id = models.BigIntegerField()
    on_behalf_of_id = models.BigIntegerField(null=True)  # the person who delegated
    verdict = models.CharField(max_length=7)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="approver_is_not_the_maker",
                condition=~Q(approver_id=F("maker_id"))
                & (Q(on_behalf_of_id__isnull=True) | ~Q(on_behalf_of_id=F("maker_id"))),
            ),
            models.CheckConstraint(name="verdict_known", condition=Q(verdict__in=VERDICTS)),
        ]


class ApprovalEnd(models.Model):
    """How a request ended, once: done (with its act), rejected, or withdrawn."""

    request = models.OneToOneField(
        ApprovalRequest, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    outcome = models.CharField(max_length=9)
    seq = models.BigIntegerField(null=True)  # the act that was done
    ended_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="end_known",
                condition=Q(outcome="done", seq__isnull=False)
                | Q(outcome__in=("rejected", "withdrawn"), seq__isnull=True),
            )
        ]


class Delegation(models.Model):
    """Someone decides in another's place for some days; taken back by a row of its own."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="delegation_to_another", condition=~Q(giver=F("taker"))),
            models.CheckConstraint(
                name="delegation_days_in_order", condition=Q(to_on__gte=F("from_on"))
            ),
        ]

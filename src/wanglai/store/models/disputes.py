"""Disputes: what a customer contests of an item, a statement or a missing paper, until it has an outcome; and what was said and done.

The amount never changes. How much of it still stands follows from what is open of the item: the database computes it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile
from wanglai.store.models.statements import Statement

DISPUTE_MONEY = ("credit_note", "correction", "refund", "compensation")  # outcomes that post
DISPUTE_PARTS = (*DISPUTE_MONEY, "rejected", "withdrawn")
DISPUTE_STATES = ("open", *DISPUTE_PARTS, "split")
DISPUTE_RAISED_BY = ("staff", "customer")
DISPUTE_CLAIMS = ("payment", "line", "paper")
CLAIMED_PAPERS = ("invoice", "credit_note", "delivery")
DISPUTE_STEPS = (
    "opened", "said", "attached", "handed", "moved", "escalated", "proposed", "agreed", "declined", "resolved", "reopened",
)  # fmt: skip


class DisputePolicy(models.Model):
    """Working days a dispute may take, whether interest rests on its part, and the company's own reasons. Append-only; the newest is in force."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.IntegerField()
    days = models.SmallIntegerField()  # working days
    holds_interest = models.BooleanField()
    reasons = models.JSONField(default=dict)  # code -> {zh, en}, beside the common ones
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="dispute_policy_once", fields=["company", "version"]),
            models.CheckConstraint(
                name="dispute_policy_is_sensible", condition=Q(version__gte=1, days__range=(1, 90))
            ),
        ]


class Dispute(models.Model):
    """One dispute: how much, why, who settles it and until when. ``standing`` is what of the amount still stands, in minor units."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    item_id = models.BigIntegerField(null=True)  # null: of a statement, or of a paper we lack
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    document = models.CharField(max_length=100, blank=True)  # what is missing, as they call it
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()  # minor units
    standing = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    raised_by = models.CharField(max_length=8)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=12, default="open")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    key = models.CharField(max_length=100)
    request_hash = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="dispute_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="dispute_once", fields=["company", "key"]),
            models.CheckConstraint(
                name="dispute_is_sensible",
                condition=Q(amount__gt=0, state__in=DISPUTE_STATES, raised_by__in=DISPUTE_RAISED_BY)
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="dispute_stands_within_its_amount",
                condition=Q(standing__gte=0, standing__lte=F("amount"))
                & (Q(state="open") | Q(standing=0)),
            ),
            models.CheckConstraint(
                name="dispute_closed_by_somebody",
                condition=Q(state="open", closed_by__isnull=True, closed_on__isnull=True)
                | ~Q(state="open") & Q(closed_by__isnull=False, closed_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "state", "due_on", "id"], name="dispute_in_state"),
            models.Index(fields=["company", "due_on", "id"], name="dispute_by_deadline"),
            models.Index(fields=["company", "customer", "-id"], name="dispute_of_customer"),
            models.Index(
                fields=["item_id"], name="dispute_of_item", condition=Q(item_id__isnull=False)
            ),
        ]


class DisputeStep(models.Model):
    """One thing that was said or done in a dispute. Append-only; a split ends in a step per part, by one act."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, db_constraint=False)
    no = models.IntegerField()
    kind = models.CharField(max_length=9)
    said = models.TextField(max_length=2000, blank=True)
    for_customer = models.BooleanField(default=False)  # the customer may read it
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False)
    file_name = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    due_before = models.DateField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    amount = models.BigIntegerField(null=True)  # minor units
    entry_seq = models.BigIntegerField(null=True)  # the entry a part was posted by
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: the machine
    from_customer = models.BooleanField(default=False)
    seq = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="dispute_step_once", fields=["dispute", "no"]),
            models.CheckConstraint(
                name="dispute_step_kind_known", condition=Q(kind__in=DISPUTE_STEPS)
            ),
            models.CheckConstraint(
                name="dispute_step_says_something",
                condition=~Q(said="") | Q(kind__in=("attached", "escalated")),
            ),
            models.CheckConstraint(
                name="dispute_step_has_its_file",
                condition=Q(kind="attached", file__isnull=False) | ~Q(kind="attached"),
            ),
            models.CheckConstraint(
                name="dispute_step_has_its_outcome",
                condition=Q(kind="resolved", outcome__in=DISPUTE_PARTS, amount__isnull=False, amount__gt=0)
                & (Q(outcome__in=DISPUTE_MONEY, entry_seq__isnull=False)
                   | ~Q(outcome__in=DISPUTE_MONEY) & Q(entry_seq__isnull=True))
                | Q(kind="proposed", outcome__in=DISPUTE_PARTS, amount__isnull=False, amount__gt=0, entry_seq__isnull=True)
                | ~Q(kind__in=("resolved", "proposed")) & Q(outcome="", amount__isnull=True, entry_seq__isnull=True),
            ),
            models.CheckConstraint(
                name="dispute_step_proposed_to_the_customer",
                condition=~Q(kind__in=("proposed", "agreed", "declined"))
                | Q(kind="proposed", for_customer=True, from_customer=False)
                | Q(kind__in=("agreed", "declined"), for_customer=True, from_customer=True),
            ),
            # A deadline that passed goes up once.
            models.UniqueConstraint(
                name="dispute_escalated_once",
                fields=["dispute", "due_before"],
                condition=Q(kind="escalated"),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "seq"], name="dispute_step_of_act"),
        ]


class DisputeClaim(models.Model):
    """What a dispute says that is of no open item: a payment we do not show or show otherwise, a settled line, a missing paper. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, db_constraint=False)
    kind = models.CharField(max_length=7)
    item_id = models.BigIntegerField(null=True)  # the line of ours it is about; null: we show none
    paper = models.CharField(max_length=11, blank=True)  # what kind of paper is missing
    on = models.DateField(null=True)  # paid, or of the paper
    paid = models.BigIntegerField(null=True)  # minor units of the dispute's currency
    bank = models.CharField(max_length=100, blank=True)
    reference = models.CharField(
        max_length=100, blank=True
    )  # of the payment, or the paper's number

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="dispute_claim_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="dispute_claim_is_whole",
                condition=Q(
                    kind="payment", on__isnull=False, paid__isnull=False, paid__gt=0, paper=""
                )
                | Q(
                    kind="line",
                    item_id__isnull=False,
                    on__isnull=True,
                    paid__isnull=True,
                    paper="",
                    bank="",
                    reference="",
                )
                | Q(
                    kind="paper",
                    item_id__isnull=True,
                    paid__isnull=True,
                    paper__in=CLAIMED_PAPERS,
                    bank="",
                )
                & ~Q(reference=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["item_id"], name="dispute_claim_of_item", condition=Q(item_id__isnull=False)
            ),
        ]  # fmt: skip

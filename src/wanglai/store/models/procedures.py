"""Procedures (SOP) by versions, the cases that follow one, and what people did in them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile
from wanglai.store.models.reconciliation import Reconciliation

CASE_STATES = ("open", "over", "stopped")
FACT_SOURCES = ("statement", "dispute", "reconciliation", "entry")


class ProcedureVersion(models.Model):
    """A procedure as it was put in force: the file as drawn, and what was understood of it. Append-only; the newest holds."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.IntegerField()
    name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)
    told = models.JSONField()  # steps and ways, by formats.bpmn.frames
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="procedure_once", fields=["company", "version"]),
            models.UniqueConstraint(name="procedure_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="procedure_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="procedure_agreed_by_another",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("made_by")),
            ),
        ]


class ProcedureCase(models.Model):
    """One customer's way through a version of the procedure. ``ready`` are the steps that can be done, ``due_on`` the soonest limit."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, db_constraint=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=7, default="open")
    ready = ArrayField(models.CharField(max_length=100))
    due_on = models.DateField(null=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # of one that was stopped
    seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="procedure_case_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="procedure_case_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="procedure_case_state_known", condition=Q(state__in=CASE_STATES)
            ),
            models.CheckConstraint(
                name="procedure_case_waits_while_open",
                condition=Q(state="open", ended_at__isnull=True) & ~Q(ready=[])
                | Q(state__in=("over", "stopped"), ended_at__isnull=False, ready=[], due_on__isnull=True),
            ),
            models.CheckConstraint(
                name="procedure_case_says_why_stopped",
                condition=Q(state="stopped") & ~Q(reason="") | ~Q(state="stopped") & Q(reason=""),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["company", "due_on", "id"], name="procedure_case_waits", condition=Q(state="open")
            ),
            models.Index(fields=["company", "-id"], name="procedure_case_newest"),
            models.Index(fields=["company", "customer", "-id"], name="procedure_case_of_customer"),
        ]  # fmt: skip


class ProcedureStep(models.Model):
    """That somebody did a step of a case, or a fact did, which way it goes on, and in what words. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    case = models.ForeignKey(ProcedureCase, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.IntegerField()
    step = models.CharField(max_length=100)
    way = models.CharField(max_length=100, blank=True)  # chosen; empty where there was no choice
    said = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True)  # until when it was to be done
    done_on = models.DateField()
    done_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    fact = models.CharField(max_length=20, blank=True, default="")  # what did it, where nobody did
    source = models.CharField(max_length=14, blank=True, default="")
    source_id = models.BigIntegerField(null=True)
    seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="procedure_step_once", fields=["case", "ordinal"]),
            models.UniqueConstraint(
                name="procedure_fact_once",
                fields=["case", "step", "fact", "source", "source_id"],
                condition=~Q(fact=""),
            ),
            models.CheckConstraint(
                name="procedure_step_by_person_or_fact",
                condition=Q(done_by__isnull=False, fact="", source="", source_id__isnull=True)
                | Q(done_by__isnull=True, source__in=FACT_SOURCES, source_id__isnull=False)
                & ~Q(fact=""),
            ),
            models.CheckConstraint(
                name="procedure_step_in_order", condition=Q(ordinal__gt=0) & ~Q(step="")
            ),
        ]


class ProcedureWatch(models.Model):
    """Up to where the machine has looked for facts that do steps of a company's cases.

    ``seen_seq`` is the last act it has seen; ``sent`` counts statements that were mailed, which no act tells, and ``seen_sent`` those it has seen.
    """

    company = models.OneToOneField(Company, on_delete=models.PROTECT, primary_key=True)
    sent = models.BigIntegerField(default=0)
    seen_seq = models.BigIntegerField(default=-1)
    seen_sent = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="procedure_watch_sees_what_is_there",
                condition=Q(sent__gte=0, seen_seq__gte=-1, seen_sent__range=(0, F("sent"))),
            ),
        ]

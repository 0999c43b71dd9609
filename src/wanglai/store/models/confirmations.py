"""询证函: rounds of letters an auditor has sent, the population they were drawn from, answers, and what was done where none came.

Everything but the round's own steps is append-only: a second request, an amended reply, a further explanation are further rows.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile
from wanglai.store.models.results import CLASSES
from wanglai.store.models.statements import STATEMENT_LANGUAGES

ROUND_STATES = ("drafted", "agreed", "closed", "dropped")
CONFIRMATION_FORMS = ("positive", "negative")
UNIT_TAKEN = ("key", "drawn", "zero", "credit", "along", "")
REPLY_KINDS = ("agrees", "differs", "returned")
REPLY_CAME = ("scan", "email", "hand")
DIFFERENCE_WHOSE = ("timing", "theirs", "ours", "unknown")
PROCEDURE_KINDS = ("tested", "impossible")
FINDING_KINDS = ("receipt", "delivery")


class ConfirmationRound(models.Model):
    """Letters about one day, drawn by a rule and a seed; drafted by one person, agreed and closed by others.

    drafted -> agreed -> closed; a draft can be dropped
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    as_of = models.DateField()
    known_seq = models.BigIntegerField()  # the act everything is told as of
    purpose = models.CharField(max_length=200)
    form = models.CharField(max_length=8)
    language = models.CharField(max_length=4)
    auditor_name = models.CharField(max_length=200)
    auditor_address = models.CharField(max_length=300)
    auditor_contact = models.CharField(max_length=200, blank=True)
    days_to_answer = models.SmallIntegerField()  # working days
    currency = models.CharField(max_length=3)  # the company's own
    threshold = models.BigIntegerField()
    draws = models.IntegerField()
    zeros = models.IntegerField()
    credits = models.IntegerField()
    seed = models.CharField(max_length=100)
    units = models.IntegerField()
    owed = models.BigIntegerField()  # sum of the balances above zero, own currency
    owing = models.BigIntegerField()  # and of those below, as a figure above zero
    interval = models.BigIntegerField()
    start = models.BigIntegerField()
    digest = models.BinaryField()  # of rule, population and sample, which is what another agrees to
    state = models.CharField(max_length=7, default="drafted")
    conclusion = models.CharField(max_length=1000, blank=True)
    key = models.CharField(max_length=100)
    seq = models.BigIntegerField()
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    agreed_seq = models.BigIntegerField(null=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    closed_seq = models.BigIntegerField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="confirmation_round_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="confirmation_round_once", fields=["company", "year", "number"]),
            models.UniqueConstraint(name="confirmation_round_key_once", fields=["company", "key"]),
            models.CheckConstraint(
                name="confirmation_round_words_known",
                condition=Q(state__in=ROUND_STATES, form__in=CONFIRMATION_FORMS, language__in=STATEMENT_LANGUAGES),
            ),
            models.CheckConstraint(
                name="confirmation_round_rule_sensible",
                condition=Q(threshold__gte=0, draws__gte=0, zeros__gte=0, credits__gte=0)
                & Q(units__gte=0, owed__gte=0, owing__gte=0, interval__gte=0, start__gte=0)
                & Q(start__lte=F("interval"), days_to_answer__range=(1, 90))
                & ~Q(seed="") & ~Q(auditor_name="") & ~Q(auditor_address=""),
            ),
            models.CheckConstraint(
                name="confirmation_round_agreed_by_another",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="confirmation_round_closed_by_another",
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="confirmation_round_step_has_its_person",
                condition=Q(state__in=("drafted", "dropped"), agreed_by__isnull=True, closed_by__isnull=True)
                | Q(state="agreed", agreed_by__isnull=False, agreed_seq__isnull=False, closed_by__isnull=True)
                | Q(state="closed", agreed_by__isnull=False, closed_by__isnull=False, closed_seq__isnull=False) & ~Q(conclusion=""),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "-id"], name="confirmation_round_newest")
        ]


class ConfirmationUnit(models.Model):
    """A customer's account in one currency on the round's day; ``taken`` says why it is asked, empty where it is not."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    round = models.ForeignKey(ConfirmationRound, on_delete=models.PROTECT, db_constraint=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    currency = models.CharField(max_length=3)
    owed_to_us = models.BigIntegerField()
    owed_by_us = models.BigIntegerField()
    base_balance = models.BigIntegerField()
    taken = models.CharField(max_length=6, blank=True)
    hits = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="confirmation_unit_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="confirmation_unit_once", fields=["round", "customer", "currency"]
            ),
            models.CheckConstraint(
                name="confirmation_unit_sensible",
                condition=Q(owed_to_us__gte=0, owed_by_us__gte=0, taken__in=UNIT_TAKEN)
                & (Q(taken="drawn", hits__gt=0) | ~Q(taken="drawn") & Q(hits=0)),
            ),
        ]


class ConfirmationLetter(models.Model):
    """One letter as it was sealed; ``request`` 2 is the same letter sent again because nobody answered."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    round = models.ForeignKey(ConfirmationRound, on_delete=models.PROTECT, db_constraint=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    number = models.IntegerField()
    request = models.SmallIntegerField(default=1)
    issued_on = models.DateField()
    answer_by = models.DateField()
    body = models.TextField()
    body_hash = models.BinaryField()
    seq = models.BigIntegerField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="confirmation_letter_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="confirmation_letter_once", fields=["round", "number", "request"]),
            models.UniqueConstraint(name="confirmation_letter_of_customer", fields=["round", "customer", "request"]),
            models.CheckConstraint(
                name="confirmation_letter_days_in_order",
                condition=Q(answer_by__gt=F("issued_on"), request__gte=1, number__gte=1),
            ),
        ]  # fmt: skip


class ConfirmationPrint(models.Model):
    """A letter as it was printed, kept byte for byte; the act that says so holds its digest."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    letter = models.ForeignKey(ConfirmationLetter, on_delete=models.PROTECT, db_constraint=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="confirmation_printed_once", fields=["letter"])
        ]


class ConfirmationReply(models.Model):
    """What came back of a letter (its first request); the newest ``ordinal`` is in force, those before stay."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    letter = models.ForeignKey(ConfirmationLetter, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.SmallIntegerField()
    kind = models.CharField(max_length=8)
    came = models.CharField(max_length=5)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False)
    received_on = models.DateField()
    said = models.CharField(max_length=1000, blank=True)
    seq = models.BigIntegerField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="confirmation_reply_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="confirmation_reply_once", fields=["letter", "ordinal"]),
            models.CheckConstraint(
                name="confirmation_reply_words_known",
                condition=Q(kind__in=REPLY_KINDS, came__in=REPLY_CAME),
            ),
            models.CheckConstraint(
                name="confirmation_reply_has_its_file",
                condition=Q(came="hand") | Q(kind="returned") | Q(file__isnull=False),
            ),
        ]


class ConfirmationReplyLine(models.Model):
    """What the customer says of one account: what it owes us, what we owe it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reply = models.ForeignKey(ConfirmationReply, on_delete=models.PROTECT, db_constraint=False)
    unit = models.ForeignKey(ConfirmationUnit, on_delete=models.PROTECT, db_constraint=False)
    owed_to_us = models.BigIntegerField()
    owed_by_us = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="confirmation_reply_line_once", fields=["reply", "unit"]),
            models.CheckConstraint(
                name="confirmation_reply_line_sensible",
                condition=Q(owed_to_us__gte=0, owed_by_us__gte=0),
            ),
        ]


class ConfirmationExplanation(models.Model):
    """A part of a difference and why; all of one ``ordinal`` together are the difference, to the minor unit."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reply = models.ForeignKey(ConfirmationReply, on_delete=models.PROTECT, db_constraint=False)
    unit = models.ForeignKey(ConfirmationUnit, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.SmallIntegerField()
    line_no = models.SmallIntegerField()
    cause = models.CharField(max_length=20)  # a class of differences
    whose = models.CharField(max_length=7)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    seq = models.BigIntegerField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="confirmation_explanation_once",
                fields=["reply", "unit", "ordinal", "line_no"],
            ),
            models.CheckConstraint(
                name="confirmation_explanation_sensible",
                condition=Q(cause__in=CLASSES, whose__in=DIFFERENCE_WHOSE)
                & ~Q(amount=0)
                & ~Q(reason="")
                & (Q(cause="timing", whose="timing") | ~Q(cause="timing") & ~Q(whose="timing")),
            ),
        ]


class ConfirmationProcedure(models.Model):
    """What was done where nobody answered: documents found in the book, or why nothing could be done."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    letter = models.ForeignKey(ConfirmationLetter, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    known_seq = models.BigIntegerField()
    reason = models.CharField(max_length=1000, blank=True)
    seq = models.BigIntegerField()
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="confirmation_procedure_of_company", fields=["company", "id"]
            ),
            models.UniqueConstraint(
                name="confirmation_procedure_once", fields=["letter", "ordinal"]
            ),
            models.CheckConstraint(
                name="confirmation_procedure_says_why",
                condition=Q(kind="tested") | Q(kind="impossible") & ~Q(reason=""),
            ),
        ]


class ConfirmationFinding(models.Model):
    """One document that bears out an item that was open on the day, and for how much of it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    procedure = models.ForeignKey(
        ConfirmationProcedure, on_delete=models.PROTECT, db_constraint=False
    )
    unit = models.ForeignKey(ConfirmationUnit, on_delete=models.PROTECT, db_constraint=False)
    kind = models.CharField(max_length=8)
    item_id = models.BigIntegerField()
    document = models.CharField(max_length=100)  # of the item
    evidence = models.CharField(max_length=100)  # the receipt's or the delivery note's number
    on = models.DateField()  # of the evidence
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="confirmation_finding_once",
                fields=["procedure", "item_id", "kind", "evidence", "on"],
            ),
            models.CheckConstraint(
                name="confirmation_finding_sensible",
                condition=Q(kind__in=FINDING_KINDS, amount__gt=0),
            ),
        ]

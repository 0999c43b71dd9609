"""对账单: the letterhead they carry, statements as they were issued, their printed files, and the runs that issue many.

What was issued never changes: a statement that says otherwise is a further version, or the next period's "changes to earlier periods".
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.bank import BankAccount
from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile

STATEMENT_LANGUAGES = ("zh", "en", "both")
STATEMENT_OF_ACCOUNT_KINDS = ("forward", "open_items", "activity")
STATEMENT_RUN_AT_WORK = ("queued", "drafting", "agreed", "issuing")
STATEMENT_RUN_STATES = (*STATEMENT_RUN_AT_WORK, "drafted", "done", "stopped", "failed")
RUN_ITEM_STATES = ("drafted", "skipped", "issued", "printed")


class Letterhead(models.Model):
    """What stands around the figures of a statement. Append-only; the newest version is in force."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.IntegerField()
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    address_zh = models.CharField(max_length=300, blank=True)
    address_en = models.CharField(max_length=300, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=200, blank=True)  # whom to ask, as printed
    note_zh = models.TextField(max_length=1000, blank=True)  # below the figures
    note_en = models.TextField(max_length=1000, blank=True)
    days_to_answer = models.SmallIntegerField(default=7)
    shows_settlements = models.BooleanField(default=True)
    language = models.CharField(max_length=4, default="zh")  # where a customer's is not known
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False)
    bank_account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, null=True, db_constraint=False
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="letterhead_once", fields=["company", "version"]),
            models.CheckConstraint(name="letterhead_has_a_name", condition=~Q(name_zh="")),
            models.CheckConstraint(
                name="letterhead_language_known", condition=Q(language__in=STATEMENT_LANGUAGES)
            ),
            models.CheckConstraint(
                name="letterhead_days_sensible", condition=Q(days_to_answer__range=(1, 90))
            ),
            models.CheckConstraint(
                name="letterhead_agreed_by_another",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("made_by")),
            ),
        ]


class StatementRun(models.Model):
    """Statements of many customers for one period: drafted, looked at, agreed by another, issued one by one.

    queued -> drafting -> drafted -> agreed -> issuing -> done; stopped by a person, failed with its reason
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    from_on = models.DateField()
    through_on = models.DateField()
    customers = ArrayField(models.BigIntegerField(), null=True)  # null: everybody
    state = models.CharField(max_length=8, default="queued")
    known_seq = models.BigIntegerField(null=True)  # the act everything is told as of
    digest = models.BinaryField(null=True)  # of the drafts, which is what another agrees to
    drafted = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    issued = models.IntegerField(default=0)
    printed = models.IntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=100)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="statement_run_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="statement_run_once", fields=["company", "key"]),
            models.CheckConstraint(
                name="statement_run_kind_known", condition=Q(kind__in=("forward", "open_items"))
            ),
            models.CheckConstraint(
                name="statement_run_state_known", condition=Q(state__in=STATEMENT_RUN_STATES)
            ),
            models.CheckConstraint(
                name="statement_run_days_in_order", condition=Q(from_on__lte=F("through_on"))
            ),
            models.UniqueConstraint(
                name="statement_run_one_at_work",
                fields=["company"],
                condition=Q(state__in=STATEMENT_RUN_AT_WORK),
            ),
            models.CheckConstraint(
                name="statement_run_agreed_by_another",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["company", "-id"], name="statement_run_newest")]


class Statement(models.Model):
    """One statement as it was issued: figures for lists, ``body`` for everything that is printed, its digest in the chain."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=10)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    version = models.SmallIntegerField()
    from_on = models.DateField()
    through_on = models.DateField()
    known_seq = models.BigIntegerField()
    before = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )  # the statement it goes on from
    opening = models.BigIntegerField()
    changed = models.BigIntegerField()  # what was booked into days the customer was told of before
    charged = models.BigIntegerField()
    credited = models.BigIntegerField()
    closing = models.BigIntegerField()
    language = models.CharField(max_length=4)
    reason = models.CharField(max_length=500, blank=True)  # of a further version
    body = models.TextField()
    body_hash = models.BinaryField()
    run = models.ForeignKey(StatementRun, on_delete=models.PROTECT, null=True, db_constraint=False)
    seq = models.BigIntegerField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="account_statement_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="account_statement_once", fields=["company", "year", "number", "version"]
            ),
            models.UniqueConstraint(
                name="statement_period_once",
                fields=["company", "customer", "currency", "through_on", "version"],
                condition=~Q(kind="activity"),
            ),
            models.UniqueConstraint(name="statement_act_once", fields=["company", "seq"]),
            models.CheckConstraint(
                name="statement_of_account_kind_known",
                condition=Q(kind__in=STATEMENT_OF_ACCOUNT_KINDS),
            ),
            models.CheckConstraint(
                name="statement_closes",
                condition=Q(closing=F("opening") + F("changed") + F("charged") - F("credited")),
            ),
            models.CheckConstraint(
                name="statement_days_in_order", condition=Q(from_on__lte=F("through_on"))
            ),
            models.CheckConstraint(
                name="statement_version_says_why",
                condition=Q(version=1, reason="") | Q(version__gt=1) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="statement_language_known", condition=Q(language__in=STATEMENT_LANGUAGES)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["company", "customer", "currency", "-through_on", "-version"],
                name="statement_newest",
            ),
            models.Index(fields=["company", "-id"], name="statement_list"),
        ]


class StatementFile(models.Model):
    """A statement as it was printed, kept byte for byte; the act that says so holds its digest."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, db_constraint=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="statement_printed_once", fields=["statement"])
        ]


class StatementRunItem(models.Model):
    """One customer and currency of a run: the figures that were agreed, or why there is none."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    run = models.ForeignKey(StatementRun, on_delete=models.PROTECT, db_constraint=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    opening = models.BigIntegerField()
    changed = models.BigIntegerField()
    closing = models.BigIntegerField()
    lines = models.IntegerField()
    state = models.CharField(max_length=8)
    reason = models.CharField(max_length=40, blank=True)  # of one that was skipped
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, db_constraint=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="statement_run_item_once", fields=["run", "customer", "currency"]
            ),
            models.UniqueConstraint(
                name="statement_run_item_of_one",
                fields=["statement"],
                condition=Q(statement__isnull=False),
            ),
            models.CheckConstraint(
                name="statement_run_item_state_known", condition=Q(state__in=RUN_ITEM_STATES)
            ),
            models.CheckConstraint(
                name="statement_run_item_says_why",
                condition=Q(state="skipped") & ~Q(reason="") | ~Q(state="skipped") & Q(reason=""),
            ),
            models.CheckConstraint(
                name="statement_run_item_has_its_statement",
                condition=Q(state__in=("issued", "printed"), statement__isnull=False)
                | ~Q(state__in=("issued", "printed")) & Q(statement__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "state", "id"], name="statement_run_item_waits")
        ]

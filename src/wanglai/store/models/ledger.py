"""The sealed journal: acts in one chain per company, entries with their lines, the chart of accounts.

Rows of this file are written by the functions of ``store/book`` alone, which the application's role may
call and not go round. Columns carry no foreign keys where millions of rows would pay for each: the
chain's own trigger (``book_seal``) checks whole batches before the head moves over them.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company

ACCOUNT_ROLES = (
    "receivable", "bills", "advance", "bank", "revenue", "output_tax", "finance", "allowance",
    "exchange", "opening", "clearing", "recourse", "discount", "difference", "other",
)  # fmt: skip
CONTROL_ROLES = ("receivable", "bills", "advance")  # their lines are made of open items
ENTRY_KINDS = (
    "invoice", "debit_note", "credit_note", "receipt", "prepayment", "interest", "fee", "refund",
    "write_off", "recovery", "opening", "open_credit", "open_advance", "bill", "transfer", "exchange", "revaluation", "reversal",
    "discount", "bank_fee", "tolerance", "returned",
)  # fmt: skip


class Account(models.Model):
    """An account of the small chart a receivables book needs; ``own_code`` is the user's own number for it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    code = models.CharField(max_length=20)
    own_code = models.CharField(max_length=40, blank=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    role = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="account_code_once", fields=["company", "code"]),
            models.UniqueConstraint(name="account_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="account_role_once", fields=["company", "role"], condition=~Q(role="other")
            ),
            models.CheckConstraint(name="account_role_known", condition=Q(role__in=ACCOUNT_ROLES)),
        ]

    @property
    def shown_code(self) -> str:
        """The user's own number where there is one."""
        return self.own_code or self.code


class ChainHead(models.Model):
    """The last sealed act of a company; its row lock is the one queue in which the book is written."""

    company = models.OneToOneField(Company, on_delete=models.PROTECT, primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=bytes(32))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="head_seq_not_negative", condition=Q(seq__gte=0))
        ]


class Act(models.Model):
    """One act of one person (or of the machine), sealed: the audit trail and the chain are one thing."""

    pk = models.CompositePrimaryKey("company_id", "seq")
    company_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    approver_id = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=200)  # the door: an address, a command, a job
    key = models.CharField(max_length=200)  # idempotency key, empty for acts that need none
    request_hash = models.BinaryField()  # of what was asked under the key
    facts = models.TextField()  # JSON as sealed, byte for byte; figures and ids, no personal data
    sealed = models.BinaryField()  # canonical bytes of the act and of the rows that belong to it
    hash = models.BinaryField()  # sha256(hash before, sealed bytes of this act)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="act_key_once", fields=["company_id", "key"], condition=~Q(key="")
            ),
            models.CheckConstraint(
                name="act_approver_is_another",
                condition=Q(approver_id__isnull=True) | ~Q(approver_id=F("actor_id")),
            ),
            models.CheckConstraint(name="act_seq_positive", condition=Q(seq__gt=0)),
        ]
        indexes: ClassVar = [BrinIndex(fields=["at"], name="act_time", autosummarize=True)]


class NumberSeries(models.Model):
    """The last number given to a kind of entry in a period."""

    pk = models.CompositePrimaryKey("company_id", "period_id", "kind")
    company_id = models.BigIntegerField()
    period_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    last = models.IntegerField()


class Entry(models.Model):
    """A journal entry, named by its act; corrected only by another entry that reverses it."""

    pk = models.CompositePrimaryKey("company_id", "seq")
    company_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    period_id = models.BigIntegerField()
    number = models.IntegerField()
    entry_on = models.DateField()
    document = models.CharField(max_length=100)  # the number on the paper
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)  # base units for one unit, major
    customer_id = models.BigIntegerField(null=True)
    text = models.CharField(max_length=500)
    reverses_seq = models.BigIntegerField(null=True)
    source_file_id = models.BigIntegerField(null=True)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="entry_number_once", fields=["company_id", "period_id", "kind", "number"]
            ),
            models.UniqueConstraint(
                name="entry_reversed_once",
                fields=["company_id", "reverses_seq"],
                condition=Q(reverses_seq__isnull=False),
            ),
            models.CheckConstraint(name="entry_kind_known", condition=Q(kind__in=ENTRY_KINDS)),
            models.CheckConstraint(name="entry_number_positive", condition=Q(number__gt=0)),
            models.CheckConstraint(name="entry_rate_positive", condition=Q(rate__gt=0)),
            models.CheckConstraint(
                name="entry_reversal_names_another",
                condition=Q(kind="reversal", reverses_seq__isnull=False, reverses_seq__lt=F("seq"))
                | (~Q(kind="reversal") & Q(reverses_seq__isnull=True)),
            ),
        ]


class EntryLine(models.Model):
    """Debit above zero, credit below, in minor units of the line's currency and of the company's."""

    pk = models.CompositePrimaryKey("company_id", "seq", "line_no")
    company_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    line_no = models.SmallIntegerField()
    account_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    entry_on = models.DateField()  # the entry's, so that a ledger is read from one index
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    base_amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="line_says_something", condition=~Q(amount=0, base_amount=0)
            ),
            models.CheckConstraint(name="line_no_positive", condition=Q(line_no__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["company_id", "customer_id", "entry_on", "seq"],
                name="line_of_customer",
                condition=Q(customer_id__isnull=False),
            ),
            models.Index(fields=["company_id", "entry_on"], name="line_by_day"),
        ]

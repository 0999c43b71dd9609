"""The company's bank accounts and what its banks say of them: files, statements, entries.

Three gates keep the same money from coming in twice: the file's bytes, the statement's identity, and the entry's fingerprint
with its occurrence (``domain.bank_lines``). What the bank said never changes; only where a line stands does.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.files import StoredFile

STATEMENT_KINDS = ("statement", "report", "notice")
FILE_AT_WORK = ("queued", "reading")
FILE_WAITS = ("held", "refused")
FILE_ENDED = ("taken", "withdrawn")
LINE_STATES = ("waiting", "asked", "posted", "aside", "split")
ASIDE_KINDS = ("paid_out", "charge", "interest", "own_transfer", "not_a_customer", "bounced")


class BankAccount(models.Model):
    """An account of the company. What was remembered of how its bank's tables are read moves; the number never does."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    bank = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    sealed = models.BinaryField()
    number_hash = models.BinaryField()
    last_four = models.CharField(max_length=4)
    shown = models.CharField(max_length=60)  # masked
    layout = models.JSONField(null=True)  # how a table of no known layout is read
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="our_account_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="our_account_once",
                fields=["company", "number_hash", "currency"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(name="our_account_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="our_account_agreed_by_another",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("opened_by")),
            ),
        ]


class BankFile(models.Model):
    """One file of a bank, from its reading to its entries; what has ended stays as it is.

    queued -> reading -> taken, or held (a person decides), or refused (read again another way, or withdrawn)
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False)
    file_name = models.CharField(max_length=200)  # as this upload called it
    form = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=9, default="queued")
    bank_account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )  # whose table it is, where the file itself does not say
    layout = models.JSONField(null=True)  # how a table of no known layout is read
    problems = models.JSONField(default=list)  # kind code place excerpt reason{zh,en} remedy{zh,en}
    statements = models.IntegerField(default=0)
    entries = models.IntegerField(default=0)  # booked entries in the file
    fresh = models.IntegerField(default=0)  # of them, those nobody had brought before
    handed_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(
        max_length=500, blank=True
    )  # why it is taken although it does not close
    attempts = models.IntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="bank_file_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="bank_file_once", fields=["company", "file"], condition=~Q(state="withdrawn")
            ),
            models.CheckConstraint(
                name="bank_file_state_known",
                condition=Q(state__in=(*FILE_AT_WORK, *FILE_WAITS, *FILE_ENDED)),
            ),
            models.CheckConstraint(
                name="bank_file_ended_is_dated",
                condition=Q(state__in=FILE_ENDED) ^ Q(finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="bank_file_decided_by_another",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, decision="")
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decision="")
                & ~Q(decided_by=F("handed_in_by")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-id"], name="bank_file_newest"),
            models.Index(
                fields=["state", "heartbeat_at"],
                name="bank_file_active",
                condition=Q(state__in=FILE_AT_WORK),
            ),
        ]


class BankStatement(models.Model):
    """What the bank says of one account over one stretch of time. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, db_constraint=False)
    bank_file = models.ForeignKey(BankFile, on_delete=models.PROTECT, db_constraint=False)
    ordinal = models.IntegerField()  # in its file, from 1
    kind = models.CharField(max_length=9)
    number = models.CharField(max_length=80, blank=True)
    currency = models.CharField(max_length=3)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    opening = models.BigIntegerField(null=True)  # minor units
    closing = models.BigIntegerField(null=True)
    is_proved = models.BooleanField()  # opening and entries are closing
    identity = models.BinaryField()  # of what it says, whatever file says it
    entries = models.IntegerField()
    fresh = models.IntegerField()
    entry_ids = ArrayField(models.BigIntegerField())  # every entry it says, whoever brought it
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="statement_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="statement_once", fields=["bank_account", "identity"]),
            models.UniqueConstraint(name="statement_in_file", fields=["bank_file", "ordinal"]),
            models.CheckConstraint(
                name="statement_kind_known", condition=Q(kind__in=STATEMENT_KINDS)
            ),
            models.CheckConstraint(
                name="statement_counts_fit",
                condition=Q(entries__gte=F("fresh"), fresh__gte=0),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["bank_account", "to_on", "id"], name="statement_by_day")
        ]


class BankEntry(models.Model):
    """One movement on an account, or one payment of a batch the bank booked as one sum; money in is above zero.

    waiting -> posted (a receipt of the book), aside (not a customer's), asked (a colleague), split (its payments stand for it)
    """

    id = models.BigAutoField(primary_key=True)
    company_id = models.BigIntegerField()
    bank_account_id = models.BigIntegerField()
    statement_id = models.BigIntegerField()  # the first that brought it
    ordinal = models.IntegerField()  # in its statement, from 1; payments of a batch after it
    batch_id = models.BigIntegerField(null=True)  # the entry whose payment it is
    fingerprint = models.BinaryField()
    occurrence = models.IntegerField()
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()  # minor units
    is_reversal = models.BooleanField()
    payments = models.IntegerField(default=1)
    other_name = models.CharField(max_length=200, blank=True)
    other_account_hash = models.BinaryField(null=True)
    other_account_sealed = models.BinaryField(null=True)
    other_account_shown = models.CharField(max_length=60, blank=True)  # masked
    reference = models.CharField(max_length=200, blank=True)
    bank_reference = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    instructed_amount = models.BigIntegerField(null=True)
    instructed_currency = models.CharField(max_length=3, blank=True)
    rate = models.CharField(max_length=40, blank=True)  # as the bank writes it
    charges = models.BigIntegerField(null=True)  # taken off before it was booked, minor units
    place = models.CharField(max_length=200)  # where it stands in its file
    handed_in_by_id = models.BigIntegerField()  # who brought it may not settle with it
    state = models.CharField(max_length=7, default="waiting")
    customer_id = models.BigIntegerField(null=True)
    entry_seq = models.BigIntegerField(null=True)  # the receipt in the book
    moved_seq = models.BigIntegerField(null=True)  # the transfer that took it out of suspense
    aside_kind = models.CharField(max_length=14, blank=True)
    aside_note = models.CharField(max_length=500, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="bank_entry_of_company", fields=["company_id", "id"]),
            models.UniqueConstraint(
                name="bank_entry_once", fields=["bank_account_id", "fingerprint", "occurrence"]
            ),
            models.CheckConstraint(
                name="bank_entry_state_known", condition=Q(state__in=LINE_STATES)
            ),
            models.CheckConstraint(
                name="bank_entry_posted_has_an_entry",
                condition=Q(state="posted", entry_seq__isnull=False, customer_id__isnull=False)
                | ~Q(state="posted") & Q(entry_seq__isnull=True, moved_seq__isnull=True),
            ),
            models.CheckConstraint(
                name="bank_entry_aside_says_why",
                condition=Q(state="aside", aside_kind__in=ASIDE_KINDS)
                | ~Q(state="aside") & Q(aside_kind="", aside_note=""),
            ),
            models.CheckConstraint(
                name="bank_entry_occurs", condition=Q(occurrence__gte=1, ordinal__gte=1)
            ),
            models.UniqueConstraint(
                name="bank_entry_receipt_once",
                fields=["company_id", "entry_seq"],
                condition=Q(entry_seq__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company_id", "state", "-id"], name="bank_entry_in_state"),
            models.Index(fields=["bank_account_id", "booked_on", "id"], name="bank_entry_by_day"),
            models.Index(
                fields=["bank_account_id", "amount", "booked_on"], name="bank_entry_by_amount"
            ),
            models.Index(fields=["statement_id"], name="bank_entry_of_statement"),
            models.Index(
                fields=["company_id", "moved_seq"],
                name="bank_entry_moved",
                condition=Q(moved_seq__isnull=False),
            ),
            models.Index(
                fields=["company_id", "customer_id", "-id"],
                name="bank_entry_of_customer",
                condition=Q(customer_id__isnull=False),
            ),
        ]


class BankReconciliation(models.Model):
    """How the book and the bank agree on one account as of a day, as it was prepared and signed (余额调节表)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, db_constraint=False)
    as_of = models.DateField()
    closing = models.BigIntegerField()  # at the bank, minor units
    book = models.BigIntegerField()  # in the book
    content = models.JSONField()
    digest = models.BinaryField()  # SHA-256 of the content, which is what is signed
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    seq = models.BigIntegerField(null=True)  # the act of the signature

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="bank_reconciliation_of_company", fields=["company", "id"]
            ),
            models.UniqueConstraint(
                name="bank_reconciliation_signed_once",
                fields=["bank_account", "as_of"],
                condition=Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bank_reconciliation_signed_by_another",
                condition=Q(signed_by__isnull=True, signed_at__isnull=True, seq__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False, seq__isnull=False)
                & ~Q(signed_by=F("prepared_by")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["bank_account", "-as_of", "-id"], name="bank_reconciled_newest")
        ]

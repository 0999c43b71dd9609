"""Cash application in the product: what may be booked by itself, the runs of the machine, its proposals, what was settled.

A proposal is the machine's; what people (or the policy they agreed to) made of it is a settlement, which names the acts in the book.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile

RUN_AT_WORK = ("queued", "running", "booking")
RUN_STATES = (*RUN_AT_WORK, "done", "failed", "stopped")
PROPOSAL_STATUSES = ("auto", "suggested", "ambiguous", "none")
ACCEPTED_STATUSES = ("auto", "suggested")  # of which a person accepts all with one word
PROPOSAL_STATES = ("open", "taken", "rejected", "replaced")
ORDERS = ("none", "statutory", "oldest")
DEDUCTION_REASONS = (
    "price", "quantity", "quality", "damage", "rebate", "freight", "tax", "discount_late", "duplicate", "other",
)  # fmt: skip
DEDUCTION_STATES = ("open", "accepted", "rejected", "withdrawn")


class CashPolicy(models.Model):
    """What the company lets the machine book without asking, and how far a difference is let go. Append-only; the newest is in force."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    version = models.IntegerField()
    books_automatically = models.BooleanField()
    chance_max = models.DecimalField(max_digits=6, decimal_places=4)  # accidental answers expected
    amount_max = models.BigIntegerField(null=True)  # base minor units; null: any
    order = models.CharField(max_length=9)
    tolerances = models.JSONField(default=dict)  # currency -> {amount: minor units, per_mille: int}
    tolerance_cap = models.BigIntegerField(
        default=0
    )  # of one customer in a month, base minor units
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seq = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="cash_policy_once", fields=["company", "version"]),
            models.UniqueConstraint(name="cash_policy_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="cash_policy_order_known", condition=Q(order__in=ORDERS)),
            models.CheckConstraint(
                name="cash_policy_is_sensible",
                condition=Q(version__gte=1, chance_max__gte=0, tolerance_cap__gte=0)
                & (Q(amount_max__isnull=True) | Q(amount_max__gte=0)),
            ),
        ]


class CashRun(models.Model):
    """One look of the machine at the lines that wait and the items that are open; or all proposals of a status made at a person's word."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    state = models.CharField(max_length=7, default="queued")
    policy = models.ForeignKey(CashPolicy, on_delete=models.PROTECT, null=True, db_constraint=False)
    accepts = models.CharField(max_length=9, blank=True)  # a status; empty where the machine looks
    accepts_through = models.BigIntegerField(null=True)  # the newest proposal that was shown
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    lines = models.IntegerField(default=0)
    items = models.IntegerField(default=0)
    proposals = models.JSONField(default=dict)  # status -> how many
    booked = models.IntegerField(default=0)
    engine = models.CharField(max_length=40, blank=True)
    ruleset = models.CharField(max_length=80, blank=True)
    inputs = models.JSONField(default=dict)  # table -> SHA-256 of what was decided upon
    refusal = models.JSONField(null=True)
    attempts = models.IntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="cash_run_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="cash_run_state_known", condition=Q(state__in=RUN_STATES)),
            models.CheckConstraint(
                name="cash_run_accepts_at_a_word",
                condition=Q(accepts="", accepts_through=None)
                | Q(
                    accepts__in=ACCEPTED_STATUSES,
                    accepts_through__isnull=False,
                    asked_by__isnull=False,
                    policy=None,
                ),
            ),
            models.UniqueConstraint(
                name="cash_run_one_at_work", fields=["company"], condition=Q(state__in=RUN_AT_WORK)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["company", "-id"], name="cash_run_newest")]


class CashProposal(models.Model):
    """What the machine proposes for one line, with its sentence and evidence; one open proposal of a line."""

    id = models.BigAutoField(primary_key=True)
    company_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    bank_entry_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)  # the payer, where one was found
    payer_by = models.CharField(max_length=40, blank=True)
    payer_sentence = models.JSONField(null=True)
    status = models.CharField(max_length=9)
    rule = models.CharField(max_length=60, blank=True)
    rule_version = models.CharField(max_length=40, blank=True)
    sentence = models.JSONField(null=True)  # {zh, en}
    evidence = models.JSONField(default=list)  # [[name, value]]
    parts = models.JSONField(default=list)  # [[item id, minor units]]
    alternatives = models.JSONField(default=list)  # [parts]
    deductions = models.JSONField(default=list)  # [[item id, minor units, reason]]
    left = models.BigIntegerField(default=0)  # of the line, what stays on account
    left_reason = models.CharField(max_length=40, blank=True)
    left_sentence = models.JSONField(null=True)
    rank = models.IntegerField()  # the queue's order: what helps most first
    state = models.CharField(max_length=8, default="open")
    # whose it is, is asked of many at once (at_once_walls)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="proposal_open_once", fields=["bank_entry_id"], condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="proposal_is_known",
                condition=Q(status__in=PROPOSAL_STATUSES, state__in=PROPOSAL_STATES),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["company_id", "rank", "id"],
                name="proposal_in_queue",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["company_id", "status", "rank", "id"],
                name="proposal_by_status",
                condition=Q(state="open"),
            ),
            models.Index(fields=["bank_entry_id", "-id"], name="proposal_of_line"),
            models.Index(
                fields=["company_id", "customer_id"],
                name="proposal_of_customer",
                condition=Q(state="open"),
            ),
        ]


class Settlement(models.Model):
    """What was made of a line: the receipt, what it settled, and what was let go; undone it stays, and names who undid it."""

    id = models.BigAutoField(primary_key=True)
    company_id = models.BigIntegerField()
    bank_entry_id = models.BigIntegerField()
    proposal_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField()
    receipt_seq = models.BigIntegerField()
    allocate_seq = models.BigIntegerField(null=True)
    other_seqs = ArrayField(models.BigIntegerField(), default=list)  # discounts, fees, tolerances
    allocated = models.BigIntegerField()  # of the receipt, minor units
    policy_id = models.BigIntegerField(null=True)  # booked by the machine under it
    settled_by_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField()
    undone_seq = models.BigIntegerField(null=True)
    undone_by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    paid_for_another = models.JSONField(
        null=True
    )  # {payer: CustomerPayer or None, accepted: ids of AcceptedPayer}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="settlement_key_once", fields=["company_id", "key"]),
            models.CheckConstraint(
                name="settlement_by_somebody",
                condition=Q(settled_by_id__isnull=False) | Q(policy_id__isnull=False),
            ),
            models.CheckConstraint(
                name="settlement_undone_is_dated",
                condition=Q(undone_seq__isnull=True, undone_by_id__isnull=True, undone_at__isnull=True)
                | Q(undone_seq__isnull=False, undone_by_id__isnull=False, undone_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["bank_entry_id", "-id"], name="settlement_of_line"),
            models.Index(fields=["company_id", "-id"], name="settlement_newest"),
        ]


class LineQuestion(models.Model):
    """Somebody asks a colleague about a line; the line waits for the answer."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    bank_entry_id = models.BigIntegerField()
    question = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="question_says_something", condition=~Q(question="")),
            models.CheckConstraint(
                name="question_answered_by_somebody",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="question_open_once",
                fields=["bank_entry_id"],
                condition=Q(answered_at__isnull=True),
            ),
        ]


class DeductionCase(models.Model):
    """A customer kept something of an item back and says why: it stays open until somebody accepts or rejects it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    item_id = models.BigIntegerField()
    bank_entry_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()  # minor units
    reason = models.CharField(max_length=13)
    note = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=9, default="open")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_note = models.CharField(max_length=500, blank=True)
    outcome_seq = models.BigIntegerField(null=True)  # the credit note or write-off it ended in

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="deduction_of_company", fields=["company", "id"]),
            models.CheckConstraint(
                name="deduction_is_sensible",
                condition=Q(amount__gt=0, reason__in=DEDUCTION_REASONS, state__in=DEDUCTION_STATES),
            ),
            models.CheckConstraint(
                name="deduction_closed_by_somebody",
                condition=Q(state="open", closed_by__isnull=True, closed_at__isnull=True)
                | ~Q(state="open") & Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "state", "due_on", "id"], name="deduction_in_state"),
            models.Index(fields=["company", "customer", "-id"], name="deduction_of_customer"),
            models.Index(fields=["company", "item_id"], name="deduction_of_item"),
        ]


ADVICE_SOURCES = ("table", "text", "mail")


class Remittance(models.Model):
    """What a customer says a payment is for, before or after the money comes.

    It adds up where its lines are all read and come to the total it states; else nothing is done with it until somebody decides.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, db_constraint=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False)
    part = models.SmallIntegerField(default=1)  # which payment of the file
    name = models.CharField(max_length=200)  # of the file, or what the text was called
    payer_name = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField(null=True)  # as it says itself, minor units
    source = models.CharField(max_length=5, default="table")
    lines = models.IntegerField(default=0)
    paid = models.BigIntegerField(default=0)  # what its lines come to, minor units
    adds_up = models.BooleanField(default=True)
    problems = models.JSONField(default=list)  # code place excerpt reason{zh,en} remedy{zh,en}
    columns = models.JSONField(
        default=dict
    )  # what each was called: number, paid, deduction, reason
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=500, blank=True)  # why it is used as it is
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="remittance_of_company", fields=["company", "id"]),
            models.UniqueConstraint(
                name="remittance_file_once",
                fields=["company", "file", "part"],
                condition=Q(withdrawn_at__isnull=True, file__isnull=False),
            ),
            models.CheckConstraint(name="remittance_part_counted", condition=Q(part__gt=0)),
            models.CheckConstraint(
                name="remittance_source_known", condition=Q(source__in=ADVICE_SOURCES)
            ),
            models.CheckConstraint(
                name="remittance_that_adds_up",
                condition=Q(adds_up=False) | Q(problems=[]) & (Q(total=None) | Q(total=F("paid"))),
            ),
            models.CheckConstraint(
                name="remittance_decided_says_why",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, decision="")
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["company", "-id"], name="remittance_newest")]


class RemittanceLine(models.Model):
    """One document a remittance names, with what is paid of it and what is kept back. Append-only."""

    pk = models.CompositePrimaryKey("remittance_id", "line_no")
    company_id = models.BigIntegerField()
    remittance_id = models.BigIntegerField()
    line_no = models.IntegerField()
    number = models.CharField(max_length=100)
    paid = models.BigIntegerField()  # minor units
    deduction = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)


class AdvisedReceipt(models.Model):
    """A remittance advice speaks of a line of the bank: found by the machine, or said by somebody; ended, it stays.

    Several lines may be of one advice; of a line one advice at a time.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, db_constraint=False)
    bank_entry_id = models.BigIntegerField()
    by = models.CharField(max_length=9)
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="advised_receipt_once",
                fields=["company", "bank_entry_id"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="advised_receipt_is_known",
                condition=Q(by="person", linked_by__isnull=False)
                | Q(by__in=("reference", "amount"), linked_by__isnull=True),
            ),
            models.CheckConstraint(
                name="advised_receipt_ended_by_somebody",
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "remittance", "id"], name="advised_receipts_of")
        ]


class PayerAlias(models.Model):
    """A payer's name that is this customer, learned from a line because somebody asked for it; undone, never removed."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    name = models.CharField(max_length=200)  # as the bank writes it
    core = models.CharField(max_length=200)  # without legal form and signs: what is compared
    bank_entry_id = models.BigIntegerField()  # the line it was learned from
    learned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    learned_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="payer_alias_once",
                fields=["company", "core"],
                condition=Q(undone_at__isnull=True),
            ),
            models.CheckConstraint(name="payer_alias_says_something", condition=~Q(core="")),
            models.CheckConstraint(
                name="payer_alias_undone_by_somebody",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "customer", "-id"], name="payer_alias_of_customer")
        ]


class AcceptedPayer(models.Model):
    """Another person agreed that the money of one line pays this customer's debts, though it is somebody else's."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    bank_entry_id = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    seq = models.BigIntegerField()  # the act that says so
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="accepted_payer_once", fields=["bank_entry_id", "customer"]
            ),
            models.CheckConstraint(
                name="accepted_payer_agreed_by_another", condition=~Q(agreed_by=F("asked_by"))
            ),
            models.CheckConstraint(name="accepted_payer_says_why", condition=~Q(reason="")),
        ]

"""What customers owe and are owed, item by item, and the dated, append-only rows that settle them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

ITEM_KINDS = (
    "invoice", "debit_note", "credit_note", "receipt", "prepayment", "interest", "fee", "refund",
    "write_off", "recovery", "opening", "open_credit", "open_advance", "bill", "transfer", "reversal",
    "discount", "bank_fee", "tolerance", "returned",
)  # fmt: skip


class OpenItem(models.Model):
    """One instalment: part of a control line of an entry. Only its two counters ever move.

    They are moved by ``book_allocate`` alone; CHECK keeps them between nothing and the whole.
    """

    id = models.BigAutoField(primary_key=True)
    company_id = models.BigIntegerField()
    seq = models.BigIntegerField()  # the entry it comes from
    item_no = models.SmallIntegerField()
    line_no = models.SmallIntegerField()
    account_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    side = models.SmallIntegerField()  # 1 they owe us, -1 we owe them
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()  # minor units, never negative
    base_amount = models.BigIntegerField()
    document = models.CharField(max_length=100)
    document_on = models.DateField()
    due_on = models.DateField(null=True)
    allocated = models.BigIntegerField(default=0)
    base_allocated = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="item_once", fields=["company_id", "seq", "item_no"]),
            models.CheckConstraint(name="item_kind_known", condition=Q(kind__in=ITEM_KINDS)),
            models.CheckConstraint(name="item_side_known", condition=Q(side__in=(1, -1))),
            models.CheckConstraint(
                name="item_amount_positive", condition=Q(amount__gt=0, base_amount__gte=0)
            ),
            models.CheckConstraint(
                name="item_not_over_allocated",
                condition=Q(allocated__gte=0, allocated__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="item_base_not_over_allocated",
                condition=Q(base_allocated__gte=0, base_allocated__lte=F("base_amount")),
            ),
            models.CheckConstraint(
                name="item_settled_in_both",
                condition=~Q(allocated=F("amount")) | Q(base_allocated=F("base_amount")),
            ),
            models.CheckConstraint(
                name="item_untouched_in_both", condition=~Q(allocated=0) | Q(base_allocated=0)
            ),
        ]
        indexes: ClassVar = [
            models.Index(  # everything an ageing reads, so that it reads nothing else
                fields=["company_id", "customer_id", "due_on"],
                include=[
                    "id",
                    "side",
                    "currency",
                    "document_on",
                    "amount",
                    "base_amount",
                    "allocated",
                    "base_allocated",
                ],
                name="item_owed",
                condition=Q(allocated__lt=F("amount")),
            ),
            models.Index(
                fields=["company_id", "customer_id", "document_on"], name="item_of_customer"
            ),
            # counters that move scatter the rows: an index of stretches would find every one of them
            models.Index(fields=["company_id", "document_on"], name="item_by_day"),
        ]


class Allocation(models.Model):
    """So much of a debit item is settled by a credit item, from a day on; undone by a row of opposite sign."""

    pk = models.CompositePrimaryKey("company_id", "seq", "row_no")
    company_id = models.BigIntegerField()
    seq = models.BigIntegerField()  # the act
    row_no = models.SmallIntegerField()
    debit_item_id = models.BigIntegerField()
    credit_item_id = models.BigIntegerField()
    amount = models.BigIntegerField()  # minor units of the items' currency; below zero undoes
    debit_base = models.BigIntegerField()  # base minor units at the debit item's rate
    credit_base = models.BigIntegerField()  # and at the credit item's; the difference is realised
    effective_on = models.DateField()
    reverses_seq = models.BigIntegerField(null=True)
    reverses_row = models.SmallIntegerField(null=True)
    exchange_seq = models.BigIntegerField(null=True)  # the entry that books the difference

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="allocation_undone_once",
                fields=["company_id", "reverses_seq", "reverses_row"],
                condition=Q(reverses_seq__isnull=False),
            ),
            models.CheckConstraint(name="allocation_says_something", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="allocation_sign_says_whether_it_undoes",
                condition=Q(amount__gt=0, reverses_seq__isnull=True, reverses_row__isnull=True)
                | Q(amount__lt=0, reverses_seq__isnull=False, reverses_row__isnull=False),
            ),
            models.CheckConstraint(
                name="allocation_difference_is_booked",
                condition=Q(debit_base=F("credit_base")) | Q(exchange_seq__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["debit_item_id"], name="allocation_of_debit"),
            models.Index(fields=["credit_item_id"], name="allocation_of_credit"),
            models.Index(fields=["company_id", "effective_on"], name="allocation_by_day"),
            models.Index(
                fields=["company_id", "effective_on"],
                name="allocation_undone",
                condition=Q(amount__lt=0),
            ),
            models.Index(
                fields=["debit_item_id"],
                name="allocation_undone_debit",
                condition=Q(amount__lt=0),
            ),
            models.Index(
                fields=["credit_item_id"],
                name="allocation_undone_credit",
                condition=Q(amount__lt=0),
            ),
        ]

"""Invoices, debit and credit notes with their lines, before they are posted and after."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wanglai.store.models.by_words import by_words
from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.orders import DeliveryLine, SalesOrderLine, units

PAPER_KINDS = ("invoice", "debit_note", "credit_note")
PAPER_STATES = ("draft", "posted", "reversed", "cancelled")
CREDIT_REASONS = ("price", "quantity", "return")


class Invoice(models.Model):
    """One paper. Amounts are positive minor units, whatever the kind; a credit note names the invoice it corrects.

    ``entry_seq`` is the act that posted it, ``reversal_seq`` the one that took it back.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=100)
    on = models.DateField()
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8, default=1)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_constraint=False)
    reason = models.CharField(max_length=8, blank=True)  # of a credit note
    text = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, default="draft")
    entry_seq = models.BigIntegerField(null=True)
    reversal_seq = models.BigIntegerField(null=True)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="invoice_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="invoice_number_once", fields=["company", "kind", "number"], condition=~Q(state="cancelled")),
            models.UniqueConstraint(name="invoice_key_once", fields=["company", "key"]),
            models.UniqueConstraint(name="invoice_entry_once", fields=["company", "entry_seq"], condition=Q(entry_seq__isnull=False)),
            models.CheckConstraint(
                name="invoice_kind_known",
                condition=Q(kind__in=PAPER_KINDS, state__in=PAPER_STATES),
            ),
            models.CheckConstraint(
                name="invoice_adds_up",
                condition=Q(net__gte=0, tax__gte=0, gross__gt=0) & Q(gross=F("net") + F("tax")),
            ),
            models.CheckConstraint(
                name="invoice_correction_names_another",
                condition=Q(kind="invoice", corrects__isnull=True, reason="")
                | Q(kind="debit_note", corrects__isnull=False, reason="")
                | Q(kind="credit_note", corrects__isnull=False, reason__in=CREDIT_REASONS),
            ),
            models.CheckConstraint(
                name="invoice_posted_has_an_entry",
                condition=Q(state__in=("draft", "cancelled"), entry_seq__isnull=True, reversal_seq__isnull=True)
                | Q(state="posted", entry_seq__isnull=False, reversal_seq__isnull=True)
                | Q(state="reversed", entry_seq__isnull=False, reversal_seq__isnull=False),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "customer", "-id"], name="invoice_of_customer"),
            models.Index(fields=["company", "state", "-id"], name="invoice_in_state"),
            by_words("number", "invoice_by_number"),
            by_words("text", "invoice_by_text"),
            models.Index(
                fields=["corrects"], name="invoice_corrections", condition=Q(corrects__isnull=False)
            ),
        ]


class InvoiceLine(models.Model):
    """One line; what it was made of, and how much of it credit notes took back."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, db_constraint=False)
    line_no = models.SmallIntegerField()
    order_line = models.ForeignKey(SalesOrderLine, on_delete=models.PROTECT, null=True, db_constraint=False)  # fmt: skip
    delivery_line = models.ForeignKey(DeliveryLine, on_delete=models.PROTECT, null=True, db_constraint=False)  # fmt: skip
    corrects_line = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_constraint=False)  # fmt: skip
    what = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, blank=True)
    quantity = units()  # 0 where a credit note changes the price alone
    price = units()
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    credited = units(default=0)
    credited_net = models.BigIntegerField(default=0)
    credited_tax = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="invoice_line_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="invoice_line_once", fields=["invoice", "line_no"]),
            models.CheckConstraint(
                name="invoice_line_not_negative",
                condition=Q(quantity__gte=0, price__gte=0, net__gte=0, tax__gte=0),
            ),
            models.CheckConstraint(
                name="invoice_line_not_over_credited",
                condition=Q(credited__gte=0, credited__lte=F("quantity"))
                & Q(credited_net__gte=0, credited_net__lte=F("net"))
                & Q(credited_tax__gte=0, credited_tax__lte=F("tax")),
            ),
            models.CheckConstraint(
                name="invoice_line_of_a_delivery_has_an_order",
                condition=Q(delivery_line__isnull=True) | Q(order_line__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["order_line"], name="invoice_line_of_order", condition=Q(order_line__isnull=False)),
            models.Index(fields=["delivery_line"], name="invoice_line_of_delivery", condition=Q(delivery_line__isnull=False)),
        ]  # fmt: skip


class InvoiceInstalment(models.Model):
    """A part of an invoice with a due day of its own; None where what it is counted from has not taken place."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, db_constraint=False)
    part_no = models.SmallIntegerField()
    amount = models.BigIntegerField()
    due_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="instalment_once", fields=["invoice", "part_no"]),
            models.CheckConstraint(name="instalment_positive", condition=Q(amount__gt=0)),
        ]

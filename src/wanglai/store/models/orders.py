"""What customers ordered and what was delivered to them, line by line; remaining quantities are counters with a CHECK."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from wanglai.store.models.by_words import by_words
from wanglai.store.models.companies import Company, User
from wanglai.store.models.customers import Customer
from wanglai.store.models.files import StoredFile

ORDER_STATES = ("draft", "confirmed", "closed", "cancelled")
DELIVERY_STATES = ("delivered", "accepted", "cancelled")


def units(**more: Any) -> Any:
    """A column of units, pieces, tonnes: a decimal with six places."""
    return models.DecimalField(max_digits=18, decimal_places=6, **more)


class SalesOrder(models.Model):
    """An order of one customer in one currency. ``is_billed_by_order``: invoiced from the order, else from deliveries."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    number = models.CharField(max_length=100)
    their_number = models.CharField(max_length=100, blank=True)  # the customer's own reference
    ordered_on = models.DateField()
    wanted_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    tolerance_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    is_billed_by_order = models.BooleanField(default=False)
    text = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, default="draft")
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT)
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="order_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="order_number_once", fields=["company", "number"], condition=~Q(state="cancelled")),
            models.UniqueConstraint(name="order_key_once", fields=["company", "key"]),
            models.CheckConstraint(name="order_state_known", condition=Q(state__in=ORDER_STATES)),
            models.CheckConstraint(
                name="order_tolerance_sensible",
                condition=Q(tolerance_percent__gte=0, tolerance_percent__lte=100),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "customer", "-id"], name="order_of_customer"),
            models.Index(fields=["company", "state", "-id"], name="order_in_state"),
            by_words("number", "order_by_number"),
            by_words("their_number", "order_by_their_number"),
        ]


class SalesOrderLine(models.Model):
    """One thing ordered. Only the four counters ever move; CHECK keeps them within what was ordered."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    order = models.ForeignKey(SalesOrder, on_delete=models.PROTECT, db_constraint=False)
    line_no = models.SmallIntegerField()
    what = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, blank=True)
    quantity = units()
    deliverable = units()  # with the tolerance for over-delivery, where one was agreed
    price = units()  # without tax, major units of the order's currency for one unit
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2)
    is_billed_by_order = models.BooleanField()
    delivered = units(default=0)
    returned = units(default=0)
    invoiced = units(default=0)
    given_up = units(default=0)  # not delivered any more when the order was closed

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="order_line_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="order_line_once", fields=["order", "line_no"]),
            models.CheckConstraint(
                name="order_line_says_something",
                condition=Q(quantity__gt=0, price__gte=0, tax_percent__gte=0, tax_percent__lt=100)
                & Q(deliverable__gte=F("quantity")),
            ),
            models.CheckConstraint(
                name="order_line_not_over_delivered",
                condition=Q(delivered__gte=0, delivered__lte=F("deliverable")),
            ),
            models.CheckConstraint(
                name="order_line_not_over_returned",
                condition=Q(returned__gte=0, returned__lte=F("delivered")),
            ),
            models.CheckConstraint(
                name="order_line_not_over_invoiced",
                condition=Q(invoiced__gte=0)
                & (
                    Q(
                        is_billed_by_order=False,
                        invoiced__lte=F("delivered") - F("returned"),
                    )
                    | Q(
                        is_billed_by_order=True,
                        invoiced__lte=Greatest(F("quantity") - F("given_up"), F("delivered"))
                        - F("returned"),
                    )
                ),
            ),
            models.CheckConstraint(
                name="order_line_given_up_was_open",
                condition=Q(given_up=0)
                | Q(given_up__gt=0, given_up__lte=F("quantity") - F("delivered")),
            ),
        ]


class Delivery(models.Model):
    """Goods of one order that left on a day, with the evidence that they arrived, and the day they were accepted."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    order = models.ForeignKey(SalesOrder, on_delete=models.PROTECT, db_constraint=False)
    number = models.CharField(max_length=100)
    delivered_on = models.DateField()
    accepted_on = models.DateField(null=True)
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, db_constraint=False)  # fmt: skip
    evidence_name = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, default="delivered")
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT)
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="delivery_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="delivery_number_once", fields=["company", "number"], condition=~Q(state="cancelled")),
            models.UniqueConstraint(name="delivery_key_once", fields=["company", "key"]),
            models.CheckConstraint(
                name="delivery_state_known", condition=Q(state__in=DELIVERY_STATES)
            ),
            models.CheckConstraint(
                name="delivery_accepted_after_it_left",
                condition=Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("delivered_on")),
            ),
            models.CheckConstraint(
                name="delivery_accepted_is_dated",
                condition=Q(state="accepted", accepted_on__isnull=False)
                | (~Q(state="accepted") & Q(accepted_on__isnull=True)),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["company", "customer", "-id"], name="delivery_of_customer"),
            models.Index(fields=["company", "state", "-id"], name="delivery_in_state"),
            by_words("number", "delivery_by_number"),
            models.Index(fields=["order"], name="delivery_of_order"),
        ]


class DeliveryLine(models.Model):
    """So much of a line of the order. What came back or was invoiced are counters."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, db_constraint=False)
    order_line = models.ForeignKey(SalesOrderLine, on_delete=models.PROTECT, db_constraint=False)
    line_no = models.SmallIntegerField()
    quantity = units()
    returned = units(default=0)
    invoiced = units(default=0)  # of orders that are billed by delivery

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="delivery_line_of_company", fields=["company", "id"]),
            models.UniqueConstraint(name="delivery_line_once", fields=["delivery", "line_no"]),
            models.CheckConstraint(name="delivery_line_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="delivery_line_not_over_invoiced",
                condition=Q(returned__gte=0, invoiced__gte=0)
                & Q(invoiced__lte=F("quantity") - F("returned")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["order_line"], name="delivery_line_of_order"),
        ]

"""What an invoice can be made of: lines delivered and not invoiced, and lines of orders that are billed by order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from wanglai.services.access.scope import admit_to_rows
from wanglai.services.documents.papers import progress_of
from wanglai.services.money import Amount
from wanglai.store.models import Account, DeliveryLine, OpenItem, SalesOrderLine


@dataclass(frozen=True)
class BillableLine:
    """A line with what is left to be invoiced of it. ``delivery_line_id`` None: from the order itself."""

    order_line_id: int
    delivery_line_id: int | None
    order_id: int
    order_number: str
    delivery_id: int | None
    delivery_number: str
    on: date
    currency: str
    what: str
    unit: str
    price: Decimal
    tax_percent: Decimal
    left: Decimal

    @property
    def place(self) -> str:
        """How a form names the line."""
        return f"{self.order_line_id}-{self.delivery_line_id or 0}"


def billable_lines(
    *, company_id: int, actor: int, customer_id: int, limit: int = 200
) -> tuple[BillableLine, ...]:
    """Everything of a customer that waits for an invoice, oldest delivery first, at most ``limit`` lines of each kind.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer).
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_documents")
    sight.require(customer_id)
    delivered = (
        DeliveryLine.objects.filter(
            company_id=company_id, delivery__customer_id=customer_id,
            order_line__is_billed_by_order=False, quantity__gt=F("returned") + F("invoiced"),
        )
        .exclude(delivery__state="cancelled")
        .select_related("order_line__order", "delivery")
        .order_by("delivery__delivered_on", "id")
    )  # fmt: skip
    found = [_of_delivery(row) for row in delivered[:limit]]
    ordered = SalesOrderLine.objects.filter(
        company_id=company_id, order__customer_id=customer_id, is_billed_by_order=True,
        order__state__in=("confirmed", "closed"),
    ).select_related("order").order_by("order_id", "line_no")  # fmt: skip
    ahead = [_of_order(row) for row in ordered if progress_of(row).to_invoice][:limit]
    return (*found, *ahead)


def _left(row: DeliveryLine) -> Decimal:
    left: Decimal = row.quantity - row.returned - row.invoiced
    return left


def _of_delivery(row: DeliveryLine) -> BillableLine:
    line, delivery = row.order_line, row.delivery
    return BillableLine(
        line.id, row.id, line.order_id, line.order.number, delivery.id, delivery.number,
        delivery.delivered_on, line.order.currency, line.what, line.unit, line.price,
        line.tax_percent, _left(row),
    )  # fmt: skip


def _of_order(line: SalesOrderLine) -> BillableLine:
    return BillableLine(
        line.id, None, line.order_id, line.order.number, None, "", line.order.ordered_on,
        line.order.currency, line.what, line.unit, line.price, line.tax_percent,
        progress_of(line).to_invoice,
    )  # fmt: skip


@dataclass(frozen=True)
class OwedItem:
    """An open receivable that a bill may be given for."""

    id: int
    document: str
    due_on: date | None
    open: Amount


def items_to_pay(
    *, company_id: int, actor: int, customer_id: int, limit: int = 200
) -> tuple[OwedItem, ...]:
    """What a customer owes on receivables now, bills not among it, oldest due first.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer).
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_documents")
    sight.require(customer_id)
    receivable = Account.objects.filter(company_id=company_id, role="receivable").values("id")
    rows = OpenItem.objects.filter(
        company_id=company_id, customer_id=customer_id, side=1, account_id__in=receivable,
        allocated__lt=F("amount"),
    ).order_by(F("due_on").asc(nulls_last=True), "id")  # fmt: skip
    return tuple(
        OwedItem(row.id, row.document, row.due_on, Amount(row.amount - row.allocated, row.currency))
        for row in rows[:limit]
    )

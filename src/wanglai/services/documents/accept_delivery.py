"""The customer accepts what was delivered (验收), wholly or in part; or the delivery never took place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.orders import is_quantity
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, Sight
from wanglai.services.documents.papers import (
    DayDoesNotFit,
    LinesDoNotFit,
    NotInThisState,
    admit_to_customers,
    held,
    held_delivery_lines,
    held_order_lines,
    move,
    progress_of,
)
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Delivery, DeliveryLine, SalesOrder, SalesOrderLine


class DeliveryIsInvoiced(UnableTo):
    code_of_refusal = "delivery.invoiced"
    why = Wording("该交付（或其订单）已开票。", "The delivery, or its order, is invoiced for it.")
    next_step = Wording(
        "请先作废或冲红发票。", "Cancel the invoice, or take it back by a credit note, first."
    )


@transaction.atomic
def accept_delivery(
    *, company_id: int, actor: int, origin: str, delivery_id: int, on: date,
    refused: Mapping[int, Decimal] | None = None,
) -> None:  # fmt: skip
    """The customer accepts the delivery on a day; what it refuses of a line (by the line's id) comes back to us.

    Delivered 60, refused 2: 58 are kept and can be invoiced; the 2 are not delivered anew unless ordered anew.
    Refuses, in order: NotFound, NotPermitted, NotFound (delivery), NotInThisState, DayDoesNotFit, NotFound (line),
    LinesDoNotFit, DeliveryIsInvoiced.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_order")
    delivery, lines, of_order = _held(company_id, delivery_id, sight)
    if delivery.state != "delivered":
        raise NotInThisState(delivery.number)
    if on < delivery.delivered_on:
        raise DayDoesNotFit(on.isoformat())
    for line_id, quantity in (refused or {}).items():
        if line_id not in lines:
            raise NotFound
        _take_back(delivery, lines[line_id], of_order[lines[line_id].order_line_id], quantity)
    delivery.state, delivery.accepted_on = "accepted", on
    delivery.save(update_fields=["state", "accepted_on"])
    _tell(delivery, Who(actor, origin), "accept_delivery")


def _take_back(
    delivery: Delivery, line: DeliveryLine, of_order: SalesOrderLine, quantity: Decimal
) -> None:
    if not is_quantity(quantity) or quantity > line.quantity - line.returned:
        raise LinesDoNotFit(f"{delivery.number} · {line.line_no}")
    free = line.quantity - line.returned - line.invoiced
    if of_order.is_billed_by_order:
        free = progress_of(of_order).to_invoice
    if quantity > free:
        raise DeliveryIsInvoiced(f"{delivery.number} · {line.line_no}")
    move(SalesOrderLine, of_order.id, returned=quantity)
    move(DeliveryLine, line.id, returned=quantity)


@transaction.atomic
def cancel_delivery(*, company_id: int, actor: int, origin: str, delivery_id: int) -> None:
    """A delivery that never took place is taken back; its quantities are to be delivered again.

    Refuses, in order: NotFound, NotPermitted, NotFound (delivery), NotInThisState (also where its order is closed),
    DeliveryIsInvoiced.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_order")
    delivery, lines, of_order = _held(company_id, delivery_id, sight)
    if delivery.state == "cancelled" or delivery.order.state != "confirmed":
        raise NotInThisState(delivery.number)
    for line in lines.values():
        progress = progress_of(of_order[line.order_line_id])
        without = replace(
            progress,
            delivered=progress.delivered - line.quantity,
            returned=progress.returned - line.returned,
        )
        if line.invoiced or without.invoiced > without.invoiceable:
            raise DeliveryIsInvoiced(f"{delivery.number} · {line.line_no}")
        move(SalesOrderLine, line.order_line_id, delivered=-line.quantity, returned=-line.returned)
    delivery.state, delivery.accepted_on = "cancelled", None
    delivery.save(update_fields=["state", "accepted_on"])
    _tell(delivery, Who(actor, origin), "cancel_delivery")


def _held(
    company_id: int, delivery_id: int, sight: Sight
) -> tuple[Delivery, dict[int, DeliveryLine], dict[int, SalesOrderLine]]:
    """The delivery, its lines and those of its order, held in the order every verb holds them. Refuses: NotFound."""
    rows = sight.of(Delivery.objects.filter(company_id=company_id, id=delivery_id))
    order_id = rows.values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound
    SalesOrder.objects.select_for_update(no_key=True).get(id=order_id)
    of_lines = DeliveryLine.objects.filter(delivery_id=delivery_id).values_list("id", "order_line_id")  # fmt: skip
    pairs = list(of_lines)
    of_order = held_order_lines(company_id, [order_line for _, order_line in pairs])
    delivery: Delivery = held(Delivery, company_id, delivery_id, sight)
    return delivery, held_delivery_lines(company_id, [line for line, _ in pairs]), of_order


def _tell(delivery: Delivery, who: Who, kind: str) -> None:
    record(delivery.company_id, who, kind, delivery=delivery.id, paper=delivery.number, customer=delivery.customer_id)  # fmt: skip

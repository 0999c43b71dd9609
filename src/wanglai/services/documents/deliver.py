"""Goods of an order leave: so much of each line is delivered, never more than was ordered and its tolerance."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.membership import record
from wanglai.services.documents.evidence import keep_file
from wanglai.services.documents.papers import (
    DayDoesNotFit,
    LinesDoNotFit,
    NotInThisState,
    admit_to_customers,
    checked_number,
    held,
    held_order_lines,
    known_paper,
    move,
    numbered_once,
    progress_of,
)
from wanglai.services.documents.wanted import WantedDelivery
from wanglai.services.ledger.book import Who, request_hash
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Delivery, DeliveryLine, SalesOrder, SalesOrderLine


class MoreThanOrdered(UnableTo):
    code_of_refusal = "delivery.more_than_ordered"
    why = Wording(
        "交付数量超过订单余量（含允许的超交容差）。",
        "It is more than the order leaves to deliver, with the tolerance it allows.",
    )
    next_step = Wording(
        "请按余量交付；如客户同意多收，请另录订单。",
        "Deliver at most what is left; if the customer takes more, enter another order.",
    )


@transaction.atomic
def deliver(
    *, company_id: int, actor: int, origin: str, order_id: int, delivery: WantedDelivery, key: str,
    evidence: Upload | None = None,
) -> int:  # fmt: skip
    """Deliver part of an order, or all of it; the delivery's id. The same key answers the same id.

    Ordered 100 and delivered 60, 40 more are delivered at most; with a tolerance of 5 %, 45.
    Refuses, in order: NotFound, NotPermitted, NotFound (order), KeyWasUsed, NotInThisState, PaperHasNoNumber,
    DayDoesNotFit, LinesDoNotFit, NotFound (line), MoreThanOrdered, NumberIsTaken, FileIsEmpty, FileIsTooBig.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_order")
    order: SalesOrder = held(SalesOrder, company_id, order_id, sight)
    asked = request_hash({"deliver": order_id, **asdict(delivery)})
    known = known_paper(Delivery, company_id, key, asked)
    if known is not None:
        return known
    if order.state != "confirmed":
        raise NotInThisState(order.number)
    number = checked_number(delivery.number)
    if delivery.delivered_on < order.ordered_on:
        raise DayDoesNotFit(delivery.delivered_on.isoformat())
    _check(order, delivery)
    with numbered_once(number):
        row = Delivery.objects.create(
            company_id=company_id, customer_id=order.customer_id, order=order, number=number,
            delivered_on=delivery.delivered_on, text=delivery.text.strip(), key=key,
            request_hash=asked, entered_by_id=actor,
        )  # fmt: skip
    if evidence is not None:
        kept = keep_file(company_id, actor, evidence)
        row.evidence_id, row.evidence_name = kept.id, kept.name
        row.save(update_fields=["evidence", "evidence_name"])
    DeliveryLine.objects.bulk_create(
        DeliveryLine(
            company_id=company_id, delivery=row, order_line_id=each.order_line_id,
            line_no=line_no, quantity=each.quantity,
        )
        for line_no, each in enumerate(delivery.lines, start=1)
    )  # fmt: skip
    for each in delivery.lines:
        move(SalesOrderLine, each.order_line_id, delivered=each.quantity)
    record(company_id, Who(actor, origin), "deliver", delivery=row.id, paper=number, order=order.id, customer=order.customer_id)  # fmt: skip
    return int(row.id)


def _check(order: SalesOrder, delivery: WantedDelivery) -> None:
    """Hold the lines and look at each. Refuses, in order: LinesDoNotFit, NotFound (line), MoreThanOrdered."""
    ids = [each.order_line_id for each in delivery.lines]
    if not ids or len(set(ids)) != len(ids):
        raise LinesDoNotFit(delivery.number)
    lines = held_order_lines(order.company_id, ids)
    for each in delivery.lines:
        line = lines[each.order_line_id]
        fault = progress_of(line).delivery_fault(each.quantity)
        if line.order_id != order.id or fault == "quantity":
            raise LinesDoNotFit(f"{delivery.number} · {line.line_no}")
        if fault == "beyond":
            raise MoreThanOrdered(f"{order.number} · {line.line_no} · {line.what}")

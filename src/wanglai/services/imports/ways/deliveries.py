"""Deliveries of a file: held against what their orders leave, and written with the counters of the orders they move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db import IntegrityError, connection

from wanglai.domain.incoming import Incoming, Problem
from wanglai.domain.incoming_papers import (
    KnownLine,
    KnownOrder,
    KnownPapers,
    day_of,
    deliveries_problems,
    delivery_says,
    lines_of_order,
)
from wanglai.domain.orders import NOTHING
from wanglai.services.access.scope import Sight
from wanglai.services.documents.papers import held_order_lines, progress_of
from wanglai.services.imports.known import CURRENCIES, customers_by_name, repeated
from wanglai.services.imports.refusals import ChangedMeanwhile
from wanglai.services.imports.ways.way import Looking, Way, Writing
from wanglai.services.ledger.book import request_hash
from wanglai.store.models import Delivery, DeliveryLine, SalesOrder, SalesOrderLine


def check(looking: Looking) -> list[list[Problem]]:
    """Everything in the way of each delivery, of orders the person sees; what earlier ones of the file take is gone."""
    return deliveries_problems(looking.documents, _known(looking.company_id, looking.sight, looking.documents))  # fmt: skip


def _known(company_id: int, sight: Sight | None, documents: list[Incoming]) -> KnownPapers:
    numbers = [each.number for each in documents if each.number]
    return KnownPapers(
        customers=customers_by_name(company_id, sight),
        currencies=CURRENCIES,
        there=_there(company_id, numbers),
        times=repeated(numbers),
        orders=_orders(company_id, sight, {each.said.get("order", "") for each in documents}),
    )


def _there(company_id: int, numbers: Collection[str]) -> dict[str, object]:
    """What deliveries of these numbers say; cancelled ones are as good as not there."""
    rows = Delivery.objects.filter(company_id=company_id, number__in=numbers)
    deliveries = list(rows.exclude(state="cancelled"))
    lines: dict[int, list[tuple[int, Decimal | None]]] = defaultdict(list)
    of_deliveries = DeliveryLine.objects.filter(delivery_id__in=[each.id for each in deliveries])
    for each in of_deliveries:
        lines[each.delivery_id].append((each.order_line_id, each.quantity))
    return {
        each.number: delivery_says(each.order_id, each.delivered_on, iter(lines[each.id]))
        for each in deliveries
    }


def _orders(
    company_id: int, sight: Sight | None, numbers: Collection[str]
) -> dict[str, KnownOrder]:
    rows = SalesOrder.objects.filter(company_id=company_id, number__in=numbers)
    rows = rows if sight is None else sight.of(rows)
    orders = list(rows.exclude(state="cancelled"))
    lines: dict[int, list[KnownLine]] = defaultdict(list)
    of_orders = SalesOrderLine.objects.filter(order_id__in=[each.id for each in orders])
    for each in of_orders.order_by("order_id", "line_no"):
        progress = progress_of(each)
        allowed = max(NOTHING, progress.deliverable - progress.delivered)
        lines[each.order_id].append(
            KnownLine(each.id, each.line_no, each.what, allowed, progress.to_deliver)
        )
    return {
        each.number: KnownOrder(
            each.id, each.customer_id, each.ordered_on, each.state == "confirmed", tuple(lines[each.id])
        )
        for each in orders
    }  # fmt: skip


def write(writing: Writing) -> None:
    """Write a chunk of deliveries and move the counters of their orders.

    Refuses: ChangedMeanwhile (an order was closed or delivered, or a number taken, since they were looked at).
    """
    known = _known(writing.company_id, None, writing.documents)
    if any(not known.orders[each.said["order"]].is_confirmed for each in writing.documents):
        raise ChangedMeanwhile(writing.documents[0].number)
    moved: dict[int, Decimal] = defaultdict(Decimal)
    for each in writing.documents:
        for line, there in zip(each.lines, lines_of_order(each, known), strict=True):
            if there is None or line.quantity is None:
                raise ChangedMeanwhile(each.number)
            moved[there.line_id] += line.quantity
    held_order_lines(writing.company_id, moved)
    try:
        _move(moved)
        rows = Delivery.objects.bulk_create(
            _row(writing, place, each, known.orders[each.said["order"]])
            for place, each in enumerate(writing.documents)
        )
    except IntegrityError as problem:
        raise ChangedMeanwhile(writing.documents[0].number) from problem
    DeliveryLine.objects.bulk_create(
        (
            line
            for row, each in zip(rows, writing.documents, strict=True)
            for line in _lines(row, each, known)
        ),
        batch_size=5_000,
    )


def _move(moved: dict[int, Decimal]) -> None:
    """The CHECK of the table has the last word about each line."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"ids": list(moved), "quantities": list(moved.values())})


_MOVED = """
UPDATE store_salesorderline AS line SET delivered = line.delivered + moved.quantity
  FROM unnest(%(ids)s::bigint[], %(quantities)s::numeric[]) AS moved (id, quantity)
 WHERE line.id = moved.id
"""


def _row(writing: Writing, place: int, delivery: Incoming, order: KnownOrder) -> Delivery:
    assert delivery.on is not None, "what is delivered has a day"
    accepted = day_of(delivery.said.get("accepted", ""))
    says = {"deliver": order.order_id, "number": delivery.number, "key": writing.key(place)}
    return Delivery(
        company_id=writing.company_id, customer_id=order.customer_id, order_id=order.order_id, number=delivery.number,
        delivered_on=delivery.on, accepted_on=accepted, state="accepted" if accepted else "delivered", text=delivery.text,
        key=writing.key(place), request_hash=request_hash(says), entered_by_id=writing.maker,
    )  # fmt: skip


def _lines(row: Delivery, delivery: Incoming, known: KnownPapers) -> list[DeliveryLine]:
    return [
        DeliveryLine(
            company_id=row.company_id, delivery=row, order_line_id=there.line_id, line_no=number, quantity=line.quantity
        )
        for number, (line, there) in enumerate(zip(delivery.lines, lines_of_order(delivery, known), strict=True), start=1)
        if there is not None and line.quantity is not None
    ]  # fmt: skip


WAY = Way(check, write)

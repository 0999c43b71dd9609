"""Orders of a file: held against the orders that are there, and written confirmed, lines and all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db import IntegrityError

from wanglai.domain.incoming import Incoming, Line, Problem
from wanglai.domain.incoming_papers import (
    KnownPapers,
    day_of,
    line_numbers,
    order_problems,
    order_says,
    percent_of_line,
    tolerance_of,
)
from wanglai.domain.orders import NOTHING, deliverable
from wanglai.services.imports.known import CURRENCIES, customers_by_name, repeated
from wanglai.services.imports.refusals import ChangedMeanwhile
from wanglai.services.imports.ways.way import Looking, Way, Writing
from wanglai.services.ledger.book import request_hash
from wanglai.store.models import SalesOrder, SalesOrderLine


def check(looking: Looking) -> list[list[Problem]]:
    """Everything in the way of each order; customers are those the person sees."""
    numbers = [each.number for each in looking.documents if each.number]
    known = KnownPapers(
        customers=customers_by_name(looking.company_id, looking.sight),
        currencies=CURRENCIES,
        there=_there(looking.company_id, numbers),
        times=repeated(numbers),
    )
    return [order_problems(each, known) for each in looking.documents]


def _there(company_id: int, numbers: Collection[str]) -> dict[str, object]:
    """What orders of these numbers say; cancelled ones are as good as not there."""
    rows = SalesOrder.objects.filter(company_id=company_id, number__in=numbers)
    orders = list(rows.exclude(state="cancelled"))
    lines: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    of_orders = SalesOrderLine.objects.filter(order_id__in=[each.id for each in orders])
    for each in of_orders.order_by("order_id", "line_no"):
        lines[each.order_id].append((each.what, each.quantity, each.price, each.tax_percent))
    return {
        each.number: (each.customer_id, each.ordered_on, each.currency, tuple(lines[each.id]))
        for each in orders
    }


def write(writing: Writing) -> None:
    """Write a chunk of orders. Refuses: ChangedMeanwhile (a number was taken since they were looked at)."""
    customers = customers_by_name(writing.company_id)
    try:
        rows = SalesOrder.objects.bulk_create(
            _row(writing, place, each, customers[each.customer])
            for place, each in enumerate(writing.documents)
        )
    except IntegrityError as problem:
        raise ChangedMeanwhile(writing.documents[0].number) from problem
    SalesOrderLine.objects.bulk_create(
        (line for row, each in zip(rows, writing.documents, strict=True) for line in _lines(row, each)),
        batch_size=5_000,
    )  # fmt: skip


def _row(writing: Writing, place: int, order: Incoming, customer: int | None) -> SalesOrder:
    assert customer is not None, "what is ordered has a customer"
    assert order.on is not None, "what is ordered has a day"
    return SalesOrder(
        company_id=writing.company_id, customer_id=customer, number=order.number,
        their_number=order.said.get("their_number", ""), ordered_on=order.on, wanted_on=day_of(order.said.get("wanted", "")),
        currency=order.currency, tolerance_percent=tolerance_of(order) or NOTHING, text=order.text, state="confirmed",
        key=writing.key(place), request_hash=request_hash({"order": order_says(order, customer)}),
        entered_by_id=writing.maker,
    )  # fmt: skip


def _lines(row: SalesOrder, order: Incoming) -> list[SalesOrderLine]:
    numbers = line_numbers(order)
    assert numbers is not None, "what is ordered has its lines numbered"
    return [_line(row, number, each) for number, each in zip(numbers, order.lines, strict=True)]


def _line(row: SalesOrder, number: int, line: Line) -> SalesOrderLine:
    percent = percent_of_line(line)
    assert line.quantity is not None, "what is ordered has a quantity"
    assert line.price is not None, "what is ordered has a price"
    assert percent is not None, "what is ordered has a tax rate"
    return SalesOrderLine(
        company_id=row.company_id, order=row, line_no=number, what=line.text, unit=(line.said or {}).get("unit", ""),
        quantity=line.quantity, deliverable=deliverable(line.quantity, Decimal(row.tolerance_percent)), price=line.price,
        tax_percent=percent, is_billed_by_order=row.is_billed_by_order,
    )  # fmt: skip


WAY = Way(check, write)

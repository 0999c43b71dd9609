"""A customer's order is written down: a draft until it is confirmed."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.invoicing import first_fault
from wanglai.domain.orders import deliverable
from wanglai.services.access.membership import record
from wanglai.services.documents.papers import (
    LinesDoNotFit,
    admit_to_customers,
    checked_currency,
    checked_number,
    hold_customer,
    known_paper,
    numbered_once,
)
from wanglai.services.documents.wanted import WantedOrder
from wanglai.services.ledger.book import Who, request_hash
from wanglai.services.refusals import UnableTo
from wanglai.store.models import SalesOrder, SalesOrderLine


class ToleranceDoesNotFit(UnableTo):
    code_of_refusal = "order.tolerance"
    why = Wording(
        "超交容差不在 0 至 100 之间。", "The tolerance for over-delivery is not 0 to 100 %."
    )
    next_step = Wording("请填写百分比，不允许超交则填 0。", "Give a percentage; 0 allows none.")
    http_status = 422


@transaction.atomic
def enter_order(*, company_id: int, actor: int, origin: str, order: WantedOrder, key: str) -> int:
    """Write an order down; its id. The same key with the same order answers the same id.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), KeyWasUsed, PaperHasNoNumber, CurrencyIsNoCode,
    LinesDoNotFit, ToleranceDoesNotFit, NumberIsTaken.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_order")
    hold_customer(company_id, order.customer_id, sight)
    asked = request_hash(asdict(order))
    known = known_paper(SalesOrder, company_id, key, asked)
    if known is not None:
        return known
    number, currency = checked_number(order.number), checked_currency(order.currency)
    fault = first_fault([line.priced for line in order.lines], currency)
    if fault is not None or not all(line.what.strip() for line in order.lines):
        raise LinesDoNotFit(fault or "")
    if not 0 <= order.tolerance_percent <= 100:
        raise ToleranceDoesNotFit(str(order.tolerance_percent))
    with numbered_once(number):
        row = SalesOrder.objects.create(
            company_id=company_id, customer_id=order.customer_id, number=number,
            their_number=order.their_number.strip(), ordered_on=order.ordered_on,
            wanted_on=order.wanted_on, currency=currency,
            tolerance_percent=order.tolerance_percent,
            is_billed_by_order=order.is_billed_by_order, text=order.text.strip(), key=key,
            request_hash=asked, entered_by_id=actor,
        )  # fmt: skip
    SalesOrderLine.objects.bulk_create(
        SalesOrderLine(
            company_id=company_id, order=row, line_no=line_no, what=line.what.strip(),
            unit=line.unit.strip(), quantity=line.quantity,
            deliverable=deliverable(line.quantity, order.tolerance_percent), price=line.price,
            tax_percent=line.tax_percent, is_billed_by_order=order.is_billed_by_order,
        )
        for line_no, line in enumerate(order.lines, start=1)
    )  # fmt: skip
    record(company_id, Who(actor, origin), "enter_order", order=row.id, paper=number, customer=row.customer_id)  # fmt: skip
    return int(row.id)

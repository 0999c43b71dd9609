"""An order is confirmed, closed with what will not be delivered any more, or cancelled before anything moved."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.orders import NOTHING
from wanglai.services.access.membership import record
from wanglai.services.access.scope import Sight
from wanglai.services.documents.papers import (
    NotInThisState,
    admit_to_customers,
    held,
    held_order_lines,
    move,
    progress_of,
)
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import SalesOrder, SalesOrderLine


class InvoicedAhead(UnableTo):
    code_of_refusal = "order.ahead"
    why = Wording("已开票的数量多于已交付的数量。", "More is invoiced than was delivered.")
    next_step = Wording(
        "请先交付，或开红字单据冲回。", "Deliver it first, or take it back by a credit note."
    )


class OrderHasMoved(UnableTo):
    code_of_refusal = "order.moved"
    why = Wording("订单已有交付或开票。", "Something of the order was delivered or invoiced.")
    next_step = Wording("请关闭订单，不再交付余量。", "Close it: what is left is given up.")


@transaction.atomic
def confirm_order(*, company_id: int, actor: int, origin: str, order_id: int) -> None:
    """A draft becomes an order that is delivered. Refuses, in order: NotFound, NotPermitted, NotFound (order), NotInThisState."""
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_order")
    order = _order(company_id, order_id, sight, ("draft",))
    _to(order, "confirmed", Who(actor, origin), "confirm_order")


@transaction.atomic
def close_order(*, company_id: int, actor: int, origin: str, order_id: int) -> None:
    """Nothing more is delivered: what is left of each line is given up.

    Ordered 10, delivered 6: 4 are given up. Refuses, in order: NotFound, NotPermitted, NotFound (order), NotInThisState,
    InvoicedAhead.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_order")
    order = _order(company_id, order_id, sight, ("confirmed",))
    for line in _lines(order):
        progress = progress_of(line)
        if progress.is_ahead:
            raise InvoicedAhead(f"{order.number} · {line.line_no}")
        if progress.to_deliver > NOTHING:
            move(SalesOrderLine, line.id, given_up=progress.to_deliver)
    _to(order, "closed", Who(actor, origin), "close_order")


@transaction.atomic
def cancel_order(*, company_id: int, actor: int, origin: str, order_id: int) -> None:
    """An order of which nothing moved is taken back.

    Refuses, in order: NotFound, NotPermitted, NotFound (order), NotInThisState, OrderHasMoved.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_order")
    order = _order(company_id, order_id, sight, ("draft", "confirmed"))
    if any(line.delivered or line.invoiced for line in _lines(order)):
        raise OrderHasMoved(order.number)
    _to(order, "cancelled", Who(actor, origin), "cancel_order")


def _order(company_id: int, order_id: int, sight: Sight, states: tuple[str, ...]) -> SalesOrder:
    order: SalesOrder = held(SalesOrder, company_id, order_id, sight)
    if order.state not in states:
        raise NotInThisState(order.number)
    return order


def _lines(order: SalesOrder) -> list[SalesOrderLine]:
    ids = SalesOrderLine.objects.filter(order_id=order.id).values_list("id", flat=True)
    return list(held_order_lines(order.company_id, ids).values())


def _to(order: SalesOrder, state: str, who: Who, kind: str) -> None:
    order.state = state
    order.save(update_fields=["state"])
    record(order.company_id, who, kind, order=order.id, paper=order.number, customer=order.customer_id)  # fmt: skip

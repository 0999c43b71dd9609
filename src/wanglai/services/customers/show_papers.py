"""The newest orders, deliveries, invoices and bills of one customer; the lists of documents have all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.documents import words
from wanglai.services.documents.lists import worth
from wanglai.services.ledger.merged import Kin, family
from wanglai.services.money import Amount
from wanglai.store.models import Bill, Customer, Delivery, Invoice, SalesOrder, SalesOrderLine

PAPERS = 5  # of each kind


@dataclass(frozen=True)
class PaperRow:
    """``part`` is order, delivery, invoice or bill; a delivery has no amount, and only a bill matures."""

    part: str
    id: int
    kind: Wording
    number: str
    on: date
    matures_on: date | None
    amount: Amount | None
    state: Wording


def customer_papers(
    *, company_id: int, actor: int, customer_id: int, kin: Kin | None = None
) -> tuple[PaperRow, ...]:
    """The newest of each kind, of the customer and those merged into it, the newest first.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer).
    """
    admit_to_rows(company_id=company_id, actor=actor, act="view_documents").require(customer_id)
    if not Customer.objects.filter(company_id=company_id, id=customer_id).exists():
        raise NotFound
    ids = family(company_id, customer_id, kin)
    rows = chain(_orders(company_id, ids), _deliveries(company_id, ids), _invoices(company_id, ids), _bills(company_id, ids))  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.on, row.part, row.id), reverse=True))


def _newest(model: Any, company_id: int, ids: tuple[int, ...]) -> list[Any]:
    return list(model.objects.filter(company_id=company_id, customer_id__in=ids).order_by("-id")[:PAPERS])  # fmt: skip


def _orders(company_id: int, ids: tuple[int, ...]) -> list[PaperRow]:
    found = _newest(SalesOrder, company_id, ids)
    lines: dict[int, list[SalesOrderLine]] = {each.id: [] for each in found}
    for line in SalesOrderLine.objects.filter(order_id__in=lines):
        lines[line.order_id].append(line)
    return [
        PaperRow(
            "order", each.id, words.ORDER, each.number, each.ordered_on, None,
            Amount(worth(lines[each.id], each.currency), each.currency), words.ORDER_STATES[each.state],
        )
        for each in found
    ]  # fmt: skip


def _deliveries(company_id: int, ids: tuple[int, ...]) -> list[PaperRow]:
    return [
        PaperRow(
            "delivery", each.id, words.DELIVERY, each.number, each.delivered_on, None, None,
            words.DELIVERY_STATES[each.state],
        )
        for each in _newest(Delivery, company_id, ids)
    ]  # fmt: skip


def _invoices(company_id: int, ids: tuple[int, ...]) -> list[PaperRow]:
    return [
        PaperRow(
            "invoice", each.id, words.PAPER_KINDS[each.kind], each.number, each.on, None,
            Amount(each.gross, each.currency), words.PAPER_STATES[each.state],
        )
        for each in _newest(Invoice, company_id, ids)
    ]  # fmt: skip


def _bills(company_id: int, ids: tuple[int, ...]) -> list[PaperRow]:
    return [
        PaperRow(
            "bill", each.id, words.BILL_KINDS[each.kind], each.number, each.received_on, each.matures_on,
            Amount(each.amount, each.currency), words.BILL_STATES[each.state],
        )
        for each in _newest(Bill, company_id, ids)
    ]  # fmt: skip

"""Lists of orders, deliveries, invoices and bills: newest first, paged by key, for the customers one sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet, Sum

from tieout.refusal import Wording
from wanglai.domain.invoicing import Priced, figures, summed
from wanglai.services.access.scope import admit_to_rows
from wanglai.services.documents import words
from wanglai.services.documents.papers import progress_of
from wanglai.services.money import Amount
from wanglai.store.models import (
    Bill,
    Customer,
    Delivery,
    DeliveryLine,
    Invoice,
    OpenItem,
    SalesOrder,
    SalesOrderLine,
)

PAGE_ROWS = 50
NAMED_MAX = 10_000  # customers or orders that are looked up first and then asked for by their ids


@dataclass(frozen=True)
class Wanted:
    """``state`` '' is every state; ``after`` is the last id of the page before, 0 the first page.

    Days of maturity are asked of bills alone, both included; with either, they come soonest first.
    """

    search: str = ""
    state: str = ""
    customer_id: int = 0
    after: int = 0
    matures_from: date | None = None
    matures_to: date | None = None

    @property
    def is_by_maturity(self) -> bool:
        return self.matures_from is not None or self.matures_to is not None


@dataclass(frozen=True)
class OrderRow:
    id: int
    number: str
    their_number: str
    customer_id: int
    customer_name: str
    on: date
    wanted_on: date | None
    state: str
    state_words: Wording
    amount: Amount  # with tax
    waits_for_delivery: bool
    waits_for_invoice: bool


@dataclass(frozen=True)
class DeliveryRow:
    id: int
    number: str
    order_id: int
    order_number: str
    customer_id: int
    customer_name: str
    on: date
    accepted_on: date | None
    has_evidence: bool
    state: str
    state_words: Wording
    waits_for_invoice: bool


@dataclass(frozen=True)
class InvoiceRow:
    """``open``: what is left of its items now; None before it is posted."""

    id: int
    kind: str
    kind_words: Wording
    number: str
    customer_id: int
    customer_name: str
    on: date
    state: str
    state_words: Wording
    amount: Amount
    open: Amount | None


@dataclass(frozen=True)
class BillRow:
    id: int
    number: str
    kind_words: Wording
    customer_id: int
    customer_name: str
    drawee: str
    on: date
    matures_on: date
    state: str
    state_words: Wording
    amount: Amount


Row = TypeVar("Row")


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """One page; ``next_after`` None is the last one."""

    rows: tuple[Row, ...]
    next_after: int | None


def orders(*, company_id: int, actor: int, wanted: Wanted) -> Listed[OrderRow]:
    """Orders with what waits of each. Refuses, in order: NotFound, NotPermitted."""
    found, after = _page(company_id, actor, SalesOrder, wanted, "their_number")
    lines: dict[int, list[SalesOrderLine]] = {}
    for line in SalesOrderLine.objects.filter(order_id__in=[each.id for each in found]):
        lines.setdefault(line.order_id, []).append(line)
    return Listed(tuple(_order_row(each, lines.get(each.id, [])) for each in found), after)


def _order_row(order: SalesOrder, lines: list[SalesOrderLine]) -> OrderRow:
    steps = [progress_of(line) for line in lines]
    is_open = order.state == "confirmed"
    return OrderRow(
        id=order.id,
        number=order.number,
        their_number=order.their_number,
        customer_id=order.customer_id,
        customer_name=order.customer.name,
        on=order.ordered_on,
        wanted_on=order.wanted_on,
        state=order.state,
        state_words=words.ORDER_STATES[order.state],
        amount=Amount(worth(lines, order.currency), order.currency),
        waits_for_delivery=is_open and any(step.to_deliver for step in steps),
        waits_for_invoice=order.state in ("confirmed", "closed")
        and any(step.to_invoice for step in steps),
    )


def worth(lines: Iterable[SalesOrderLine], currency: str) -> int:
    """What an order is worth with tax, in minor units."""
    priced = [Priced(line.quantity, line.price, line.tax_percent) for line in lines]
    return summed(figures(priced, currency)).gross


def deliveries(*, company_id: int, actor: int, wanted: Wanted) -> Listed[DeliveryRow]:
    """Deliveries with their orders. Refuses, in order: NotFound, NotPermitted."""
    found, after = _page(company_id, actor, Delivery, wanted, "order__number")
    left: dict[int, Decimal] = {}
    rows = DeliveryLine.objects.filter(
        delivery_id__in=[each.id for each in found], order_line__is_billed_by_order=False
    )
    for line in rows:
        left[line.delivery_id] = left.get(line.delivery_id, Decimal(0)) + (
            line.quantity - line.returned - line.invoiced
        )
    return Listed(
        tuple(
            DeliveryRow(
                id=each.id,
                number=each.number,
                order_id=each.order_id,
                order_number=each.order.number,
                customer_id=each.customer_id,
                customer_name=each.customer.name,
                on=each.delivered_on,
                accepted_on=each.accepted_on,
                has_evidence=each.evidence_id is not None,
                state=each.state,
                state_words=words.DELIVERY_STATES[each.state],
                waits_for_invoice=each.state != "cancelled" and left.get(each.id, 0) > 0,
            )
            for each in found
        ),
        after,
    )


def invoices(*, company_id: int, actor: int, wanted: Wanted) -> Listed[InvoiceRow]:
    """Invoices and notes with what is open of each. Refuses, in order: NotFound, NotPermitted."""
    found, after = _page(company_id, actor, Invoice, wanted, "text")
    open_ = open_of(company_id, [each.entry_seq for each in found if each.entry_seq])
    return Listed(tuple(invoice_row(each, open_) for each in found), after)


def invoice_row(invoice: Invoice, open_: dict[int, int]) -> InvoiceRow:
    """One paper as lists show it; ``open_`` by the act that posted it."""
    seq = invoice.entry_seq
    return InvoiceRow(
        id=invoice.id,
        kind=invoice.kind,
        kind_words=words.PAPER_KINDS[invoice.kind],
        number=invoice.number,
        customer_id=invoice.customer_id,
        customer_name=invoice.customer.name,
        on=invoice.on,
        state=invoice.state,
        state_words=words.PAPER_STATES[invoice.state],
        amount=Amount(invoice.gross, invoice.currency),
        open=Amount(open_.get(seq, 0), invoice.currency) if seq else None,
    )


def open_of(company_id: int, seqs: Iterable[int]) -> dict[int, int]:
    """What is open now of the items each of these acts made."""
    rows = OpenItem.objects.filter(company_id=company_id, seq__in=list(seqs)).values("seq")
    sums = rows.annotate(open=Sum("amount") - Sum("allocated"))
    return {row["seq"]: int(row["open"]) for row in sums}


def bills(*, company_id: int, actor: int, wanted: Wanted) -> Listed[BillRow]:
    """Bills of exchange; with days of maturity those that mature then. Refuses, in order: NotFound, NotPermitted."""
    page = _page_by_maturity if wanted.is_by_maturity else _page
    found, after = page(company_id, actor, Bill, wanted, "drawee")
    return Listed(tuple(bill_row(each) for each in found), after)


def bill_row(bill: Bill) -> BillRow:
    return BillRow(
        id=bill.id,
        number=bill.number,
        kind_words=words.BILL_KINDS[bill.kind],
        customer_id=bill.customer_id,
        customer_name=bill.customer.name,
        drawee=bill.drawee,
        on=bill.received_on,
        matures_on=bill.matures_on,
        state=bill.state,
        state_words=words.BILL_STATES[bill.state],
        amount=Amount(bill.amount, bill.currency),
    )


@dataclass(frozen=True)
class CustomerChoice:
    id: int
    name: str


def customers_for_papers(
    *, company_id: int, actor: int, limit: int = 200
) -> tuple[CustomerChoice, ...]:
    """Customers one may write papers for, by name. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_documents")
    rows = sight.of(Customer.objects.filter(company_id=company_id, is_suspense=False), "id")
    rows = rows.order_by("name")
    return tuple(CustomerChoice(*row) for row in rows.values_list("id", "name")[:limit])


def customer_for_paper(*, company_id: int, actor: int, name: str) -> int | None:
    """The customer of this name, or of this name among its others. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_documents")
    rows = sight.of(Customer.objects.filter(company_id=company_id, is_suspense=False), "id")
    found = rows.filter(name=name).first() or rows.filter(names__contains=[name]).order_by("id").first()  # fmt: skip
    return int(found.id) if found else None


def _page(
    company_id: int, actor: int, model: Any, wanted: Wanted, also: str
) -> tuple[list[Any], int | None]:
    rows = _fitting(company_id, actor, model, wanted, also)
    if wanted.after:
        rows = rows.filter(id__lt=wanted.after)
    joined = ("customer", "order") if model is Delivery else ("customer",)
    return _cut(rows.select_related(*joined).order_by("-id"))


def _page_by_maturity(
    company_id: int, actor: int, model: Any, wanted: Wanted, also: str
) -> tuple[list[Any], int | None]:
    rows = _fitting(company_id, actor, model, wanted, also)
    if wanted.matures_from:
        rows = rows.filter(matures_on__gte=wanted.matures_from)
    if wanted.matures_to:
        rows = rows.filter(matures_on__lte=wanted.matures_to)
    known = model.objects.filter(company_id=company_id, id=wanted.after)
    last = known.values_list("matures_on", flat=True).first()
    if last is not None:  # the first condition alone is answered by the index
        of_the_day = Q(matures_on=last, id__lte=wanted.after)
        rows = rows.filter(matures_on__gte=last).exclude(of_the_day)
    return _cut(rows.select_related("customer").order_by("matures_on", "id"))


def _fitting(company_id: int, actor: int, model: Any, wanted: Wanted, also: str) -> QuerySet[Any]:
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_documents")
    rows: QuerySet[Any] = sight.of(model.objects.filter(company_id=company_id))
    if wanted.search:
        rows = rows.filter(_holds(company_id, wanted.search, also))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.customer_id:
        rows = rows.filter(customer_id=wanted.customer_id)
    return rows


def _cut(rows: QuerySet[Any]) -> tuple[list[Any], int | None]:
    """A page, and its last id where more follow."""
    found = list(rows[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    return shown, shown[-1].id if len(found) > PAGE_ROWS else None


def _holds(company_id: int, words: str, also: str) -> Q:
    """Papers whose number, customer or ``also`` holds the words: each part of it one that an index answers."""
    fits = Q(number__icontains=words) | _named(Customer, company_id, words, "customer__name")
    if "__" in also:
        return fits | _named(SalesOrder, company_id, words, also)
    return fits | Q(**{f"{also}__icontains": words})


def _named(model: Any, company_id: int, words: str, path: str) -> Q:
    """``path`` is as ``customer__name``. Where thousands hold the words, the newest papers are soon found without."""
    relation, name = path.split("__")
    fits = model.objects.filter(company_id=company_id, **{f"{name}__icontains": words})
    ids = list(fits.values_list("id", flat=True)[: NAMED_MAX + 1])
    return Q(**{f"{relation}_id__in": ids}) if len(ids) <= NAMED_MAX else Q(**{f"{path}__icontains": words})  # fmt: skip

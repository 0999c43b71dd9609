"""Invoices of a file that refer to deliveries and orders: what they take is held, moved once, and kept as invoices of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from wanglai.domain.incoming import Incoming, Problem
from wanglai.domain.incoming_billing import (
    REFERENCES,
    TAKEN_ALL_THE_SAME,
    Billing,
    KnownPaper,
    KnownSource,
    KnownToBill,
    Taking,
    refers,
)
from wanglai.services.documents.due_days import LineDays
from wanglai.services.documents.papers import progress_of
from wanglai.services.imports.problems import AUTOMATIC
from wanglai.store.models import (
    Delivery,
    DeliveryLine,
    FileImport,
    Invoice,
    SalesOrder,
    SalesOrderLine,
)

_IN_FORCE = ("confirmed", "closed")


class BillingOfFile:
    """What the invoices of a file that refer to papers would take; empty where none refers, without a look at the database.

    ``problems`` and ``takings`` by the row of the invoice, in the order of the file.
    """

    def __init__(
        self,
        company_id: int,
        customers: Mapping[str, int | None],
        documents: Iterable[Incoming],
        others: Mapping[int, list[Problem]] | None = None,
        accepted: Collection[str] = TAKEN_ALL_THE_SAME,
    ) -> None:
        """``others`` are problems found before, by row: what stands in the book already takes nothing more."""
        self.problems: dict[int, list[Problem]] = {}
        self.takings: dict[int, tuple[Taking, ...]] = {}
        referring = [each for each in documents if refers(each)]
        if not referring:
            return
        billing = Billing(known_to_bill(company_id, customers, referring))
        for each in referring:
            before = {problem.code for problem in (others or {}).get(each.row, ())}
            if before & AUTOMATIC:
                continue
            found, takings = billing.look(each)
            self.problems[each.row], self.takings[each.row] = found, takings
            if before | {problem.code for problem in found} <= frozenset(accepted):
                billing.take(takings)

    def days(self, document: Incoming) -> tuple[LineDays, ...]:
        """What happened to the goods of each line, as an invoice made by hand knows it; empty where nothing is taken."""
        takings = self.takings.get(document.row, ())
        if not takings:
            return ()
        taken = {each.at for each in takings}
        own = tuple(LineDays() for at in range(len(document.lines)) if at not in taken)
        return own + tuple(
            LineDays(each.paper.ordered_on, each.paper.delivered_on, each.paper.accepted_on)
            for each in takings
        )


def bills_papers(file_import: FileImport) -> bool:
    """Whether a file has a column by which its invoices may refer to papers."""
    columns = file_import.found.get("columns", {})
    return file_import.kind == "invoices" and any(name in columns for name in REFERENCES)


def known_to_bill(
    company_id: int, customers: Mapping[str, int | None], documents: Sequence[Incoming]
) -> KnownToBill:
    """The papers these invoices name, in a few looks for all of them."""
    lines = [(line.said or {}) for each in documents for line in each.lines]
    deliveries = {said["delivery"] for said in lines if said.get("delivery")}
    orders = {said["order"] for said in lines if said.get("order") and not said.get("delivery")}
    numbers = Invoice.objects.filter(
        company_id=company_id, kind="invoice", state__in=("draft", "reversed"),
        number__in={each.number for each in documents},
    )  # fmt: skip
    return KnownToBill(
        customers=customers,
        deliveries=_deliveries(company_id, deliveries),
        orders=_orders(company_id, orders),
        numbers_taken=frozenset(numbers.values_list("number", flat=True)),
    )


def _deliveries(company_id: int, numbers: Collection[str]) -> dict[str, KnownPaper]:
    rows = Delivery.objects.filter(
        company_id=company_id, number__in=numbers, order__state__in=_IN_FORCE
    )
    deliveries = list(rows.exclude(state="cancelled").select_related("order"))
    lines: dict[int, list[KnownSource]] = defaultdict(list)
    of_deliveries = DeliveryLine.objects.filter(delivery_id__in=[each.id for each in deliveries])
    for line in of_deliveries.select_related("order_line").order_by("delivery_id", "line_no"):
        left = line.quantity - line.returned - line.invoiced
        lines[line.delivery_id].append(_source(line.order_line, line.id, left))
    return {
        each.number: _paper(each.number, each.order, tuple(lines[each.id]), each)
        for each in deliveries
    }


def _orders(company_id: int, numbers: Collection[str]) -> dict[str, KnownPaper]:
    orders = list(
        SalesOrder.objects.filter(company_id=company_id, number__in=numbers, state__in=_IN_FORCE)
    )
    lines: dict[int, list[KnownSource]] = defaultdict(list)
    of_orders: QuerySet[SalesOrderLine] = SalesOrderLine.objects.filter(
        order_id__in=[each.id for each in orders]
    )
    for line in of_orders.order_by("order_id", "line_no"):
        lines[line.order_id].append(_source(line, None, progress_of(line).to_invoice))
    return {each.number: _paper(each.number, each, tuple(lines[each.id])) for each in orders}


def _source(line: SalesOrderLine, delivery_line_id: int | None, left: Decimal) -> KnownSource:
    return KnownSource(
        line.id, delivery_line_id, line.line_no, line.what, line.unit, line.price, line.tax_percent, left,
        progress_of(line).to_invoice,
    )  # fmt: skip


def _paper(
    number: str, order: SalesOrder, lines: tuple[KnownSource, ...], delivery: Delivery | None = None
) -> KnownPaper:
    return KnownPaper(
        number, order.number, order.customer_id, order.currency, order.ordered_on,
        delivery.delivered_on if delivery else None, delivery.accepted_on if delivery else None,
        order.is_billed_by_order, lines,
    )  # fmt: skip

"""An invoice is made of what was delivered or ordered, or of free lines: a draft until it is posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.invoicing import Priced, figures, first_fault, summed
from wanglai.domain.ledger import Instalment
from wanglai.domain.orders import is_quantity
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.documents.due_days import LineDays, due_parts
from wanglai.services.documents.papers import (
    DayDoesNotFit,
    LinesDoNotFit,
    NotInThisState,
    admit_to_customers,
    checked_currency,
    checked_number,
    held_delivery_lines,
    held_order_lines,
    hold_customer,
    known_paper,
    move,
    numbered_once,
    progress_of,
)
from wanglai.services.documents.wanted import Billed, WantedInvoice, WantedLine
from wanglai.services.ledger.book import Who, request_hash
from wanglai.services.ledger.post import InstalmentsDoNotAddUp
from wanglai.services.refusals import UnableTo
from wanglai.store.models import (
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceInstalment,
    InvoiceLine,
    SalesOrder,
    SalesOrderLine,
)


class MoreThanIsLeft(UnableTo):
    code_of_refusal = "invoice.more_than_left"
    why = Wording(
        "开票数量超过尚未开票的数量。", "It is more than is left to be invoiced of the line."
    )
    next_step = Wording(
        "请按未开票数量开票；按交付开票的订单须先交付。",
        "Invoice at most what is left; an order billed by delivery is delivered first.",
    )


class LinesOfAnother(UnableTo):
    code_of_refusal = "invoice.another"
    why = Wording(
        "明细行属于另一客户、币种，或其订单、交付已作废。",
        "A line is of another customer or currency, or its order or delivery is not in force.",
    )
    next_step = Wording("请分别开票。", "Make an invoice for each.")
    http_status = 422


NO_DAYS = LineDays()


@dataclass(frozen=True)
class _Source:
    """A line of the invoice with what it was made of."""

    wanted: WantedLine
    order_line_id: int | None = None
    delivery_line_id: int | None = None
    days: LineDays = NO_DAYS


@transaction.atomic
def make_invoice(
    *, company_id: int, actor: int, origin: str, invoice: WantedInvoice, key: str
) -> int:
    """Make an invoice; its id. What it takes of deliveries and orders is taken now, so that nobody invoices it again.

    60 of 100 delivered at 10.00 with 13 %: net 600.00, tax 78.00. The same key answers the same id.
    Refuses, in order: NotFound, NotPermitted, NotFound (customer), KeyWasUsed, PaperHasNoNumber, CurrencyIsNoCode,
    NotFound (a line, what it corrects), LinesOfAnother, LinesDoNotFit, MoreThanIsLeft, InstalmentsDoNotAddUp,
    DueIsNotSaid, NumberIsTaken.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_invoice")
    hold_customer(company_id, invoice.customer_id, sight)
    asked = request_hash(asdict(invoice))
    known = known_paper(Invoice, company_id, key, asked)
    if known is not None:
        return known
    number, currency = checked_number(invoice.number), checked_currency(invoice.currency)
    _check_corrected(company_id, invoice)
    sources = _sources(company_id, invoice)
    priced = [source.wanted.priced for source in sources]
    fault = first_fault(priced, currency)
    if fault is not None or not all(source.wanted.what.strip() for source in sources):
        raise LinesDoNotFit(fault or "")
    row = _written(company_id, actor, invoice, number, sources, priced, key=key, asked=asked)
    _take(sources)
    kind = "make_debit_note" if invoice.corrects_id else "make_invoice"
    record(company_id, Who(actor, origin), kind, invoice=row.id, paper=number, customer=row.customer_id, gross=row.gross, currency=row.currency)  # fmt: skip
    return int(row.id)


def _check_corrected(company_id: int, invoice: WantedInvoice) -> None:
    """A debit note raises a posted invoice of the same customer by lines of its own."""
    if invoice.corrects_id is None:
        return
    found = Invoice.objects.filter(company_id=company_id, id=invoice.corrects_id, kind="invoice").first()  # fmt: skip
    if found is None:
        raise NotFound
    fits = (found.customer_id, found.currency) == (invoice.customer_id, invoice.currency)
    if not fits or any(isinstance(line, Billed) for line in invoice.lines):
        raise LinesOfAnother(found.number)
    if found.state != "posted":
        raise NotInThisState(found.number)
    if invoice.on < found.on:
        raise DayDoesNotFit(invoice.on.isoformat())


def _sources(company_id: int, invoice: WantedInvoice) -> list[_Source]:
    """Every line with its price, lines of orders and deliveries held and looked at."""
    billed = [line for line in invoice.lines if isinstance(line, Billed)]
    places = [(line.order_line_id, line.delivery_line_id) for line in billed]
    if len(set(places)) != len(places):
        raise LinesDoNotFit(invoice.number)
    of_order = held_order_lines(company_id, [line.order_line_id for line in billed])
    of_delivery = held_delivery_lines(
        company_id, [line.delivery_line_id for line in billed if line.delivery_line_id]
    )
    orders = {
        order.id: order
        for order in SalesOrder.objects.filter(
            company_id=company_id, id__in={line.order_id for line in of_order.values()}
        )
    }
    deliveries = {
        each.id: each
        for each in Delivery.objects.filter(
            company_id=company_id, id__in={line.delivery_id for line in of_delivery.values()}
        )
    }
    found = []
    for line in invoice.lines:
        if isinstance(line, WantedLine):
            found.append(_Source(line))
            continue
        order_line = of_order[line.order_line_id]
        order = orders[order_line.order_id]
        taken = of_delivery[line.delivery_line_id] if line.delivery_line_id else None
        delivery = deliveries[taken.delivery_id] if taken else None
        _check_source(invoice, order, order_line, taken, delivery)
        if not is_quantity(line.quantity):
            raise LinesDoNotFit(f"{order.number} · {order_line.line_no}")
        left = progress_of(order_line).to_invoice
        if taken is not None:
            left = min(left, taken.quantity - taken.returned - taken.invoiced)
        if line.quantity > left:
            raise MoreThanIsLeft(f"{order.number} · {order_line.line_no} · {order_line.what}")
        wanted = WantedLine(
            order_line.what,
            line.quantity,
            order_line.price,
            order_line.tax_percent,
            order_line.unit,
        )
        days = LineDays(
            order.ordered_on,
            delivery.delivered_on if delivery else None,
            delivery.accepted_on if delivery else None,
        )
        found.append(_Source(wanted, order_line.id, taken.id if taken else None, days))
    return found


def _check_source(
    invoice: WantedInvoice, order: SalesOrder, order_line: SalesOrderLine,
    taken: DeliveryLine | None, delivery: Delivery | None,
) -> None:  # fmt: skip
    """Refuses: LinesOfAnother."""
    is_of_it = (order.customer_id, order.currency) == (invoice.customer_id, invoice.currency)
    is_in_force = order.state in ("confirmed", "closed")
    if order_line.is_billed_by_order:
        is_sourced = taken is None
    else:
        is_sourced = (
            taken is not None
            and delivery is not None
            and taken.order_line_id == order_line.id
            and delivery.state != "cancelled"
        )
    if not (is_of_it and is_in_force and is_sourced):
        raise LinesOfAnother(f"{order.number} · {order_line.line_no}")


def _written(
    company_id: int, actor: int, invoice: WantedInvoice, number: str, sources: Sequence[_Source],
    priced: Sequence[Priced], *, key: str, asked: bytes,
) -> Invoice:  # fmt: skip
    parts = figures(priced, invoice.currency)
    whole = summed(parts)
    instalments = invoice.instalments or due_parts(
        company_id, invoice, whole.gross, [source.days for source in sources]
    )
    if sum(each.amount for each in instalments) != whole.gross or any(
        each.amount <= 0 for each in instalments
    ):
        raise InstalmentsDoNotAddUp(number)
    with numbered_once(number):
        row = Invoice.objects.create(
            company_id=company_id, customer_id=invoice.customer_id,
            kind="debit_note" if invoice.corrects_id else "invoice", number=number, on=invoice.on,
            currency=invoice.currency, rate=invoice.rate, net=whole.net, tax=whole.tax,
            gross=whole.gross, corrects_id=invoice.corrects_id, text=invoice.text.strip(),
            key=key, request_hash=asked, made_by_id=actor,
        )  # fmt: skip
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            company_id=company_id, invoice=row, line_no=line_no,
            order_line_id=source.order_line_id, delivery_line_id=source.delivery_line_id,
            what=source.wanted.what.strip(), unit=source.wanted.unit.strip(),
            quantity=source.wanted.quantity, price=source.wanted.price,
            tax_percent=source.wanted.tax_percent, net=part.net, tax=part.tax,
        )
        for line_no, (source, part) in enumerate(zip(sources, parts, strict=True), start=1)
    )  # fmt: skip
    keep_instalments(company_id, row.id, instalments)
    return row


def keep_instalments(company_id: int, invoice_id: int, parts: Sequence[Instalment]) -> None:
    """The parts of an invoice, in their order."""
    InvoiceInstalment.objects.bulk_create(
        InvoiceInstalment(
            company_id=company_id, invoice_id=invoice_id, part_no=part_no, amount=each.amount,
            due_on=each.due_on,
        )
        for part_no, each in enumerate(parts, start=1)
    )  # fmt: skip


def _take(sources: Sequence[_Source]) -> None:
    for source in sources:
        if source.order_line_id is not None:
            move(SalesOrderLine, source.order_line_id, invoiced=source.wanted.quantity)
        if source.delivery_line_id is not None:
            move(DeliveryLine, source.delivery_line_id, invoiced=source.wanted.quantity)


@transaction.atomic
def cancel_invoice(*, company_id: int, actor: int, origin: str, invoice_id: int) -> None:
    """A draft of any kind is taken back: what it took can be invoiced, or credited, again.

    Refuses, in order: NotFound, NotPermitted, NotFound (invoice), NotInThisState.
    """
    admit(company_id=company_id, actor=actor, act="make_invoice")
    rows = Invoice.objects.filter(company_id=company_id, id=invoice_id)
    if not rows.exists():
        raise NotFound
    lines = list(InvoiceLine.objects.filter(invoice_id=invoice_id).order_by("id"))
    of_order = [line.order_line_id for line in lines if line.order_line_id]
    of_delivery = [line.delivery_line_id for line in lines if line.delivery_line_id]
    held_order_lines(company_id, of_order)
    held_delivery_lines(company_id, of_delivery)
    row = rows.select_for_update(no_key=True).get()
    if row.state != "draft":
        raise NotInThisState(row.number)
    for line in lines:
        if row.kind == "credit_note":
            let_go(line)
        else:
            give_back(line, line.quantity)
    row.state = "cancelled"
    row.save(update_fields=["state"])
    record(company_id, Who(actor, origin), "cancel_invoice", invoice=row.id, paper=row.number, customer=row.customer_id)  # fmt: skip


def let_go(line: InvoiceLine) -> None:
    """What a line of a credit note held of the line it corrects is free again."""
    assert line.corrects_line_id is not None, "a line of a credit note names the line it corrects"
    move(InvoiceLine, line.corrects_line_id, credited=-line.quantity, credited_net=-line.net, credited_tax=-line.tax)  # fmt: skip


def give_back(line: InvoiceLine, quantity: Decimal) -> None:
    """So much of a line is not invoiced any more."""
    if line.order_line_id is not None:
        move(SalesOrderLine, line.order_line_id, invoiced=-quantity)
    if line.delivery_line_id is not None:
        move(DeliveryLine, line.delivery_line_id, invoiced=-quantity)

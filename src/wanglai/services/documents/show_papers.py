"""One order, delivery, invoice or bill whole, with what is left at each line and the chain it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from tieout.refusal import Wording
from wanglai.domain.bills import next_states
from wanglai.domain.invoicing import Priced, figures, summed
from wanglai.domain.orders import Progress
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.allocation.items import items_of
from wanglai.services.allocation.unallocate import live_rows
from wanglai.services.documents import words
from wanglai.services.documents.lists import InvoiceRow, invoice_row, open_of
from wanglai.services.documents.papers import progress_of
from wanglai.services.ledger.words import kind_in_words
from wanglai.services.money import Amount
from wanglai.store.models import (
    Account,
    Allocation,
    Bill,
    BouncedReceipt,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceInstalment,
    InvoiceLine,
    OpenItem,
    SalesOrder,
    SalesOrderLine,
)


@dataclass(frozen=True)
class Link:
    """A paper of the chain: an order or a delivery."""

    id: int
    number: str
    on: date
    state: Wording
    is_over: bool  # cancelled


@dataclass(frozen=True)
class Settled:
    """So much of an invoice was settled by a receipt, a credit or a bill on a day."""

    invoice_number: str
    item_id: int
    document: str
    kind: Wording
    on: date
    amount: Amount


@dataclass(frozen=True)
class Unused:
    """Money or credit of the customer that no invoice has used yet, on whichever account it stands."""

    item_id: int
    document: str
    kind: Wording
    on: date
    account: Wording
    open: Amount


@dataclass(frozen=True)
class Chain:
    """Order, delivery, invoice, receipt: everything that follows from the same orders, or from one invoice."""

    orders: tuple[Link, ...]
    deliveries: tuple[Link, ...]
    invoices: tuple[InvoiceRow, ...]
    settled: tuple[Settled, ...]


@dataclass(frozen=True)
class OrderLineRow:
    id: int
    line_no: int
    what: str
    unit: str
    price: Decimal
    tax_percent: Decimal
    net: Amount
    tax: Amount
    progress: Progress


@dataclass(frozen=True)
class OrderPage:
    id: int
    number: str
    their_number: str
    customer_id: int
    customer_name: str
    ordered_on: date
    wanted_on: date | None
    currency: str
    tolerance_percent: Decimal
    is_billed_by_order: bool
    text: str
    state: str
    state_words: Wording
    lines: tuple[OrderLineRow, ...]
    net: Amount
    tax: Amount
    gross: Amount
    chain: Chain

    @property
    def waits_for_delivery(self) -> bool:
        return self.state == "confirmed" and any(line.progress.to_deliver for line in self.lines)

    @property
    def waits_for_invoice(self) -> bool:
        is_in_force = self.state in ("confirmed", "closed")
        return is_in_force and any(line.progress.to_invoice for line in self.lines)

    @property
    def has_moved(self) -> bool:
        return any(line.progress.delivered or line.progress.invoiced for line in self.lines)


@dataclass(frozen=True)
class DeliveryLineRow:
    id: int
    line_no: int
    what: str
    unit: str
    quantity: Decimal
    returned: Decimal
    invoiced: Decimal
    left: Decimal  # to be invoiced
    order_line_no: int


@dataclass(frozen=True)
class DeliveryPage:
    id: int
    number: str
    order_id: int
    order_number: str
    their_number: str
    is_billed_by_order: bool
    customer_id: int
    customer_name: str
    delivered_on: date
    accepted_on: date | None
    evidence_name: str
    text: str
    state: str
    state_words: Wording
    lines: tuple[DeliveryLineRow, ...]
    chain: Chain

    @property
    def waits_for_invoice(self) -> bool:
        return self.state != "cancelled" and any(line.left for line in self.lines)


@dataclass(frozen=True)
class InvoiceLineRow:
    id: int
    line_no: int
    what: str
    unit: str
    quantity: Decimal
    price: Decimal
    tax_percent: Decimal
    net: Amount
    tax: Amount
    gross: Amount
    quantity_left: Decimal  # after credit notes
    net_left: Amount
    source: str  # number of the delivery or order it was made of


@dataclass(frozen=True)
class PartRow:
    """An instalment: planned, or as an open item once it is posted."""

    due_on: date | None
    amount: Amount
    open: Amount | None
    item_id: int | None


@dataclass(frozen=True)
class InvoicePage:
    id: int
    kind: str
    kind_words: Wording
    number: str
    customer_id: int
    customer_name: str
    on: date
    currency: str
    rate: Decimal
    net: Amount
    tax: Amount
    gross: Amount
    corrects_id: int | None
    corrects_number: str
    reason: Wording | None
    text: str
    state: str
    state_words: Wording
    entry_seq: int | None
    reversal_seq: int | None
    lines: tuple[InvoiceLineRow, ...]
    parts: tuple[PartRow, ...]
    notes: tuple[InvoiceRow, ...]  # that correct it
    unused: tuple[
        Unused, ...
    ]  # that could settle it, oldest first; none where nothing is open of it
    their_numbers: tuple[str, ...]  # the customer's own references of the orders it is made of
    chain: Chain

    @property
    def open(self) -> Amount | None:
        opens = [part.open.minor for part in self.parts if part.open is not None]
        return Amount(sum(opens), self.currency) if opens else None

    @property
    def can_be_credited(self) -> bool:
        is_debit = self.state == "posted" and self.kind != "credit_note"
        return is_debit and any(line.net_left.minor for line in self.lines)


@dataclass(frozen=True)
class BillPage:
    id: int
    number: str
    kind_words: Wording
    customer_id: int
    customer_name: str
    drawer: str
    drawee: str
    amount: Amount
    issued_on: date
    matures_on: date
    received_on: date
    state: str
    state_words: Wording
    next_states: tuple[str, ...]
    passed_to: str
    entry_seq: int
    passed_seq: int | None
    ended_seq: int | None
    ended_on: date | None
    pays: tuple[Settled, ...]  # what it was given for
    unused: Amount  # of the bill, a credit like any other
    bounced: Bounced | None  # not paid: who said so, when and why


@dataclass(frozen=True)
class Bounced:
    """A bill nobody paid, as a person entered it."""

    by: str
    at: datetime
    why: str


def order_page(*, company_id: int, actor: int, order_id: int) -> OrderPage:
    """Refuses, in order: NotFound, NotPermitted, NotFound (order)."""
    order = _seen(company_id, actor, SalesOrder, order_id, "customer")
    rows = list(SalesOrderLine.objects.filter(order_id=order.id).order_by("line_no"))
    parts = figures(
        [Priced(row.quantity, row.price, row.tax_percent) for row in rows], order.currency
    )
    whole = summed(parts)
    return OrderPage(
        id=order.id,
        number=order.number,
        their_number=order.their_number,
        customer_id=order.customer_id,
        customer_name=order.customer.name,
        ordered_on=order.ordered_on,
        wanted_on=order.wanted_on,
        currency=order.currency,
        tolerance_percent=order.tolerance_percent,
        is_billed_by_order=order.is_billed_by_order,
        text=order.text,
        state=order.state,
        state_words=words.ORDER_STATES[order.state],
        lines=tuple(
            OrderLineRow(
                row.id, row.line_no, row.what, row.unit, row.price, row.tax_percent,
                Amount(part.net, order.currency), Amount(part.tax, order.currency), progress_of(row),
            )
            for row, part in zip(rows, parts, strict=True)
        ),
        net=Amount(whole.net, order.currency),
        tax=Amount(whole.tax, order.currency),
        gross=Amount(whole.gross, order.currency),
        chain=_chain(company_id, [order.id]),
    )  # fmt: skip


def delivery_page(*, company_id: int, actor: int, delivery_id: int) -> DeliveryPage:
    """Refuses, in order: NotFound, NotPermitted, NotFound (delivery)."""
    found = _seen(company_id, actor, Delivery, delivery_id, "customer", "order")
    by_order = found.order.is_billed_by_order
    rows = DeliveryLine.objects.filter(delivery_id=found.id).select_related("order_line")
    return DeliveryPage(
        id=found.id,
        number=found.number,
        order_id=found.order_id,
        order_number=found.order.number,
        their_number=found.order.their_number,
        is_billed_by_order=by_order,
        customer_id=found.customer_id,
        customer_name=found.customer.name,
        delivered_on=found.delivered_on,
        accepted_on=found.accepted_on,
        evidence_name=found.evidence_name,
        text=found.text,
        state=found.state,
        state_words=words.DELIVERY_STATES[found.state],
        lines=tuple(
            DeliveryLineRow(
                row.id, row.line_no, row.order_line.what, row.order_line.unit, row.quantity, row.returned,
                row.invoiced, Decimal(0) if by_order else row.quantity - row.returned - row.invoiced,
                row.order_line.line_no,
            )
            for row in rows.order_by("line_no")
        ),
        chain=_chain(company_id, [found.order_id]),
    )  # fmt: skip


def invoice_page(*, company_id: int, actor: int, invoice_id: int) -> InvoicePage:
    """Refuses, in order: NotFound, NotPermitted, NotFound (invoice)."""
    paper = _seen(company_id, actor, Invoice, invoice_id, "customer", "corrects")
    rows = list(
        InvoiceLine.objects.filter(invoice_id=paper.id)
        .select_related("order_line__order", "delivery_line__delivery")
        .order_by("line_no")
    )
    notes = list(Invoice.objects.filter(company_id=company_id, corrects_id=paper.id).select_related("customer").order_by("id"))  # fmt: skip
    open_ = open_of(company_id, [note.entry_seq for note in notes if note.entry_seq])
    orders = {
        row.order_line.order_id: row.order_line.order for row in rows if row.order_line is not None
    }
    parts = _parts(paper)
    currency = paper.currency
    return InvoicePage(
        id=paper.id,
        kind=paper.kind,
        kind_words=words.PAPER_KINDS[paper.kind],
        number=paper.number,
        customer_id=paper.customer_id,
        customer_name=paper.customer.name,
        on=paper.on,
        currency=currency,
        rate=paper.rate,
        net=Amount(paper.net, currency),
        tax=Amount(paper.tax, currency),
        gross=Amount(paper.gross, currency),
        corrects_id=paper.corrects_id,
        corrects_number=paper.corrects.number if paper.corrects else "",
        reason=words.CREDIT_REASONS.get(paper.reason),
        text=paper.text,
        state=paper.state,
        state_words=words.PAPER_STATES[paper.state],
        entry_seq=paper.entry_seq,
        reversal_seq=paper.reversal_seq,
        lines=tuple(_invoice_line(row, currency) for row in rows),
        parts=parts,
        notes=tuple(invoice_row(note, open_) for note in notes),
        unused=_unused(paper) if _waits_for_money(paper, parts) else (),
        their_numbers=tuple(
            each.their_number for _id, each in sorted(orders.items()) if each.their_number
        ),
        chain=_chain(company_id, sorted(orders), [paper.id]),
    )


def _waits_for_money(paper: Invoice, parts: tuple[PartRow, ...]) -> bool:
    is_open = any(part.open is not None and part.open.minor for part in parts)
    return paper.kind != "credit_note" and (paper.state == "draft" or is_open)


def _unused(paper: Invoice) -> tuple[Unused, ...]:
    """Found by customer and currency, never by account: an advance stands on another than the invoice it was paid for."""
    items = OpenItem.objects.filter(
        company_id=paper.company_id, customer_id=paper.customer_id, currency=paper.currency, side=-1,
        allocated__lt=F("amount"),
    )  # fmt: skip
    accounts = Account.objects.filter(company_id=paper.company_id).in_bulk()
    return tuple(
        Unused(
            item.id, item.document, kind_in_words(item.kind), item.document_on,
            Wording(accounts[item.account_id].name_zh, accounts[item.account_id].name_en),
            Amount(item.amount - item.allocated, item.currency),
        )
        for item in items.order_by("document_on", "id")
    )  # fmt: skip


def _invoice_line(row: InvoiceLine, currency: str) -> InvoiceLineRow:
    source = ""
    if row.delivery_line is not None:
        source = row.delivery_line.delivery.number
    elif row.order_line is not None:
        source = row.order_line.order.number
    return InvoiceLineRow(
        row.id, row.line_no, row.what, row.unit, row.quantity, row.price, row.tax_percent,
        Amount(row.net, currency), Amount(row.tax, currency), Amount(row.net + row.tax, currency),
        row.quantity - row.credited, Amount(row.net - row.credited_net, currency), source,
    )  # fmt: skip


def _parts(paper: Invoice) -> tuple[PartRow, ...]:
    if paper.entry_seq is None:
        planned = InvoiceInstalment.objects.filter(invoice_id=paper.id).order_by("part_no")
        return tuple(
            PartRow(row.due_on, Amount(row.amount, paper.currency), None, None) for row in planned
        )
    items = OpenItem.objects.filter(company_id=paper.company_id, seq=paper.entry_seq)
    return tuple(
        PartRow(
            row.due_on,
            Amount(row.amount, paper.currency),
            Amount(row.amount - row.allocated, paper.currency),
            row.id,
        )
        for row in items.order_by("item_no")
    )


def bill_page(*, company_id: int, actor: int, bill_id: int) -> BillPage:
    """Refuses, in order: NotFound, NotPermitted, NotFound (bill)."""
    bill = _seen(company_id, actor, Bill, bill_id, "customer")
    credit = items_of(company_id, bill.entry_seq)[1]
    item = OpenItem.objects.get(id=credit)
    return BillPage(
        id=bill.id,
        number=bill.number,
        kind_words=words.BILL_KINDS[bill.kind],
        customer_id=bill.customer_id,
        customer_name=bill.customer.name,
        drawer=bill.drawer,
        drawee=bill.drawee,
        amount=Amount(bill.amount, bill.currency),
        issued_on=bill.issued_on,
        matures_on=bill.matures_on,
        received_on=bill.received_on,
        state=bill.state,
        state_words=words.BILL_STATES[bill.state],
        next_states=next_states(bill.kind, bill.state),
        passed_to=bill.passed_to,
        entry_seq=bill.entry_seq,
        passed_seq=bill.passed_seq,
        ended_seq=bill.ended_seq,
        ended_on=bill.ended_on,
        pays=_paid_by_bill(bill, credit),
        unused=Amount(item.amount - item.allocated, bill.currency),
        bounced=_bounced(bill),
    )


def _bounced(bill: Bill) -> Bounced | None:
    rows = BouncedReceipt.objects.filter(company_id=bill.company_id, bill_id=bill.id)
    said = rows.select_related("bounced_by").first()
    return Bounced(said.bounced_by.get_full_name(), said.bounced_at, said.reason) if said else None


def _paid_by_bill(bill: Bill, credit_id: int) -> tuple[Settled, ...]:
    rows = Allocation.objects.filter(
        company_id=bill.company_id, credit_item_id=credit_id, amount__gt=0
    )
    standing = live_rows(bill.company_id, list(rows.order_by("seq", "row_no")))
    items = OpenItem.objects.in_bulk([row.debit_item_id for row in standing])
    return tuple(
        Settled(
            items[row.debit_item_id].document, row.debit_item_id, items[row.debit_item_id].document,
            kind_in_words(items[row.debit_item_id].kind), row.effective_on,
            Amount(row.amount, bill.currency),
        )
        for row in standing
        if items[row.debit_item_id].kind != "reversal"
    )  # fmt: skip


def _seen(company_id: int, actor: int, model: Any, paper_id: int, *joined: str) -> Any:
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_documents")
    rows = sight.of(model.objects.filter(company_id=company_id, id=paper_id))
    found = rows.select_related(*joined).first()
    if found is None:
        raise NotFound
    return found


def _chain(company_id: int, order_ids: Iterable[int], invoice_ids: Iterable[int] = ()) -> Chain:
    ids = list(order_ids)
    orders = SalesOrder.objects.filter(company_id=company_id, id__in=ids).order_by("id")
    deliveries = Delivery.objects.filter(company_id=company_id, order_id__in=ids).order_by("id")
    of_lines = InvoiceLine.objects.filter(company_id=company_id, order_line__order_id__in=ids)
    wanted = {*of_lines.values_list("invoice_id", flat=True), *invoice_ids}
    papers = list(
        Invoice.objects.filter(company_id=company_id, id__in=wanted)
        .select_related("customer")
        .order_by("id")
    )
    open_ = open_of(company_id, [paper.entry_seq for paper in papers if paper.entry_seq])
    return Chain(
        tuple(
            Link(each.id, each.number, each.ordered_on, words.ORDER_STATES[each.state], each.state == "cancelled")
            for each in orders
        ),
        tuple(
            Link(each.id, each.number, each.delivered_on, words.DELIVERY_STATES[each.state], each.state == "cancelled")
            for each in deliveries
        ),
        tuple(invoice_row(paper, open_) for paper in papers),
        _settled(company_id, papers),
    )  # fmt: skip


def _settled(company_id: int, papers: list[Invoice]) -> tuple[Settled, ...]:
    """What settled the invoices and still stands, oldest first."""
    seqs = [each.entry_seq for each in papers if each.entry_seq and each.kind != "credit_note"]
    items = OpenItem.objects.filter(company_id=company_id, seq__in=seqs, side=1)
    numbers = {item.id: item.document for item in items}
    rows = Allocation.objects.filter(
        company_id=company_id, debit_item_id__in=list(numbers), amount__gt=0
    )
    standing = live_rows(company_id, list(rows.order_by("effective_on", "seq", "row_no")))
    others = OpenItem.objects.in_bulk([row.credit_item_id for row in standing])
    return tuple(
        Settled(
            numbers[row.debit_item_id], row.credit_item_id, others[row.credit_item_id].document,
            kind_in_words(others[row.credit_item_id].kind), row.effective_on,
            Amount(row.amount, others[row.credit_item_id].currency),
        )
        for row in standing
    )  # fmt: skip

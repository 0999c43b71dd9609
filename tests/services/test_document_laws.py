"""Random people do random things with orders, deliveries, invoices and bills; after each step every law is checked.

TRADE_STEPS makes it longer (``make soak``).
"""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.ledgers import day
from tests.papers import open_papers, steel
from wanglai.services.documents.accept_delivery import accept_delivery, cancel_delivery
from wanglai.services.documents.bill_steps import dishonour_bill, mature_bill
from wanglai.services.documents.exposure import promised
from wanglai.services.documents.make_invoice import cancel_invoice
from wanglai.services.documents.order_states import close_order
from wanglai.services.documents.post_invoice import post_invoice
from wanglai.services.documents.reverse_invoice import reverse_invoice
from wanglai.services.refusals import UnableTo
from wanglai.store.models import (
    Allocation,
    Bill,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    OpenItem,
    SalesOrder,
    SalesOrderLine,
)

DONE = int(
    os.environ.get("TRADE_STEPS", "20")
)  # steps that were not refused; those that were are checked as well


class NothingThereError(Exception):
    """There is nothing yet that this could be done to."""


class Trade:
    """One company in which somebody does something; what is refused changes nothing."""

    def __init__(self, seed: int) -> None:
        self.papers = open_papers()
        self.luck = random.Random(seed)
        self.told: list[str] = []

    def number(self, kind: str) -> str:
        return f"{kind}-{secrets.token_hex(4)}"

    def some(self, model: object, **wanted: object) -> int:
        ids = list(model.objects.filter(**wanted).values_list("id", flat=True))  # type: ignore[attr-defined]
        if not ids:
            raise NothingThereError
        return self.luck.choice(ids)

    def quantity(self) -> str:
        return str(Decimal(self.luck.randint(1, 60_000)) / 1000)

    def order(self) -> None:
        lines = [
            steel(
                str(self.luck.randint(40, 400)),
                str(Decimal(self.luck.randint(1, 99_999)) / 1000),
                tax,
            )
            for tax in self.luck.sample(("0", "6", "9", "13"), self.luck.randint(1, 3))
        ]
        self.papers.order(
            self.number("SO"), *lines, is_billed_by_order=self.luck.random() < 0.3,
            tolerance_percent=Decimal(self.luck.choice((0, 5))),
        )  # fmt: skip

    def deliver(self) -> None:
        order = SalesOrder.objects.get(id=self.some(SalesOrder, state="confirmed"))
        count = SalesOrderLine.objects.filter(order=order).count()
        self.papers.deliver(self.number("DN"), *(self.quantity() for _ in range(count)), order=order.number)  # fmt: skip

    def accept(self) -> None:
        delivery = self.some(Delivery, state="delivered")
        line = DeliveryLine.objects.filter(delivery_id=delivery).earliest("id")
        accept_delivery(
            **self.papers.seller, delivery_id=delivery, on=day("03-09"),
            refused={line.id: Decimal(self.quantity())} if self.luck.random() < 0.5 else None,
        )  # fmt: skip

    def undeliver(self) -> None:
        cancel_delivery(**self.papers.seller, delivery_id=self.some(Delivery))

    def close(self) -> None:
        close_order(**self.papers.seller, order_id=self.some(SalesOrder, state="confirmed"))

    def bill_delivery(self) -> None:
        note = Delivery.objects.get(id=self.some(Delivery, order__is_billed_by_order=False))
        count = DeliveryLine.objects.filter(delivery=note).count()
        self.papers.draft(self.number("INV"), *self.papers.of_delivery(note.number, *(self.quantity() for _ in range(count))))  # fmt: skip

    def bill_order(self) -> None:
        order = SalesOrder.objects.get(id=self.some(SalesOrder, is_billed_by_order=True))
        count = SalesOrderLine.objects.filter(order=order).count()
        self.papers.draft(self.number("INV"), *self.papers.of_order(order.number, *(self.quantity() for _ in range(count))))  # fmt: skip

    def post(self) -> None:
        post_invoice(**self.papers.clerk, invoice_id=self.some(Invoice, state="draft"))

    def drop(self) -> None:
        cancel_invoice(**self.papers.clerk, invoice_id=self.some(Invoice, state="draft"))

    def credit(self) -> None:
        invoice = Invoice.objects.get(id=self.some(Invoice, state="posted", kind="invoice"))
        reason = self.luck.choice(("return", "quantity", "price"))
        said = "0.07" if reason == "price" else self.quantity()
        self.papers.credit(self.number("CN"), invoice.number, (1, said), reason=reason)

    def reverse(self) -> None:
        reverse_invoice(**self.papers.clerk, invoice_id=self.some(Invoice, state="posted"), on=day("04-01"))  # fmt: skip

    def take_bill(self) -> None:
        invoice = Invoice.objects.get(id=self.some(Invoice, state="posted", kind="invoice"))
        self.papers.bill(self.number("B"), str(self.luck.randint(1, 500)), invoice.number)

    def end_bill(self) -> None:
        verb: Callable[..., int] = self.luck.choice((mature_bill, dishonour_bill))
        verb(**self.papers.clerk, bill_id=self.some(Bill), on=day("11-10"))

    def undo_payment(self) -> None:
        bill = Bill.objects.get(id=self.some(Bill, state="settled"))
        paid = OpenItem.objects.get(company_id=bill.company_id, seq=bill.ended_seq)
        rows = Allocation.objects.filter(credit_item_id=paid.id, amount__gt=0)
        self.papers.book.take_apart(rows.order_by("-seq")[0].seq, "11-10")
        bill.refresh_from_db()
        assert bill.state == "received"

    def step(self) -> None:
        ways = [
            self.order, self.order, self.deliver, self.deliver, self.deliver, self.accept, self.undeliver, self.close, self.bill_delivery,
            self.bill_delivery, self.bill_order, self.post, self.post, self.drop, self.credit, self.credit,
            self.reverse, self.take_bill, self.end_bill, self.undo_payment,
        ]  # fmt: skip
        way = self.luck.choice(ways) if SalesOrder.objects.exists() else self.order
        try:
            way()
            self.told.append(f"{way.__name__}: done")
        except UnableTo as refusal:
            self.told.append(f"{way.__name__}: {refusal.code}")
        except NothingThereError:
            self.told.append(f"{way.__name__}: nothing there")

    def check(self) -> None:
        self.papers.prove()
        for paper in Invoice.objects.filter(state="posted"):
            items = OpenItem.objects.filter(seq=paper.entry_seq)
            assert sum(item.amount for item in items) == paper.gross
        for line in InvoiceLine.objects.filter(invoice__kind__in=("invoice", "debit_note")):
            notes = InvoiceLine.objects.filter(corrects_line=line, invoice__state__in=("draft", "posted"))  # fmt: skip
            assert line.credited_net == sum(note.net for note in notes)
            assert line.credited_tax == sum(note.tax for note in notes)
        for bill in Bill.objects.all():
            own = OpenItem.objects.get(company_id=bill.company_id, seq=bill.entry_seq, item_no=1)
            assert (own.allocated == own.amount) == (bill.state in ("settled", "dishonoured"))
        for row in promised(**self.papers.book.reader, customer_id=self.papers.customer_id):
            assert min(row.ordered_not_delivered, row.delivered_not_invoiced, row.total) >= 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_quantity_and_every_cent_is_there_after_every_step(db: None, seed: int) -> None:
    trade = Trade(seed)
    try:
        while sum(each.endswith("done") for each in trade.told) < DONE:
            assert len(trade.told) < DONE * 40, "nothing is possible any more"
            trade.step()
            trade.check()
    except AssertionError:
        print("\n".join(trade.told[-12:]))
        raise

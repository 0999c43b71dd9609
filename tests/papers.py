"""Short ways to order, deliver, invoice and pay by bill in a company that keeps a book: what stories, laws and races share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.ledgers import DOOR, Ledger, day, minor, open_ledger
from wanglai.domain.bills import BillPaper
from wanglai.domain.ledger import Instalment
from wanglai.services.access.scope import NotFound
from wanglai.services.approvals.bands import Band
from wanglai.services.documents.credit_invoice import make_credit_note, post_credit_note
from wanglai.services.documents.deliver import deliver
from wanglai.services.documents.enter_order import enter_order
from wanglai.services.documents.make_invoice import make_invoice
from wanglai.services.documents.order_states import confirm_order
from wanglai.services.documents.post_invoice import post_invoice
from wanglai.services.documents.receive_bill import Pays, receive_bill
from wanglai.services.documents.wanted import (
    Billed,
    CreditLine,
    Moved,
    WantedCredit,
    WantedDelivery,
    WantedInvoice,
    WantedLine,
    WantedOrder,
)
from wanglai.store.models import (
    Customer,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    SalesOrder,
    SalesOrderLine,
)

__all__ = ["NotFound", "Papers", "open_papers", "steel"]


def steel(quantity: str = "100", price: str = "10.00", tax: str = "13", what: str = "钢管") -> WantedLine:  # fmt: skip
    return WantedLine(what, Decimal(quantity), Decimal(price), Decimal(tax), "件")


@dataclass
class Papers:
    """One company whose salesperson looks after every customer. Papers are named by their numbers."""

    book: Ledger
    customer: str = "远景"

    def scope(self, role: str) -> dict[str, Any]:
        return {**self.book.books.scope(role), "origin": DOOR}

    @property
    def seller(self) -> dict[str, Any]:
        return self.scope("SAL")

    @property
    def clerk(self) -> dict[str, Any]:
        return self.scope("ARA")

    @property
    def customer_id(self) -> int:
        found = self.book.customer(self.customer)
        Customer.objects.filter(id=found).update(manager_id=self.book.books.people["SAL"])
        return found

    def order(
        self, number: str = "SO-1", *lines: WantedLine, on: str = "03-01", **more: Any
    ) -> int:
        wanted = WantedOrder(self.customer_id, number, day(on), lines or (steel(),), **more)
        order = enter_order(**self.seller, order=wanted, key=secrets.token_hex(8))
        confirm_order(**self.seller, order_id=order)
        return order

    def lines(self, order: str = "SO-1") -> list[SalesOrderLine]:
        rows = SalesOrderLine.objects.filter(order__number=order, company_id=self.book.company_id)
        return list(rows.order_by("line_no"))

    def deliver(self, number: str, *quantities: str, order: str = "SO-1", on: str = "03-05") -> int:
        moved = tuple(
            Moved(line.id, Decimal(quantity))
            for line, quantity in zip(self.lines(order), quantities, strict=False)
            if Decimal(quantity)
        )
        order_id = SalesOrder.objects.get(company_id=self.book.company_id, number=order).id
        wanted = WantedDelivery(number, day(on), moved)
        return deliver(**self.seller, order_id=order_id, delivery=wanted, key=secrets.token_hex(8))

    def of_delivery(self, number: str, *quantities: str) -> tuple[Billed, ...]:
        rows = DeliveryLine.objects.filter(
            delivery__number=number, company_id=self.book.company_id
        ).order_by("line_no")
        wanted = [Decimal(each) for each in quantities]
        return tuple(
            Billed(row.order_line_id, wanted[at] if wanted else row.quantity - row.returned, row.id)
            for at, row in enumerate(rows)
        )

    def of_order(self, number: str, *quantities: str) -> tuple[Billed, ...]:
        return tuple(
            Billed(line.id, Decimal(quantity))
            for line, quantity in zip(self.lines(number), quantities, strict=True)
        )

    def draft(
        self, number: str, *lines: Billed | WantedLine, on: str = "03-10", due: str = "04-30",
        parts: tuple[tuple[str, str], ...] = (), **more: Any,
    ) -> int:  # fmt: skip
        """An invoice of lines; due as a whole on a day, or in parts."""
        instalments = tuple(Instalment(minor(part), day(when)) for part, when in parts)
        wanted = WantedInvoice(self.customer_id, number, day(on), tuple(lines), **more)
        if not instalments and due:
            instalments = (Instalment(self._gross(wanted), day(due)),)
        wanted = WantedInvoice(
            self.customer_id, number, day(on), tuple(lines), instalments=instalments, **more
        )
        return make_invoice(**self.clerk, invoice=wanted, key=secrets.token_hex(8))

    def _gross(self, wanted: WantedInvoice) -> int:
        from wanglai.domain.invoicing import Priced, figures, summed

        priced = []
        for line in wanted.lines:
            if isinstance(line, WantedLine):
                priced.append(line.priced)
            else:
                row = SalesOrderLine.objects.get(id=line.order_line_id)
                priced.append(Priced(line.quantity, row.price, row.tax_percent))
        return summed(figures(priced, wanted.currency)).gross

    def invoice(self, number: str, *lines: Billed | WantedLine, **more: Any) -> int:
        """The same, posted; the invoice's id."""
        made = self.draft(number, *lines, **more)
        post_invoice(**self.clerk, invoice_id=made)
        return made

    def credit(
        self, number: str, invoice: str, *lines: tuple[int, str], reason: str = "return",
        on: str = "03-20", post: bool = True,
    ) -> int:  # fmt: skip
        """A credit note of (line number, quantity), or (line number, amount) where the price is lowered."""
        row = self.paper(invoice)
        numbered = dict(InvoiceLine.objects.filter(invoice=row).values_list("line_no", "id"))
        wanted = tuple(
            CreditLine(numbered[line_no], net=minor(said))
            if reason == "price"
            else CreditLine(numbered[line_no], quantity=Decimal(said))
            for line_no, said in lines
        )
        credit = WantedCredit(row.id, number, day(on), reason, wanted)
        made = make_credit_note(**self.clerk, credit=credit, key=secrets.token_hex(8))
        if post:
            post_credit_note(**self.clerk, invoice_id=made)
        return made

    def bill(
        self, number: str, amount: str, *pays: str, on: str = "05-10", matures: str = "11-10",
        kind: str = "bank", key: str = "",
    ) -> int:  # fmt: skip
        paper = BillPaper(
            kind, self.customer_id, number, "远景", "招商银行", minor(amount), day(on), day(matures), day(on)
        )  # fmt: skip
        wanted = [Pays(self.book.item(each, 1).id) for each in pays]
        return receive_bill(**self.clerk, bill=paper, pays=wanted, key=key or secrets.token_hex(8))

    def paper(self, number: str) -> Invoice:
        rows = Invoice.objects.filter(company_id=self.book.company_id, number=number)
        return rows.exclude(state="cancelled").get()

    def table(self, order: str = "SO-1") -> list[str]:
        """Each line as ``1: 100 ordered, 60 delivered, 0 returned, 40 invoiced, 0 given up``."""
        return [
            f"{line.line_no}: {line.quantity:f} ordered, {line.delivered:f} delivered, {line.returned:f} returned, "
            f"{line.invoiced:f} invoiced, {line.given_up:f} given up".replace(".000000", "")
            for line in self.lines(order)
        ]

    def prove(self) -> None:
        """Every quantity counted once, every counter the sum of its rows; then the book itself."""
        company = self.book.company_id
        for line in SalesOrderLine.objects.filter(company_id=company):
            rows = DeliveryLine.objects.filter(order_line=line).exclude(delivery__state="cancelled")
            assert line.delivered == sum((row.quantity for row in rows), Decimal(0))
            assert line.returned == sum((row.returned for row in rows), Decimal(0)) or (
                line.is_billed_by_order
            )
            assert line.invoiced == self._invoiced(order_line=line)
            to_deliver = max(Decimal(0), line.quantity - line.delivered - line.given_up)
            over = max(Decimal(0), line.delivered - line.quantity)
            assert line.quantity + over == line.delivered + to_deliver + line.given_up
            for row in rows:
                assert line.is_billed_by_order or row.invoiced == self._invoiced(delivery_line=row)
        for paper in Invoice.objects.filter(company_id=company):
            parts = InvoiceLine.objects.filter(invoice=paper)
            assert (paper.net, paper.tax) == (sum(p.net for p in parts), sum(p.tax for p in parts))
            assert paper.gross == paper.net + paper.tax
        self.book.prove()

    def _invoiced(self, **of: Any) -> Decimal:
        """Invoiced less what posted credit notes gave back."""
        rows = InvoiceLine.objects.filter(**of)
        made = rows.filter(invoice__kind="invoice", invoice__state__in=("draft", "posted"))
        back = rows.filter(invoice__kind="credit_note", invoice__state="posted")
        return sum((row.quantity for row in made), Decimal(0)) - sum(
            (row.quantity for row in back), Decimal(0)
        )

    def delivery(self, number: str) -> Delivery:
        return Delivery.objects.get(company_id=self.book.company_id, number=number)


def open_papers(name: str = "yuanjing", bands: tuple[Band, ...] = ()) -> Papers:
    return Papers(open_ledger(name, bands))

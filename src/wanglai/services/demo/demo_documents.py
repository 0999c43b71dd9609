"""The demo's documents: an order delivered in parts, its invoice by the terms in force, paid in part; and a bill of exchange.

200 hinges at 4.20 and 40 closers at 31.50 are ordered; 120 and 40 are delivered, accepted and invoiced for 1,764.00 and
352.80 tax, due by the contract; 1,000.00 of it is paid. 50 hinges more are delivered and wait for their invoice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from wanglai.domain.bills import BillPaper
from wanglai.domain.ledger import Document, Instalment
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.allocation.items import items_of
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.documents.accept_delivery import accept_delivery
from wanglai.services.documents.billable import billable_lines
from wanglai.services.documents.deliver import deliver
from wanglai.services.documents.enter_order import enter_order
from wanglai.services.documents.make_invoice import make_invoice
from wanglai.services.documents.order_states import confirm_order
from wanglai.services.documents.post_invoice import post_invoice
from wanglai.services.documents.receive_bill import Pays, receive_bill
from wanglai.services.documents.show_papers import order_page
from wanglai.services.documents.wanted import (
    Billed,
    Moved,
    WantedDelivery,
    WantedInvoice,
    WantedLine,
    WantedOrder,
)
from wanglai.services.ledger.post import post_document
from wanglai.store.models import Customer, SalesOrder

ORIGIN = "wanglai demo"
CURRENCY = "GBP"
ORDER, TAX = "SO-2011-118", Decimal(20)
_LINES = (
    WantedLine("黄铜合页 Brass hinge", Decimal(200), Decimal("4.20"), TAX, "件"),
    WantedLine("闭门器 Door closer", Decimal(40), Decimal("31.50"), TAX, "件"),
)


@transaction.atomic
def trade_demo_documents(company_id: int, people: Mapping[str, int]) -> None:
    """Order, deliver, invoice and be paid in part, once."""
    if SalesOrder.objects.filter(company_id=company_id, number=ORDER).exists():
        return
    first, second = (
        Customer.objects.get(company_id=company_id, name=each.customer_name).id
        for each in demo_customers()[:2]
    )
    seller = {"company_id": company_id, "actor": people["SAL"], "origin": ORIGIN}
    clerk = {"company_id": company_id, "actor": people["ARA"], "origin": ORIGIN}
    _order_and_deliver(seller, first)
    _invoice_and_be_paid(clerk, first)
    _deliver_more(seller)
    _take_a_bill(clerk, second)


def _order_and_deliver(seller: dict[str, Any], customer_id: int) -> None:
    order = WantedOrder(
        customer_id, ORDER, date(2011, 12, 5), _LINES, CURRENCY, their_number="PO-7741",
        wanted_on=date(2011, 12, 20), tolerance_percent=Decimal(2),
    )  # fmt: skip
    order_id = enter_order(**seller, order=order, key=f"demo {ORDER}")
    confirm_order(**seller, order_id=order_id)
    delivery_id = _delivered(seller, order_id, "DN-2011-301", date(2011, 12, 12), ("120", "40"))
    accept_delivery(**seller, delivery_id=delivery_id, on=date(2011, 12, 14))


def _delivered(
    seller: dict[str, Any], order_id: int, number: str, on: date, quantities: tuple[str, ...]
) -> int:
    asker = {"company_id": seller["company_id"], "actor": seller["actor"]}
    lines = order_page(**asker, order_id=order_id).lines
    moved = tuple(
        Moved(line.id, Decimal(quantity))
        for line, quantity in zip(lines, quantities, strict=True)
        if Decimal(quantity)
    )
    return deliver(
        **seller, order_id=order_id, delivery=WantedDelivery(number, on, moved), key=f"demo {number}"
    )  # fmt: skip


def _invoice_and_be_paid(clerk: dict[str, Any], customer_id: int) -> None:
    asker = {"company_id": clerk["company_id"], "actor": clerk["actor"]}
    waiting = billable_lines(**asker, customer_id=customer_id)
    billed = tuple(Billed(each.order_line_id, each.left, each.delivery_line_id) for each in waiting)
    invoice = WantedInvoice(
        customer_id, "INV-2011-901", date(2011, 12, 15), billed, CURRENCY
    )  # due as the contract says
    made = make_invoice(**clerk, invoice=invoice, key="demo INV-2011-901")
    posted = post_invoice(**clerk, invoice_id=made)
    receipt = Document("receipt", customer_id, "RC-2012-003", date(2012, 1, 10), 100_000, currency=CURRENCY)  # fmt: skip
    paid = post_document(**clerk, document=receipt, key="demo RC-2012-003")
    debit, credit = (items_of(clerk["company_id"], seq)[0] for seq in (posted, paid.seq))
    allocate(**clerk, pairs=[Pair(debit, credit)], on=date(2012, 1, 10), key="demo settled RC-2012-003")  # fmt: skip


def _deliver_more(seller: dict[str, Any]) -> None:
    order_id = SalesOrder.objects.get(company_id=seller["company_id"], number=ORDER).id
    _delivered(seller, order_id, "DN-2011-317", date(2011, 12, 20), ("50", "0"))


def _take_a_bill(clerk: dict[str, Any], customer_id: int) -> None:
    line = WantedLine("安装服务 Fitting", Decimal(1), Decimal("1500.00"), TAX)
    due = (Instalment(180_000, date(2012, 1, 15)),)
    invoice = WantedInvoice(
        customer_id, "INV-2011-902", date(2011, 12, 16), (line,), CURRENCY, instalments=due
    )
    made = make_invoice(**clerk, invoice=invoice, key="demo INV-2011-902")
    posted = post_invoice(**clerk, invoice_id=made)
    bill = BillPaper(
        "bank", customer_id, "130829100001", "示例客户 Example", "招商银行 China Merchants Bank", 150_000,
        date(2011, 12, 28), date(2012, 3, 28), date(2011, 12, 28), CURRENCY,
    )  # fmt: skip
    item = items_of(clerk["company_id"], posted)[0]
    receive_bill(**clerk, bill=bill, pays=[Pays(item)], key="demo bill")

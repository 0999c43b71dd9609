"""From the order to the money, told with figures a clerk can check by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.ledgers import day
from tests.papers import Papers, open_papers, steel
from wanglai.services.allocation.unallocate import unallocate
from wanglai.services.documents.accept_delivery import (
    DeliveryIsInvoiced,
    accept_delivery,
    cancel_delivery,
)
from wanglai.services.documents.bill_steps import (
    BillIsNotDue,
    discount_bill,
    dishonour_bill,
    endorse_bill,
    mature_bill,
    present_bill,
)
from wanglai.services.documents.bills_behind import BillIsDishonoured, ItemIsABill
from wanglai.services.documents.credit_invoice import MoreThanWasInvoiced
from wanglai.services.documents.deliver import MoreThanOrdered
from wanglai.services.documents.due_days import DueIsNotSaid
from wanglai.services.documents.exposure import promised
from wanglai.services.documents.make_invoice import LinesOfAnother, MoreThanIsLeft, cancel_invoice
from wanglai.services.documents.order_states import (
    InvoicedAhead,
    OrderHasMoved,
    cancel_order,
    close_order,
)
from wanglai.services.documents.papers import NotInThisState
from wanglai.services.documents.reverse_invoice import CorrectionsStand, reverse_invoice
from wanglai.services.ledger.reverse import EntryIsOfDocument, ItemsAreAllocated
from wanglai.store.models import Allocation, Bill, DeliveryLine, OpenItem


@pytest.fixture
def papers(db: None) -> Papers:
    return open_papers()


def test_an_order_is_delivered_and_invoiced_in_parts(papers: Papers) -> None:
    papers.order()
    papers.deliver("DN-1", "60")
    papers.invoice("INV-1", *papers.of_delivery("DN-1", "40"), due="04-30")
    assert papers.table() == ["1: 100 ordered, 60 delivered, 0 returned, 40 invoiced, 0 given up"]
    assert papers.book.open_table("03-31") == ["INV-1 CNY 452.00"]
    with pytest.raises(MoreThanIsLeft):
        papers.draft("INV-2", *papers.of_delivery("DN-1", "20.000001"))
    papers.invoice("INV-2", *papers.of_delivery("DN-1", "20"), due="05-31")
    papers.deliver("DN-2", "40", on="03-20")
    papers.invoice("INV-3", *papers.of_delivery("DN-2"), on="03-20", due="05-31")
    assert papers.table() == ["1: 100 ordered, 100 delivered, 0 returned, 100 invoiced, 0 given up"]
    assert papers.book.accounts("03-31") == {
        "receivable": "1,130.00",
        "revenue": "-1,000.00",
        "output_tax": "-130.00",
    }
    papers.prove()


def test_what_is_promised_stands_in_one_sum_only(papers: Papers) -> None:
    papers.order()
    papers.deliver("DN-1", "60")
    papers.draft("INV-1", *papers.of_delivery("DN-1", "40"))
    papers.bill("B-1", "100.00")
    row = promised(**papers.book.reader, customer_id=papers.customer_id)[0]
    # 40 of 100 wait, 20 are delivered and not invoiced, 40 are on a draft: 11.30 each
    assert (row.ordered_not_delivered, row.delivered_not_invoiced) == (45_200, 22_600)
    assert (row.invoiced_not_posted, row.bills_open, row.total) == (45_200, 10_000, 113_000)


def test_more_than_ordered_is_not_delivered_unless_a_tolerance_allows_it(papers: Papers) -> None:
    papers.order()
    papers.deliver("DN-1", "60")
    with pytest.raises(MoreThanOrdered):
        papers.deliver("DN-2", "40.000001")
    papers.order("SO-2", steel("100"), tolerance_percent=Decimal(5))
    papers.deliver("DN-3", "105", order="SO-2")
    with pytest.raises(MoreThanOrdered):
        papers.deliver("DN-4", "0.000001", order="SO-2")
    papers.invoice("INV-1", *papers.of_delivery("DN-3"))
    assert papers.table("SO-2") == ["1: 100 ordered, 105 delivered, 0 returned, 105 invoiced, 0 given up"]  # fmt: skip
    papers.prove()


def test_what_the_customer_does_not_accept_comes_back(papers: Papers) -> None:
    papers.order()
    delivery = papers.deliver("DN-1", "60")
    line = DeliveryLine.objects.get(delivery_id=delivery)
    accept_delivery(**papers.seller, delivery_id=delivery, on=day("03-08"), refused={line.id: Decimal(2)})  # fmt: skip
    with pytest.raises(MoreThanIsLeft):
        papers.draft("INV-1", *papers.of_delivery("DN-1", "59"))
    papers.invoice("INV-1", *papers.of_delivery("DN-1", "58"))
    assert papers.table() == ["1: 100 ordered, 60 delivered, 2 returned, 58 invoiced, 0 given up"]
    with pytest.raises(DeliveryIsInvoiced):
        cancel_delivery(**papers.seller, delivery_id=delivery)
    papers.prove()


def test_an_order_is_closed_with_what_is_left_or_cancelled_before_it_moved(papers: Papers) -> None:
    order = papers.order()
    papers.deliver("DN-1", "60")
    with pytest.raises(OrderHasMoved):
        cancel_order(**papers.seller, order_id=order)
    close_order(**papers.seller, order_id=order)
    assert papers.table() == ["1: 100 ordered, 60 delivered, 0 returned, 0 invoiced, 40 given up"]
    with pytest.raises(NotInThisState):
        papers.deliver("DN-2", "1")
    papers.invoice("INV-1", *papers.of_delivery("DN-1"))
    cancel_order(**papers.seller, order_id=papers.order("SO-2"))
    papers.prove()


def test_an_order_billed_ahead_counts_each_unit_once(papers: Papers) -> None:
    order = papers.order("SO-1", steel("10"), is_billed_by_order=True)
    with pytest.raises(MoreThanIsLeft):
        papers.draft("INV-0", *papers.of_order("SO-1", "11"))
    papers.invoice("INV-1", *papers.of_order("SO-1", "10"))
    papers.deliver("DN-1", "6")
    row = promised(**papers.book.reader, customer_id=papers.customer_id)
    assert row == (), "all ten are owed already"
    with pytest.raises(LinesOfAnother):
        papers.draft("INV-2", *papers.of_delivery("DN-1"))
    with pytest.raises(InvoicedAhead):
        close_order(**papers.seller, order_id=order)
    papers.credit("CN-1", "INV-1", (1, "4"), reason="quantity")
    close_order(**papers.seller, order_id=order)
    assert papers.table() == ["1: 10 ordered, 6 delivered, 0 returned, 6 invoiced, 4 given up"]
    papers.prove()


def test_a_draft_that_is_cancelled_gives_back_what_it_took(papers: Papers) -> None:
    papers.order()
    papers.deliver("DN-1", "60")
    draft = papers.draft("INV-1", *papers.of_delivery("DN-1"))
    cancel_invoice(**papers.clerk, invoice_id=draft)
    assert papers.table() == ["1: 100 ordered, 60 delivered, 0 returned, 0 invoiced, 0 given up"]
    papers.invoice("INV-1", *papers.of_delivery("DN-1"))
    papers.prove()


def test_an_invoice_in_parts_is_owed_part_by_part(papers: Papers) -> None:
    papers.invoice("INV-1", steel("1", "1000.00"), parts=(("339.00", "03-10"), ("791.00", "09-30")))
    rows = OpenItem.objects.filter(document="INV-1").order_by("due_on")
    assert [(row.amount, row.due_on) for row in rows] == [
        (33_900, date(2026, 3, 10)),
        (79_100, date(2026, 9, 30)),
    ]
    papers.prove()


def test_a_due_day_is_said_or_agreed(papers: Papers) -> None:
    with pytest.raises(DueIsNotSaid):
        papers.draft("INV-1", steel("1"), due="")


def test_one_line_is_credited_and_settles_its_invoice(papers: Papers) -> None:
    papers.order("SO-1", steel("3", "33.333333"), steel("10", "20.00", "9", "阀门"))
    papers.deliver("DN-1", "3", "10")
    papers.invoice("INV-1", *papers.of_delivery("DN-1"))
    # 100.00 and 13.00; 200.00 and 18.00
    assert papers.book.open_table("03-19") == ["INV-1 CNY 331.00"]
    papers.credit("CN-1", "INV-1", (1, "1"))
    # a third of 100.00 and of 13.00: 33.33 and 4.33
    assert papers.paper("CN-1").gross == 3_766
    assert papers.book.open_table("03-20") == ["INV-1 CNY 293.34"]
    with pytest.raises(MoreThanWasInvoiced):
        papers.credit("CN-2", "INV-1", (1, "2.000001"))
    papers.credit("CN-2", "INV-1", (1, "2"))
    assert papers.paper("CN-2").gross == 7_534, "the last of it takes what rounding left"
    papers.credit("CN-3", "INV-1", (2, "50.00"), reason="price")
    assert (papers.paper("CN-3").net, papers.paper("CN-3").tax) == (5_000, 450)
    assert papers.book.open_table("03-20") == ["INV-1 CNY 163.50"]
    assert papers.table() == [
        "1: 3 ordered, 3 delivered, 3 returned, 0 invoiced, 0 given up",
        "2: 10 ordered, 10 delivered, 0 returned, 10 invoiced, 0 given up",
    ]
    papers.prove()


def test_a_credit_note_and_then_its_invoice_are_reversed(papers: Papers) -> None:
    papers.order()
    papers.deliver("DN-1", "60")
    invoice = papers.invoice("INV-1", *papers.of_delivery("DN-1"))
    note = papers.credit("CN-1", "INV-1", (1, "10"))
    with pytest.raises(CorrectionsStand):
        reverse_invoice(**papers.clerk, invoice_id=invoice, on=day("03-25"))
    reverse_invoice(**papers.clerk, invoice_id=note, on=day("03-25"))
    assert papers.table() == ["1: 100 ordered, 60 delivered, 0 returned, 60 invoiced, 0 given up"]
    assert papers.book.open_table("03-24") == ["INV-1 CNY 565.00"]
    assert papers.book.open_table("03-25") == ["INV-1 CNY 678.00"]
    entry = papers.paper("INV-1").entry_seq
    assert entry is not None
    with pytest.raises(EntryIsOfDocument):
        papers.book.reverse(entry, "03-25")
    papers.book.post("receipt", "RC-1", "100.00", "03-25")
    settled = papers.book.settle("INV-1", "RC-1", None, "03-25")
    with pytest.raises(ItemsAreAllocated):
        reverse_invoice(**papers.clerk, invoice_id=invoice, on=day("03-26"))
    papers.book.take_apart(settled, "03-26")
    reverse_invoice(**papers.clerk, invoice_id=invoice, on=day("03-26"))
    assert papers.table() == ["1: 100 ordered, 60 delivered, 0 returned, 0 invoiced, 0 given up"]
    assert papers.book.open_table("03-26") == ["RC-1 CNY -100.00"]
    papers.prove()


def test_a_debit_note_raises_an_invoice(papers: Papers) -> None:
    invoice = papers.invoice("INV-1", steel())
    papers.invoice("DN-1", steel("1", "50.00", what="运费"), corrects_id=invoice, due="05-31")
    assert papers.paper("DN-1").kind == "debit_note"
    assert papers.book.open_table("03-31") == ["INV-1 CNY 1,130.00", "DN-1 CNY 56.50"]
    papers.prove()


def test_a_bill_is_not_money_before_it_is_paid(papers: Papers) -> None:
    papers.invoice("INV-1", steel("1", "800.00", "0"), due="04-30")
    bill = papers.bill("B-1", "500.00", "INV-1")
    assert papers.book.open_table("05-10") == ["INV-1 CNY 300.00", "B-1 CNY 500.00"]
    assert papers.book.owes("05-10") == {"CNY": "800.00"}, "a bill is still owed"
    assert papers.book.accounts("05-10") == {
        "receivable": "300.00",
        "bills": "500.00",
        "revenue": "-800.00",
    }
    present_bill(**papers.clerk, bill_id=bill)
    with pytest.raises(BillIsNotDue):
        mature_bill(**papers.clerk, bill_id=bill, on=day("11-09"))
    mature_bill(**papers.clerk, bill_id=bill, on=day("11-10"))
    assert papers.book.open_table("11-10") == ["INV-1 CNY 300.00"]
    assert papers.book.accounts("11-10") == {
        "receivable": "300.00",
        "bank": "500.00",
        "revenue": "-800.00",
    }
    with pytest.raises(NotInThisState):
        dishonour_bill(**papers.clerk, bill_id=bill, on=day("11-11"))
    papers.prove()


def test_a_bill_that_is_not_paid_opens_its_invoice_at_the_old_due_day(papers: Papers) -> None:
    papers.invoice("INV-1", steel("1", "800.00", "0"), due="04-30")
    bill = papers.bill("B-1", "500.00", "INV-1")
    dishonour_bill(**papers.clerk, bill_id=bill, on=day("11-12"))
    assert papers.book.open_table("11-11") == ["INV-1 CNY 300.00", "B-1 CNY 500.00"]
    assert papers.book.open_table("11-12") == ["INV-1 CNY 800.00"]
    assert papers.book.item("INV-1").due_on == date(2026, 4, 30), "196 days late, not new"
    assert papers.book.accounts("11-12") == {"receivable": "800.00", "revenue": "-800.00"}
    papers.prove()


def test_what_becomes_of_a_bill_is_said_of_the_bill(papers: Papers) -> None:
    papers.invoice("INV-1", steel("1", "800.00", "0"), due="04-30")
    bill = papers.bill("B-1", "500.00", "INV-1")
    papers.book.post("credit_note", "CN-1", "500.00", on="05-20")
    other = papers.book.customer("宏图")
    for act in (
        lambda: papers.book.write_off("B-1", None, "06-01"),
        lambda: papers.book.settle("B-1", "CN-1", None, on="06-01"),
        lambda: papers.book.transfer("B-1", 1, on="06-01", customer_id=other),
    ):
        with pytest.raises(ItemIsABill):
            act()
    dishonour_bill(**papers.clerk, bill_id=bill, on=day("11-12"))
    papers.book.write_off("INV-1", None, "11-30")
    assert papers.book.open_table("11-30") == ["CN-1 CNY -500.00"]
    papers.prove()


def test_a_discounted_bill_stays_a_risk_until_it_is_paid(papers: Papers) -> None:
    papers.invoice("INV-1", steel("1", "800.00", "0"), due="04-30")
    bill = papers.bill("B-1", "800.00", "INV-1")
    discount_bill(**papers.clerk, bill_id=bill, proceeds=79_000, on=day("06-01"), to="招商银行")
    assert papers.book.accounts("06-01") == {
        "bills": "800.00",
        "bank": "790.00",
        "finance": "10.00",
        "recourse": "-800.00",
        "revenue": "-800.00",
    }
    row = promised(**papers.book.reader, customer_id=papers.customer_id)[0]
    assert row.bills_open == 80_000
    mature_bill(**papers.clerk, bill_id=bill, on=day("11-10"))
    assert papers.book.accounts("11-10") == {
        "bank": "790.00",
        "finance": "10.00",
        "revenue": "-800.00",
    }
    papers.prove()


def test_an_endorsed_bill_that_is_not_paid_costs_us_the_money(papers: Papers) -> None:
    papers.invoice("INV-1", steel("1", "800.00", "0"), due="04-30")
    bill = papers.bill("B-1", "800.00", "INV-1", kind="commercial")
    endorse_bill(**papers.clerk, bill_id=bill, on=day("06-01"), to="供应商")
    dishonour_bill(**papers.clerk, bill_id=bill, on=day("11-12"))
    assert Bill.objects.get(id=bill).state == "dishonoured"
    assert papers.book.accounts("11-12") == {
        "receivable": "800.00",
        "clearing": "800.00",
        "bank": "-800.00",
        "revenue": "-800.00",
    }
    assert papers.book.open_table("11-12") == ["INV-1 CNY 800.00"]
    papers.prove()


def test_a_bill_whose_payment_is_undone_by_hand_waits_again(papers: Papers) -> None:
    papers.invoice("INV-1", steel("1", "800.00", "0"), due="04-30")
    bill = papers.bill("B-1", "500.00", "INV-1")
    present_bill(**papers.clerk, bill_id=bill)
    for paid, undone in (
        ("11-10", "11-12"),
        ("11-12", "11-12"),
    ):  # booked twice on one day: two payments
        mature_bill(**papers.clerk, bill_id=bill, on=day(paid))
        assert papers.book.accounts(paid) == {"receivable": "300.00", "bank": "500.00", "revenue": "-800.00"}  # fmt: skip
        papers.book.take_apart(_settlement_of("B-1"), undone)
        row = Bill.objects.get(id=bill)
        assert (row.state, row.ended_seq, row.ended_on) == ("received", None, None)
        assert papers.book.open_table(undone) == ["INV-1 CNY 300.00", "B-1 CNY 500.00"]
        assert papers.book.accounts(undone) == {"receivable": "300.00", "bills": "500.00", "revenue": "-800.00"}  # fmt: skip
        assert (
            promised(**papers.book.reader, customer_id=papers.customer_id)[0].bills_open == 50_000
        )
        papers.prove()
    mature_bill(**papers.clerk, bill_id=bill, on=day("11-13"))
    assert Bill.objects.get(id=bill).state == "settled"
    papers.book.take_apart(_settlement_of("B-1"), "11-14")
    dishonour_bill(**papers.clerk, bill_id=bill, on=day("11-15"))
    assert papers.book.open_table("11-15") == ["INV-1 CNY 800.00"]
    with pytest.raises(BillIsDishonoured):
        papers.book.take_apart(_settlement_of("B-1"), "11-16")
    assert papers.book.open_table("11-16") == ["INV-1 CNY 800.00"]
    papers.prove()


@pytest.mark.parametrize("state", ["endorsed", "discounted"])
def test_a_bill_passed_on_is_a_risk_again_when_its_payment_is_undone(
    papers: Papers, state: str
) -> None:
    papers.invoice("INV-1", steel("1", "800.00", "0"), due="04-30")
    bill = papers.bill("B-1", "800.00", "INV-1")
    if state == "endorsed":
        endorse_bill(**papers.clerk, bill_id=bill, on=day("06-01"), to="供应商")
    else:
        discount_bill(**papers.clerk, bill_id=bill, proceeds=79_000, on=day("06-01"), to="招商银行")
    before = papers.book.accounts("06-01")
    mature_bill(**papers.clerk, bill_id=bill, on=day("11-10"))
    papers.book.take_apart(_settlement_of("B-1"), "11-10")
    row = Bill.objects.get(id=bill)
    assert (row.state, row.ended_seq) == (state, None)
    assert papers.book.accounts("11-10") == before
    papers.prove()


def test_undoing_twice_by_one_key_is_undoing_once_whatever_became_of_the_bill(
    papers: Papers,
) -> None:
    papers.invoice("INV-1", steel("1", "800.00", "0"), due="04-30")
    bill = papers.bill("B-1", "800.00", "INV-1")
    mature_bill(**papers.clerk, bill_id=bill, on=day("11-10"))
    once = {**papers.book.scope, "seq": _settlement_of("B-1"), "on": day("11-10"), "key": "once"}
    undone = unallocate(**once)
    mature_bill(**papers.clerk, bill_id=bill, on=day("11-10"))
    assert unallocate(**once) == undone
    assert Bill.objects.get(id=bill).state == "settled", "the second payment stands"
    papers.prove()


def _settlement_of(bill: str) -> int:
    """The newest act that settled a bill's own item."""
    row = Bill.objects.get(number=bill)
    item = OpenItem.objects.get(company_id=row.company_id, seq=row.entry_seq, item_no=1)
    parts = Allocation.objects.filter(debit_item_id=item.id, amount__gt=0).order_by("-seq")
    return parts.values_list("seq", flat=True)[0]

"""The screens of orders, deliveries, invoices and bills: what they show, what they refuse in words, what they do."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.papers import Papers, open_papers, steel

from wanglai.services.access.add_person import add_person
from wanglai.services.approvals.bands import Band
from wanglai.store.models import (
    ApprovalRequest,
    Bill,
    Customer,
    Delivery,
    Invoice,
    InvoiceLine,
    SalesOrder,
    SalesOrderLine,
    User,
)

PASSWORD = "nine-lions-count-coins"


def signed_in(role: str, language: str = "en") -> Client:
    email = f"{role}@papers.example".lower()
    add_person(company_name="yuanjing", email=email, password=PASSWORD, role=role)
    client = Client(headers={"accept-language": language})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def papers(db: None) -> Papers:
    papers = open_papers(bands=(Band("credit_note", 0, ("FM",), 1),))
    assert papers.customer_id
    return papers


@pytest.fixture
def seller(papers: Papers) -> Client:
    client = signed_in("SAL")
    me = User.objects.get(email="sal@papers.example")
    Customer.objects.filter(id=papers.book.customer("远景")).update(manager_id=me.id)
    return client


@pytest.fixture
def clerk(papers: Papers) -> Client:
    return signed_in("ARA")


def _order(**more: Any) -> dict[str, Any]:
    return {
        "key": "k1", "customer_name": "远景", "number": "SO-1", "ordered_on": "2026-03-01", "currency": "CNY",
        "billed": "deliveries", "step": "enter", "line_what": ["钢管", "", "阀门"], "line_unit": ["件", "", ""],
        "line_quantity": ["100", "", "1,000.5"], "line_price": ["10.00", "", "2"], "line_tax": ["13", "13", "9"],
        **more,
    }  # fmt: skip


def test_a_salesperson_enters_an_order_line_by_line(seller: Client) -> None:
    assert "No order yet" in text_of(seller.get("/documents/orders/"))
    form = seller.get("/documents/orders/new/?customer=远景").content.decode()
    assert form.count('name="line_what"') == 3
    more = seller.post("/documents/orders/new/", _order(step="add")).content.decode()
    assert more.count('name="line_what"') == 3, "two lines that say something and one more"
    assert not SalesOrder.objects.exists()
    made = seller.post("/documents/orders/new/", _order(), follow=True)
    assert "The order is entered; confirm it to deliver." in text_of(made)
    again = seller.post("/documents/orders/new/", _order(), follow=True)
    assert again.status_code == 200
    order = SalesOrder.objects.get()
    assert [str(line.quantity) for line in SalesOrderLine.objects.order_by("line_no")] == [
        "100.000000",
        "1000.500000",
    ]
    # 1,000.00 and 130.00; 2,001.00 and 180.09
    assert "3,311.09" in text_of(made)
    assert "draft" in text_of(seller.get("/documents/orders/"))
    seller.post(f"/documents/orders/{order.id}/confirm/")
    listed = text_of(seller.get("/documents/orders/?q=SO&state=confirmed"))
    assert "to deliver" in listed
    assert "Nothing fits these filters" in text_of(seller.get("/documents/orders/?q=zzzz"))


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"customer_name": "别人"}, 422, "There is no customer of this name."),
        ({"line_quantity": ["many", "", "1"]}, 422, "Line 1 wants a name, and figures"),
        ({"line_quantity": ["0", "", "1"]}, 422, "The lines make no sense"),
        ({"line_what": ["", "", ""], "line_quantity": ["", "", ""], "line_price": ["", "", ""]}, 422, "The lines make no sense"),
        ({"number": ""}, 422, "Please look at the marked fields."),
        ({"tolerance": "101"}, 422, "The tolerance for over-delivery"),
    ],
)  # fmt: skip
def test_what_is_no_order_is_said_in_words(
    seller: Client, more: dict[str, Any], status: int, said: str
) -> None:
    answer = seller.post("/documents/orders/new/", _order(**more))
    assert answer.status_code == status
    assert said in text_of(answer)
    assert not SalesOrder.objects.exists()


def test_a_salesperson_sees_the_papers_of_their_own_customers_only(
    papers: Papers, seller: Client
) -> None:
    papers.customer = "云帆"
    foreign = papers.order("SO-9")
    assert "SO-9" not in text_of(seller.get("/documents/orders/"))
    assert seller.get(f"/documents/orders/{foreign}/").status_code == 404
    assert seller.post(f"/documents/orders/{foreign}/close/").status_code == 404
    sent = _order(customer_name="云帆", number="SO-10")
    assert "There is no customer of this name." in text_of(seller.post("/documents/orders/new/", sent))  # fmt: skip


def test_goods_leave_are_proved_and_accepted(papers: Papers, seller: Client) -> None:
    order = papers.order()
    me = User.objects.get(email="sal@papers.example")
    Customer.objects.update(manager_id=me.id)
    line = papers.lines()[0].id
    page = seller.get(f"/documents/orders/{order}/deliver/").content.decode()
    assert f'name="line-{line}" inputmode="decimal" autocomplete="off" value="100"' in page
    sent = {"key": "k", "number": "DN-1", "delivered_on": "2026-03-05", f"line-{line}": "100.5"}
    refused = seller.post(f"/documents/orders/{order}/deliver/", sent)
    assert (refused.status_code, "delivery" in text_of(refused).lower()) == (409, True)
    assert "It is more than the order leaves to deliver" in text_of(refused)
    assert 'value="100.5"' in refused.content.decode(), "what was typed stays"
    sent[f"line-{line}"] = "60"
    seller.post(f"/documents/orders/{order}/deliver/", sent)
    delivery = Delivery.objects.get()
    note = SimpleUploadedFile("签收单.pdf", b"signed")
    seller.post(f"/documents/deliveries/{delivery.id}/attach/", {"evidence": note})
    taken = seller.get(f"/documents/deliveries/{delivery.id}/evidence/")
    assert (taken.content, taken["X-Content-Type-Options"]) == (b"signed", "nosniff")
    assert "attachment" in taken["Content-Disposition"]
    row = delivery.deliveryline_set.get()
    early = {"on": "2026-03-04"}
    assert "The day lies before" in text_of(seller.post(f"/documents/deliveries/{delivery.id}/accept/", early))  # fmt: skip
    seller.post(f"/documents/deliveries/{delivery.id}/accept/", {"on": "2026-03-08", f"refused-{row.id}": "2"})  # fmt: skip
    page = text_of(seller.get(f"/documents/deliveries/{delivery.id}/"))
    assert "accepted on 2026-03-08" in page
    assert "钢管 件 60 2 0 58" in page
    assert "Received whole and in order" in text_of(seller.get(f"/documents/deliveries/{delivery.id}/print/"))  # fmt: skip


def test_an_invoice_is_made_of_what_waits_and_posted(papers: Papers, clerk: Client) -> None:
    papers.order()
    delivery = papers.deliver("DN-1", "60")
    form = clerk.get(f"/documents/invoices/new/?customer=远景&delivery={delivery}").content.decode()
    place = re.search(r'name="(billed-\d+-\d+)"[^>]*value="60"', form)
    assert place
    sent = {
        "key": "k", "customer_name": "远景", "number": "INV-1", "on": "2026-03-10", "due_on": "2026-04-30",
        "currency": "CNY", "step": "make", place.group(1): "40", "line_what": "运费", "line_unit": "",
        "line_quantity": "1", "line_price": "50", "line_tax": "9",
    }  # fmt: skip
    no_day = clerk.post("/documents/invoices/new/", {**sent, "due_on": ""})
    assert "No due day is given, and no terms of the customer are in force." in text_of(no_day)
    made = clerk.post("/documents/invoices/new/", sent, follow=True)
    invoice = Invoice.objects.get()
    # 400.00 and 52.00; 50.00 and 4.50
    assert (invoice.net, invoice.tax, invoice.gross, invoice.state) == (45_000, 5_650, 50_650, "draft")  # fmt: skip
    assert "506.50" in text_of(made)
    posted = clerk.post(f"/documents/invoices/{invoice.id}/post/", follow=True)
    assert "Posted." in text_of(posted)
    listed = text_of(clerk.get("/documents/invoices/"))
    assert "INV-1 invoice 远景 2026-03-10 506.50 CNY 506.50 posted" in listed
    printed = text_of(clerk.get(f"/documents/invoices/{invoice.id}/print/"))
    assert "2026-04-30 · 506.50 CNY" in printed
    papers.book.post("receipt", "RC-1", "100.00", "03-25")
    papers.book.settle("INV-1", "RC-1", None, "03-25")
    chain = text_of(clerk.get(f"/documents/invoices/{invoice.id}/"))
    for said in ("SO-1", "DN-1", "RC-1 receipt · 2026-03-25 · 100.00 CNY", "406.50 open"):
        assert said in chain, said
    back = clerk.post(f"/documents/invoices/{invoice.id}/reverse/", {"on": "2026-03-26"})
    assert back.status_code == 409, "it is settled in part"
    assert papers.table() == ["1: 100 ordered, 60 delivered, 0 returned, 40 invoiced, 0 given up"]


def test_a_draft_is_cancelled_and_can_be_made_anew(papers: Papers, clerk: Client) -> None:
    made = papers.draft("INV-1", steel())
    clerk.post(f"/documents/invoices/{made}/cancel/")
    assert Invoice.objects.get().state == "cancelled"
    assert papers.draft("INV-1", steel()) != made


def test_a_credit_note_waits_for_another_persons_word(papers: Papers, clerk: Client) -> None:
    invoice = papers.invoice("INV-1", steel())
    line = InvoiceLine.objects.get().id
    sent = {"key": "k", "number": "CN-1", "on": "2026-03-20", "reason": "price", f"line-{line}": "100.00"}  # fmt: skip
    too_much = clerk.post(f"/documents/invoices/{invoice}/credit/", {**sent, f"line-{line}": "1,000.01"})  # fmt: skip
    assert "It is more than is left of the line" in text_of(too_much)
    clerk.post(f"/documents/invoices/{invoice}/credit/", sent)
    note = Invoice.objects.get(kind="credit_note")
    assert (note.net, note.tax) == (10_000, 1_300)
    asked = clerk.post(f"/documents/invoices/{note.id}/post/", follow=True)
    assert "Another person has to agree" in text_of(asked)
    assert "Credit note · CN-1" in text_of(asked)
    request = ApprovalRequest.objects.get()
    assert request.base_amount == 11_300
    manager = signed_in("FM")
    sent = {"verdict": "approve", "shown": bytes(request.subject_hash).hex()}
    manager.post(f"/approvals/{request.id}/decide/", sent)
    note.refresh_from_db()
    assert note.state == "posted"
    assert papers.book.open_table("03-20") == ["INV-1 CNY 1,017.00"]
    page = text_of(clerk.get(f"/documents/invoices/{invoice}/"))
    assert "Notes that correct it" in page
    assert "CN-1 credit note" in page


def test_lesson_09_the_page_of_an_invoice_offers_what_the_customer_has_paid_ahead(
    papers: Papers, clerk: Client
) -> None:
    papers.book.post("prepayment", "PRE-7", "300.00", "02-01")
    draft = papers.draft("INV-1", steel())
    page = text_of(clerk.get(f"/documents/invoices/{draft}/"))
    assert "Receipts and credits not used yet" in page
    assert "PRE-7 prepayment 2026-02-01 Contract liabilities (advances) 300.00" in page
    clerk.post(f"/documents/invoices/{draft}/post/")
    page = clerk.get(f"/documents/invoices/{draft}/")
    assert f"/ledger/customers/{papers.customer_id}/items/" in page.content.decode()
    assert "PRE-7" in text_of(page)


def test_lesson_15_the_printed_invoice_names_the_customers_own_order(
    papers: Papers, clerk: Client
) -> None:
    papers.order("SO-1", steel(), their_number="PO-4711")
    papers.deliver("DN-1", "100")
    invoice = papers.invoice("INV-1", *papers.of_delivery("DN-1"))
    free = papers.invoice("INV-2", steel())
    assert "Customer's own number PO-4711" in html.unescape(text_of(clerk.get(f"/documents/invoices/{invoice}/print/")))  # fmt: skip
    assert "own number" not in text_of(clerk.get(f"/documents/invoices/{free}/print/"))


def test_a_debit_note_is_made_from_its_invoice(papers: Papers, clerk: Client) -> None:
    invoice = papers.invoice("INV-1", steel())
    form = clerk.get(f"/documents/invoices/new/?corrects={invoice}").content.decode()
    assert "New debit note" in form
    sent = {
        "key": "k", "customer_name": "远景", "number": "D-1", "on": "2026-03-12", "due_on": "2026-04-30",
        "currency": "CNY", "corrects": invoice, "step": "make", "line_what": "运费", "line_unit": "",
        "line_quantity": "1", "line_price": "50", "line_tax": "0",
    }  # fmt: skip
    clerk.post("/documents/invoices/new/", sent)
    assert Invoice.objects.get(number="D-1").corrects_id == invoice


def test_a_bill_is_taken_and_comes_back(papers: Papers, clerk: Client) -> None:
    papers.invoice("INV-1", steel("1", "800", "0"))
    sent = {
        "key": "k", "customer_name": "远景", "kind": "bank", "number": "B-1", "drawee": "招商银行", "amount": "500.00",
        "currency": "CNY", "issued_on": "2026-05-01", "matures_on": "2026-11-10", "received_on": "2026-05-10",
    }  # fmt: skip
    shown = clerk.post("/documents/bills/new/", {**sent, "step": "show"}).content.decode()
    field = re.search(r'name="(pays-\d+)"', shown)
    assert field
    wrong = clerk.post("/documents/bills/new/", {**sent, "step": "take", field.group(1): "900"})
    assert "Less than that is still open." in text_of(wrong)
    clerk.post("/documents/bills/new/", {**sent, "step": "take", field.group(1): "500"})
    bill = Bill.objects.get()
    page = text_of(clerk.get(f"/documents/bills/{bill.id}/"))
    assert "INV-1 invoice 2026-05-10 500.00" in page
    early = clerk.post(f"/documents/bills/{bill.id}/mature/", {"on": "2026-11-09"})
    assert (early.status_code, "The bill has not matured yet." in text_of(early)) == (422, True)
    clerk.post(f"/documents/bills/{bill.id}/present/")
    assert "presented" in text_of(clerk.get("/documents/bills/?state=presented"))
    soon = clerk.get("/documents/bills/?matures_to=2026-11-10&matures_from=2026-11-10")
    assert "B-1" in text_of(soon)
    assert 'name="matures_to" value="2026-11-10"' in soon.content.decode()
    late = text_of(clerk.get("/documents/bills/?matures_from=2026-11-11"))
    assert "Nothing fits these filters" in late
    assert "B-1" in text_of(clerk.get("/documents/bills/?matures_from=soon"))
    back = clerk.post(f"/documents/bills/{bill.id}/dishonour/", {"on": "2026-11-12"}, follow=True)
    assert "what it was given for is open again" in text_of(back)
    assert papers.book.open_table("11-12") == ["INV-1 CNY 800.00"]
    assert clerk.post(f"/documents/bills/{bill.id}/burn/").status_code == 404


def test_the_page_of_a_customer_shows_its_papers_and_leads_to_all_of_them(
    papers: Papers, clerk: Client
) -> None:
    address = f"/customers/{papers.customer_id}/"
    assert "No order, delivery, invoice or bill yet." in text_of(clerk.get(address))
    papers.order()
    papers.deliver("DN-1", "60")
    invoice = papers.invoice("INV-1", *papers.of_delivery("DN-1", "40"))
    bill = papers.bill("B-1", "100.00", "INV-1")
    page = clerk.get(address)
    text = text_of(page)
    assert "B-1 bank acceptance 2026-05-10 2026-11-10 100.00 CNY in hand" in text
    assert "DN-1 delivery" in text
    for to in (f"invoices/{invoice}/", f"bills/{bill}/", f"bills/?customer={papers.customer_id}"):
        assert f'href="/documents/{to}"' in page.content.decode()


def test_lists_go_on_by_key(papers: Papers, clerk: Client) -> None:
    for number in range(51):
        papers.draft(f"INV-{number:02d}", steel("1"))
    first = clerk.get("/documents/invoices/").content.decode()
    after = re.search(r'href="\?after=(\d+)" rel="next"', first)
    assert after
    assert "INV-00<" not in first
    assert "INV-00<" in clerk.get(f"/documents/invoices/?after={after.group(1)}").content.decode()


def test_everything_is_said_in_chinese(papers: Papers, clerk: Client) -> None:
    papers.order()
    papers.deliver("DN-1", "60")
    invoice = papers.invoice("INV-1", *papers.of_delivery("DN-1", "40"))
    bill = papers.bill("B-1", "100.00", "INV-1")
    order = SalesOrder.objects.get().id
    chinese = Client(headers={"accept-language": "zh-CN"})
    chinese.post("/accounts/login/", {"login": "ara@papers.example", "password": PASSWORD})
    for address in (
        "orders/", f"orders/{order}/", "deliveries/", "invoices/", "invoices/new/?customer=远景",
        f"invoices/{invoice}/", f"invoices/{invoice}/credit/", f"invoices/{invoice}/print/", "bills/",
        "bills/new/", f"bills/{bill}/",
    ):  # fmt: skip
        page = chinese.get(f"/documents/{address}").content.decode()
        body = re.sub(r"<[^>]+>|&\w+;", " ", page[page.index("<main") : page.index("</main>")])
        foreign = re.sub(r"(SO|DN|INV|B)-\d+|CNY|Excel|yuanjing", "", body)
        assert not re.findall(r"[A-Za-z]{3,}", foreign), address

"""The screens of remittance advices: handed in, decided about, linked with its money, and the panel filled from it."""

from __future__ import annotations

import re
import secrets

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import signed_in, text_of

from wanglai.store.models import AdvisedReceipt, BankEntry, Remittance, Settlement


@pytest.fixture
def book(db: None) -> Ledger:
    found = open_ledger("yuanjing")
    for number in (1, 2):
        found.post("invoice", f"INV-{number}", "600.00", "03-05")
    return found


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


def came_in(book: Ledger, amount: str) -> BankEntry:
    home = our_account(book, f"户{secrets.token_hex(3)}")
    statement = bank_statement(home, bank_file(book, book.books.scope("CSH")["actor"]))
    return bank_line(statement, amount, "03-20", other_name="远景")


def handed_in(clerk: Client, text: str, **more: object) -> str:
    sent = {"text": text, "currency": "CNY", "paid_on": "2026-03-20", **more}
    return text_of(clerk.post("/advices/hand-in/", sent, follow=True))


def test_pasted_text_fills_the_panel_of_its_line_and_settles(book: Ledger, clerk: Client) -> None:
    line = came_in(book, "1,000.00")
    page = handed_in(clerk, "INV-1 600.00\nINV-2 400.00 扣款 200.00 破损\n合计 1,000.00")
    assert "its money was found" in page
    assert "破损" in page
    assert "1,000.00" in text_of(clerk.get("/advices/"))
    address = f"/cash/lines/{line.id}/"
    shown = clerk.get(address).content.decode()
    fill = re.search(r'href="(\?advice=[^"#]*)', shown)
    assert fill, "the panel can be filled from it"
    filled = clerk.get(address + fill[1].replace("&amp;", "&")).content.decode()
    one, two = book.item("INV-1", 1).id, book.item("INV-2", 1).id
    panel = dict(re.findall(r'name="(pays-\d+)"[^>]*?value="([^"]*)"', filled))
    assert panel == {f"pays-{one}": "600.00", f"pays-{two}": "400.00"}
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', filled))
    sent = clerk.post(f"{address}settle/", {**hidden, **panel}, follow=True)
    assert "is settled" in text_of(sent)
    assert Settlement.objects.get().allocated == 100_000
    assert book.open_table("03-20") == ["INV-2 CNY 200.00"]


def test_a_file_that_does_not_add_up_waits_and_is_used_with_a_reason(book: Ledger, clerk: Client) -> None:  # fmt: skip
    line = came_in(book, "600.00")
    file = SimpleUploadedFile("明细.csv", "发票号,付款金额\nINV-1,600.00\n合计,700.00\n".encode())
    page = handed_in(clerk, "", file=file)
    assert "it waits for a decision" in page
    assert "Does not add up by 100.00" in page
    advice = Remittance.objects.get()
    address = f"/advices/{advice.id}/"
    refused = clerk.post(f"{address}link/", {"line": line.id})
    assert (refused.status_code, "nobody has decided" in text_of(refused)) == (409, True)
    assert clerk.post(f"{address}use/", {"reason": ""}).status_code == 422
    used = text_of(clerk.post(f"{address}use/", {"reason": "合计写错"}, follow=True))
    assert "合计写错" in used
    linked = text_of(clerk.post(f"{address}link/", {"line": line.id}, follow=True))
    assert "Not its money" in linked
    parted = text_of(clerk.post(f"{address}part/", {"line": line.id}, follow=True))
    assert "This is its money" in parted
    assert AdvisedReceipt.objects.filter(ended_at=None).count() == 0
    assert clerk.get(f"{address}original/").content.startswith("发票号".encode())
    assert clerk.get(f"{address}sheet/zh/xlsx/").content.startswith(b"PK")
    assert clerk.get("/advices/sheet/en/csv/").status_code == 200
    gone = text_of(clerk.post(f"{address}withdraw/", follow=True))
    assert "is withdrawn" in gone
    assert "Withdrawn 1" in gone


def test_what_is_wrong_is_said_beside_the_form_with_what_was_typed(book: Ledger, clerk: Client) -> None:  # fmt: skip
    nobody = clerk.post("/advices/hand-in/", {"text": "INV-1 1.00", "currency": "CNY", "customer": "没有的公司"})  # fmt: skip
    assert nobody.status_code == 422
    assert "没有的公司" in text_of(nobody)
    nothing = clerk.post("/advices/hand-in/", {"text": "您好", "currency": "CNY", "total": "1.00"})
    assert nothing.status_code == 422
    page = nothing.content.decode()
    assert "您好</textarea>" in page
    assert 'name="total" inputmode="decimal" value="1.00"' in page
    assert not Remittance.objects.exists()


def test_who_only_looks_has_nothing_to_press(book: Ledger, clerk: Client) -> None:
    handed_in(clerk, "INV-1 600.00\n合计 700.00")
    advice = Remittance.objects.get()
    auditor = signed_in("yuanjing", "AUD")
    for address in ("/advices/", f"/advices/{advice.id}/"):
        page = auditor.get(address).content.decode()
        assert '<form method="post"' not in page.split("<main", 1)[1], address
    assert auditor.post(f"/advices/{advice.id}/use/", {"reason": "x"}).status_code == 403


def test_a_customers_payment_reference_stands_on_its_page(book: Ledger, clerk: Client) -> None:
    from wanglai.services.remittances.payment_references import reference_of

    customer = book.customer("远景")
    assert reference_of(customer) in text_of(clerk.get(f"/customers/{customer}/"))

"""The screens of receipts by state: found, taken away, bounced, withdrawn, a cheque paid by a line; in both languages."""

from __future__ import annotations

import secrets

import pytest
from django.test import Client
from django.utils import timezone
from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, day, minor, open_ledger
from tests.web.test_book import signed_in, text_of

from wanglai.domain.bills import BillPaper
from wanglai.services.cash.bounce_receipt import bounce_receipt
from wanglai.services.cash.settle_line import Part, Wanted, settle_line
from wanglai.services.cash.suspense import leave_suspense, put_into_suspense
from wanglai.services.documents.bill_steps import dishonour_bill, present_bill
from wanglai.services.documents.receive_bill import receive_bill
from wanglai.services.promises.note_promise import note_promise
from wanglai.store.models import (
    BankEntry,
    BankStatement,
    Bill,
    BouncedReceipt,
    Remittance,
    RemittanceLine,
)

YEAR = "?from=2026-01-01&to=2026-12-31"


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger("yuanjing")


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


def told(book: Ledger, amount: str, on: str, **more: object) -> BankEntry:
    home = our_account(book, f"户{secrets.token_hex(3)}")
    return bank_line(bank_statement(home, bank_file(book)), amount, on, **more)


def beside(line: BankEntry, amount: str, on: str, **more: object) -> BankEntry:
    """Another line of the same statement."""
    return bank_line(BankStatement.objects.get(id=line.statement_id), amount, on, ordinal=2, **more)


def cheque(book: Ledger, number: str, amount: str, on: str = "03-01") -> int:
    paper = BillPaper("cheque", book.customer("远景"), number, "远景", "工商银行", minor(amount), day(on), day(on), day(on))  # fmt: skip
    return receive_bill(**book.scope, bill=paper, pays=[], key=number)


def paid(book: Ledger, line: BankEntry, document: str, amount: str) -> None:
    wanted = Wanted(book.customer("远景"), (Part(book.item(document, 1).id, minor(amount)),))
    settle_line(**book.scope, line_id=line.id, wanted=wanted, key=secrets.token_hex(8))


def test_every_receipt_stands_in_one_state_and_is_found_and_taken_away(
    book: Ledger, clerk: Client
) -> None:
    for number in (1, 2):
        book.post("invoice", f"INV-{number}", "100.00", "01-05")
    paid(book, told(book, "100.00", "03-02", other_name="远景（财务部）"), "INV-1", "100.00")
    book.post("receipt", "RC-HAND", "33.00", "03-03")
    cheque(book, "CHQ-HELD", "11.00")
    present_bill(**book.scope, bill_id=cheque(book, "CHQ-SHOWN", "12.00"))
    dishonour_bill(**book.scope, bill_id=cheque(book, "CHQ-BACK", "13.00"), on=day("03-05"), reason="空头")  # fmt: skip
    today = timezone.localdate()
    collector = {**book.scope, **book.books.scope("COL")}
    note_promise(**collector, item_id=book.item("INV-2").id, until_on=today, note="月底付")
    advice = Remittance.objects.create(
        company_id=book.company_id, name="通知", payer_name="远景贸易", reference="ADV-1", paid_on=day("03-09"),
        currency="CNY", total=7_700, lines=1, paid=7_700, entered_by_id=book.scope["actor"],
    )  # fmt: skip
    RemittanceLine.objects.create(
        company_id=book.company_id, remittance_id=advice.id, line_no=1, number="INV-9", paid=7_700
    )
    address = f"/cash/receipts/?from=2026-01-01&to={max(today, day('12-31')).isoformat()}"
    states = {
        "promised": ["ADV-1", "INV-2"],
        "received": ["CHQ-HELD", "RC-HAND"],
        "in_clearing": ["CHQ-SHOWN"],
        "cleared": ["远景（财务部）"],
        "bounced": ["CHQ-BACK", "空头"],
    }
    words = {word for each in states.values() for word in each} - {"远景（财务部）"}
    for state, there in states.items():
        page = text_of(clerk.get(f"{address}&state={state}"))
        assert all(word in page for word in there), (state, page)
        assert not [word for word in words - set(there) if word in page], state
    page = text_of(clerk.get(address))
    assert "Promised 2" in page
    assert "Received 2" in page
    assert "FM yuanjing · 空头" in page
    assert "CHQ-SHOWN" not in text_of(clerk.get(f"{address}&q=RC-HAND"))
    assert "RC-HAND" not in text_of(clerk.get(f"{address}&kind=bill"))
    lines = clerk.get(f"/cash/receipts/sheet/en/csv/?{address.split('?')[1]}&kind=bill").content.decode("utf-8-sig").splitlines()  # fmt: skip
    assert next(line for line in lines if "Total" in line).count("36.00") == 1
    assert sum("CHQ-" in line for line in lines) == 3
    assert clerk.get("/cash/receipts/sheet/zh/xlsx/").content.startswith(b"PK")


def test_receipts_are_paged_by_day_and_none_is_shown_twice(book: Ledger, clerk: Client) -> None:
    for number in range(61):
        book.post("receipt", f"RC-{number:02}", "1.00", "03-03")
    cheque(book, "CHQ-1", "1.00", "03-03")
    first = clerk.get(f"/cash/receipts/{YEAR}")
    after = str(first.context["found"].next_after)
    second = clerk.get(f"/cash/receipts/{YEAR}&after={after}")
    rows = [row.number for page in (first, second) for row in page.context["found"].rows]
    assert len(rows) == len(set(rows)) == 62
    assert second.context["found"].next_after == ""


def test_a_returned_line_bounces_its_receipt_on_the_screen_and_that_is_withdrawn(
    book: Ledger, clerk: Client
) -> None:
    book.post("invoice", "INV-1", "500.00", "01-05", due="02-01")
    came = told(book, "500.00", "03-02", other_name="远景", bank_reference="2026030200017")
    paid(book, came, "INV-1", "500.00")
    went = beside(came, "-500.00", "03-06", text="退票 2026030200017")
    assert clerk.get(f"/cash/lines/{went.id}/")["Location"] == f"/cash/returned/{went.id}/"
    page = text_of(clerk.get(f"/cash/returned/{went.id}/"))
    assert "same reference of the bank" in page
    assert "INV-1" in page
    form = {"receipt": came.id, "version": 1, "reason": ""}
    answer = clerk.post(f"/cash/returned/{went.id}/bounce/", form)
    assert answer.status_code == 422
    assert "Nothing says why the money went back" in text_of(answer)
    clerk.post(f"/cash/returned/{went.id}/bounce/", {**form, "reason": "空头支票"})
    for address in (f"/cash/returned/{went.id}/", f"/cash/lines/{came.id}/"):
        page = text_of(clerk.get(address))
        assert "It has bounced" in page
        assert "空头支票" in page
    assert "空头支票" in text_of(clerk.get(f"/cash/receipts/{YEAR}&state=bounced"))
    assert book.open_table("03-06") == ["INV-1 CNY 500.00"]
    made = BouncedReceipt.objects.get()
    clerk.post(f"/cash/bounces/{made.id}/withdraw/", {"line": went.id})
    assert {line.state for line in BankEntry.objects.all()} == {"waiting"}
    assert "Which receipt it returns" in text_of(clerk.get(f"/cash/returned/{went.id}/"))
    book.prove()


def test_of_a_part_that_came_back_the_pages_say_what_follows_and_withdrawn_it_is_settled_anew(book: Ledger, clerk: Client) -> None:  # fmt: skip
    book.post("invoice", "INV-1", "500.00", "01-05", due="02-01")
    came = told(book, "500.00", "03-02", other_name="远景", bank_reference="2026030200017")
    paid(book, came, "INV-1", "500.00")
    went = beside(came, "-200.00", "03-06", text="退汇 2026030200017")
    form = {"receipt": came.id, "version": 1, "reason": "账号有误"}
    answer = clerk.post(f"/cash/returned/{went.id}/bounce/", form, follow=True)
    page = text_of(answer)
    assert "Part of the receipt came back" in page
    assert f"/ledger/customers/{book.customer('远景')}/items/" in answer.content.decode()
    assert "200.00 came back" in text_of(clerk.get(f"/cash/receipts/{YEAR}"))
    sheet = clerk.get(f"/cash/receipts/sheet/en/csv/{YEAR}").content.decode()
    assert "300.00,Cleared,200.00" in sheet
    made = BouncedReceipt.objects.get()
    answer = clerk.post(f"/cash/bounces/{made.id}/withdraw/", {"line": went.id, "receipt": came.id}, follow=True)  # fmt: skip
    assert "so much on account again" in text_of(answer)
    assert "What it pays" in text_of(answer)
    book.prove()


def test_what_is_refused_when_a_return_is_withdrawn_stands_on_its_page(book: Ledger, clerk: Client) -> None:  # fmt: skip
    came = told(book, "800.00", "03-20")
    put_into_suspense(**book.scope, line_id=came.id, key="s")
    went = beside(came, "-300.00", "03-25", text="退汇")
    made = bounce_receipt(**book.scope, line_id=went.id, receipt_id=came.id, reason="退汇", version=None)  # fmt: skip
    leave_suspense(
        **book.scope, line_id=came.id, customer_id=book.customer("远景"), on=day("03-26"), reason="付款凭证", key="l",
        approver=book.books.scope("ARA")["actor"],
    )  # fmt: skip
    answer = clerk.post(f"/cash/bounces/{made}/withdraw/", {"line": went.id, "receipt": came.id})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "undo what that one settled and settle it with so much less" in page
    assert "Money that went back" in page


def test_a_refusal_leads_back_to_the_page_it_was_asked_on(book: Ledger, clerk: Client) -> None:
    line = told(book, "5.00", "03-20")
    for asked_on, leads in (
        (f"http://testserver/cash/lines/{line.id}/?q=a", f'href="/cash/lines/{line.id}/?q=a"'),
        (f"http://elsewhere.example/cash/lines/{line.id}/", 'href="/"'),
        (f"http://testserver/cash/lines/{line.id}/back/", 'href="/"'),  # there one only sends
        ("http://testserver/nowhere/", 'href="/"'),
        ("http://[x", 'href="/"'),
    ):
        answer = clerk.post(f"/cash/lines/{line.id}/back/", headers={"Referer": asked_on})
        assert answer.status_code == 409
        assert f'class="press is-main" {leads}' in answer.content.decode()


def test_the_line_of_our_refund_is_put_aside_as_paid_out_where_a_return_is_looked_at(book: Ledger, clerk: Client) -> None:  # fmt: skip
    went = told(book, "-200.00", "03-06", other_name="远景")
    page = clerk.get(f"/cash/returned/{went.id}/").content.decode()
    assert '<option value="paid_out">' in page
    assert '<option value="bounced">' not in page
    clerk.post(f"/cash/lines/{went.id}/aside/", {"kind": "paid_out", "version": went.version})
    went.refresh_from_db()
    assert (went.state, went.aside_kind) == ("aside", "paid_out")


@pytest.mark.parametrize(
    ("kind", "amount"), [("bounced", "-5.00"), ("bounced", "5.00"), ("paid_out", "5.00")]
)
def test_a_line_is_not_put_aside_as_what_it_cannot_be(book: Ledger, clerk: Client, kind: str, amount: str) -> None:  # fmt: skip
    line = told(book, amount, "03-06", text="退汇")
    answer = clerk.post(f"/cash/lines/{line.id}/aside/", {"kind": kind, "version": line.version})
    assert answer.status_code == 409
    line.refresh_from_db()
    assert line.state == "waiting"


def test_where_no_receipt_fits_the_page_names_the_days_it_looked_at(book: Ledger, clerk: Client) -> None:  # fmt: skip
    page = text_of(clerk.get(f"/cash/receipts/{YEAR}&state=bounced"))
    assert "Nothing fits between 2026-01-01 and 2026-12-31" in page
    assert "All receipts of these days" in page


def test_a_cheque_is_taken_and_paid_by_a_line_on_the_screen(book: Ledger, clerk: Client) -> None:
    book.post("invoice", "INV-1", "500.00", "01-05")
    form = {
        "key": "k", "customer_name": "远景", "kind": "cheque", "number": "CHQ-9", "drawee": "工商银行", "amount": "500.00",
        "currency": "CNY", "issued_on": "2026-03-01", "matures_on": "2026-03-01", "received_on": "2026-03-01",
        f"pays-{book.item('INV-1').id}": "500.00", "step": "take",
    }  # fmt: skip
    answer = clerk.post("/documents/bills/new/", form)
    assert answer.status_code == 302, text_of(answer)
    page = text_of(clerk.get(answer["Location"]))
    assert "cheque" in page
    assert "Discount it" not in page
    came = told(book, "500.00", "03-04")
    page = text_of(clerk.get(f"/cash/lines/{came.id}/"))
    assert "CHQ-9" in page
    bill = Bill.objects.get()
    clerk.post(f"/cash/lines/{came.id}/clear/", {"bill": bill.id, "version": 7})
    assert "Somebody dealt with the line" in text_of(clerk.get("/cash/"))
    clerk.post(f"/cash/lines/{came.id}/clear/", {"bill": bill.id, "version": 1})
    bill.refresh_from_db()
    assert bill.state == "settled"
    assert "This line pays it" not in text_of(clerk.get(f"/cash/lines/{came.id}/"))
    book.prove()


def test_a_bill_that_was_not_paid_says_why_on_its_page(book: Ledger, clerk: Client) -> None:
    number = cheque(book, "CHQ-9", "500.00")
    clerk.post(
        f"/documents/bills/{number}/dishonour/",
        {"on": "2026-03-05", "why": "印鉴不符"},
        follow=True,
    )
    page = text_of(clerk.get(f"/documents/bills/{number}/"))
    assert "印鉴不符" in page
    assert "ara@yuanjing.screens.example · " in page


def test_every_page_speaks_chinese(book: Ledger) -> None:
    came = told(book, "500.00", "03-02", other_name="远景")
    went = beside(came, "-500.00", "03-06")
    clerk = signed_in("yuanjing", "ARA")
    for address, word in (
        (f"/cash/receipts/{YEAR}", "每笔收款处于哪一步"),
        (f"/cash/returned/{went.id}/", "退回的是哪一笔收款"),
    ):
        assert word in text_of(clerk.get(address, headers={"accept-language": "zh-hans"}))

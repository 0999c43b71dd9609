"""The screens of money that does not say whose it is: suspense with its ages, payers for others, names that are remembered."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from django.test import Client
from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import signed_in, text_of

from wanglai.services.approvals.bands import DEFAULT_BANDS
from wanglai.store.models import (
    AcceptedPayer,
    ApprovalRequest,
    BankEntry,
    Customer,
    PayerAlias,
    Settlement,
)


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger("yuanjing")


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


@pytest.fixture
def manager(book: Ledger) -> Client:
    return signed_in("yuanjing", "FM")


def came_in(book: Ledger, amount: str, payer: str, **more: Any) -> BankEntry:
    home = our_account(book, f"户{secrets.token_hex(3)}")
    statement = bank_statement(home, bank_file(book, book.books.scope("CSH")["actor"]))
    return bank_line(statement, amount, "03-20", other_name=payer, **more)


def hidden(page: str, action: str) -> dict[str, str]:
    """What the form of this address carries unseen."""
    form = re.search(rf'action="{re.escape(action)}".*?</form>', page, re.S)
    assert form, f"no form goes to {action}"
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))


def agree(manager: Client) -> str:
    request = ApprovalRequest.objects.latest("id")
    shown = bytes(request.subject_hash).hex()
    said = {"verdict": "approve", "shown": shown}
    return text_of(manager.post(f"/approvals/{request.id}/decide/", said, follow=True))


def test_money_goes_into_suspense_and_to_its_customer_on_the_screens(
    book: Ledger, clerk: Client, manager: Client
) -> None:
    book.post("invoice", "INV-1", "800.00", "03-05")
    line = came_in(book, "800.00", "无名氏")
    assert "Nothing in suspense" in text_of(clerk.get("/cash/suspense/"))
    address = f"/cash/lines/{line.id}/"
    into = f"{address}suspend/"
    sent = hidden(clerk.get(address).content.decode(), into)
    assert "its age counts" in text_of(clerk.post(into, sent, follow=True))
    line.refresh_from_db()
    entry = f"/ledger/entries/{line.entry_seq}/"
    told = manager.get(entry)
    assert "undone on the page of the line" in text_of(told)
    assert f'href="{address}"' in told.content.decode()
    refused = manager.post(f"{entry}reverse/", {"on": "2026-04-02", "key": "k"})
    assert (refused.status_code, "A line of the bank made this entry" in text_of(refused)) == (409, True)  # fmt: skip
    shown = text_of(clerk.get("/cash/suspense/?on=2026-04-01"))
    assert all(words in shown for words in ("无名氏", "8–30 days", "800.00")), shown
    assert "Nothing in suspense" in text_of(clerk.get("/cash/suspense/?on=2026-04-01&bucket=1"))
    sheet = clerk.get("/cash/suspense/sheet/zh/csv/?on=2026-04-01")
    assert sheet.status_code == 200
    assert "无名氏" in b"".join(sheet).decode("utf-8-sig")
    assert "Of which in suspense" in text_of(manager.get("/ageing/?on=2026-04-01"))
    page = clerk.get(f"{address}?customer=远景").content.decode()
    out = f"{address}leave-suspense/"
    sent = hidden(page, out) | {"on": "2026-04-02", "reason": "客户发来付款凭证"}
    assert clerk.post(out, {**sent, "on": "soon"}).status_code == 422
    early = clerk.post(out, {**sent, "on": "2026-03-19"})
    assert (early.status_code, "before it came" in text_of(early)) == (422, True)
    assert "waits for their word" in text_of(clerk.post(out, sent, follow=True))
    assert "Open the request" in text_of(clerk.get(f"{address}?customer=远景"))
    request = manager.get(f"/approvals/{ApprovalRequest.objects.latest('id').id}/")
    assert "客户发来付款凭证" in text_of(request)
    agree(manager)
    line.refresh_from_db()
    assert line.customer_id == book.customer("远景")
    after = text_of(clerk.get("/cash/suspense/"))
    assert "Moved to its customer, not settled yet" in after


def test_a_stranger_s_money_is_asked_about_and_settles_after_another_agreed(
    book: Ledger, clerk: Client, manager: Client
) -> None:
    book.post("invoice", "INV-1", "800.00", "03-05")
    line = came_in(book, "800.00", "王小明")
    address = f"/cash/lines/{line.id}/"
    page = clerk.get(f"{address}?customer=远景")
    assert "王小明 pays, not 远景." in text_of(page)
    pays = {f"pays-{book.item('INV-1').id}": "800.00"}
    sent = hidden(page.content.decode(), f"{address}settle/") | pays
    refused = clerk.post(f"{address}settle/", sent)
    assert (refused.status_code, "no paper on file" in text_of(refused)) == (422, True)
    ask = f"{address}accept-payer/"
    said = hidden(page.content.decode(), ask)
    nothing = clerk.post(ask, said | {"reason": " "})
    assert (nothing.status_code, "Nothing says why" in text_of(nothing)) == (422, True)
    asked = text_of(clerk.post(ask, said | {"reason": "法定代表人代付"}, follow=True))
    assert "waits for their word" in asked
    assert "Open the request" in text_of(clerk.get(f"{address}?customer=远景"))
    agree(manager)
    assert AcceptedPayer.objects.get().reason == "法定代表人代付"
    page = clerk.get(f"{address}?customer=远景")
    assert "agreed for this line: 法定代表人代付" in text_of(page)
    sent = hidden(page.content.decode(), f"{address}settle/") | pays
    assert "is settled" in text_of(clerk.post(f"{address}settle/", sent, follow=True))
    assert "Paid by another" in text_of(clerk.get(address))
    assert Settlement.objects.get().paid_for_another["accepted"]


def test_another_customer_s_debts_are_paid_after_another_agreed(
    book: Ledger, clerk: Client, manager: Client
) -> None:
    book.post("invoice", "INV-9", "100.00", "03-05", customer="别家")
    book.customer("远景")
    line = came_in(book, "100.00", "远景")
    address = f"/cash/lines/{line.id}/"
    both = f"{address}?customer=远景&also=别家"
    page = clerk.get(both)
    assert "远景 pays, not 别家." in text_of(page)
    pays = {f"pays-{book.item('INV-9').id}": "100.00"}
    refused = clerk.post(
        f"{address}settle/", hidden(page.content.decode(), f"{address}settle/") | pays
    )
    assert (refused.status_code, Settlement.objects.count()) == (409, 0)
    ask = f"{address}accept-payer/"
    clerk.post(ask, hidden(page.content.decode(), ask) | {"reason": "三方抵账协议"})
    agree(manager)
    page = clerk.get(both)
    assert "pays, not 别家" not in text_of(page)
    sent = hidden(page.content.decode(), f"{address}settle/") | pays
    assert "is settled" in text_of(clerk.post(f"{address}settle/", sent, follow=True))
    assert book.open_table("03-20", "别家") == []


def test_a_name_is_remembered_and_forgotten_on_the_screens(book: Ledger, clerk: Client) -> None:
    home = book.customer("远景")
    line = came_in(book, "5.00", "远景华东采购中心")
    address = f"/cash/lines/{line.id}/"
    learn = f"{address}learn-name/"
    sent = hidden(clerk.get(f"{address}?customer=远景").content.decode(), learn)
    assert "The name is remembered" in text_of(clerk.post(learn, sent, follow=True))
    assert "Names its payments came under" in text_of(clerk.get(f"/customers/{home}/"))
    again = clerk.post(learn, sent)
    assert (again.status_code, "already" in text_of(again)) == (409, True)
    forget = f"/cash/learned/{PayerAlias.objects.get().id}/forget/"
    assert "The name is forgotten" in text_of(clerk.post(forget, {"line": line.id}, follow=True))
    after = text_of(clerk.get(f"/customers/{home}/"))
    assert "Names its payments came under" not in after
    assert "远景华东采购中心" in after, "the history keeps it"


def test_what_was_paid_too_much_is_asked_back_on_the_page_of_the_line(db: None) -> None:
    book = open_ledger("yuanjing", bands=DEFAULT_BANDS)
    clerk, manager = signed_in("yuanjing", "ARA"), signed_in("yuanjing", "FM")
    book.customer("远景")
    line = came_in(book, "300.00", "远景")
    address = f"/cash/lines/{line.id}/"
    page = clerk.get(f"{address}?customer=远景").content.decode()
    clerk.post(f"{address}settle/", hidden(page, f"{address}settle/"))
    back = f"{address}refund/"
    sent = hidden(clerk.get(address).content.decode(), back) | {"on": "2026-03-25"}
    for wrong in ("", "a lot", "0"):
        refused = clerk.post(back, sent | {"amount": wrong})
        assert (refused.status_code, "Give the amount" in text_of(refused)) == (422, True), wrong
    assert clerk.post(back, sent | {"amount": "100.00", "on": "soon"}).status_code == 422
    asked = text_of(clerk.post(back, sent | {"amount": "100.00"}, follow=True))
    assert "waits for their word" in asked
    assert "Open the request" in text_of(clerk.get(address))
    agree(manager)
    after = text_of(clerk.get(address))
    assert "Paid back 2026-03-25 100.00 CNY" in after
    assert book.owes("03-25") == {"CNY": "-200.00"}


def test_every_page_of_it_speaks_chinese(book: Ledger, clerk: Client) -> None:
    line = came_in(book, "800.00", "王小明")
    book.customer("远景")
    zh = {"accept-language": "zh-Hans"}
    assert "待查来款" in text_of(clerk.get("/cash/suspense/", headers=zh))
    page = text_of(clerk.get(f"/cash/lines/{line.id}/?customer=远景", headers=zh))
    assert "请另一人同意" in page
    into = f"/cash/lines/{line.id}/suspend/"
    clerk.post(into, hidden(clerk.get(f"/cash/lines/{line.id}/").content.decode(), into))
    assert Customer.objects.filter(is_suspense=True).count() == 1
    assert "认定依据" in text_of(clerk.get(f"/cash/lines/{line.id}/?customer=远景", headers=zh))

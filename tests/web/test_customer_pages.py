"""The screens of the customer file: what each role sees, what is refused beside its field, what is done and asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.books import open_company
from tests.ledgers import DOOR, Ledger, open_ledger

from wanglai.services.access.add_person import add_person
from wanglai.services.approvals.bands import Band
from wanglai.services.approvals.queries import list_requests
from wanglai.services.customers.bank_accounts import AccountSaid, add_bank_account
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.ledger.open_books import open_books
from wanglai.store.models import (
    Act,
    Customer,
    CustomerContact,
    CustomerPayer,
    User,
)

PASSWORD = "nine-lions-count-coins"


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger(
        bands=[Band("change_customer", 0, ("CRC",)), Band("merge_customers", 0, ("CRC", "FM")), Band("change_bank_account", 0, ("FM",))]
    )  # fmt: skip


def signed_in(role: str, language: str = "en") -> Client:
    email = f"{role}@people.example".lower()
    add_person(company_name="yuanjing", email=email, password=PASSWORD, role=role)
    client = Client(headers={"accept-language": language})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def new(book: Ledger, name: str, **said: Any) -> int:
    return create_customer(**book.books.scope("CRC"), origin=DOOR, said={"name": name, **said})


def test_an_empty_list_says_what_to_do(book: Ledger) -> None:
    page = signed_in("CRC").get("/customers/")
    assert "No customer yet" in text_of(page)
    assert "/customers/new/" in page.content.decode()
    assert 'aria-current="page"' in page.content.decode().split("</nav>")[0]


def test_a_customer_is_entered_with_problems_beside_their_fields(book: Ledger) -> None:
    client = signed_in("CRC", "zh-CN")
    said = {"name": "", "tax_number": "91350100M000100Y44", "tax_country": "CN"}
    answer = client.post("/customers/new/", said)
    assert answer.status_code == 422
    assert "客户需要名称" in text_of(answer)
    answer = client.post("/customers/new/", {**said, "name": "上海远景贸易有限公司"})
    assert "第 18 位是“4”" in text_of(answer)
    assert "91350100M000100Y44" in answer.content.decode(), "what was typed is still there"
    answer = client.post(
        "/customers/new/",
        {**said, "name": "上海远景贸易有限公司", "tax_number": "91350100M000100Y43", "names": "远景\nYuanjing"},
        follow=True,
    )  # fmt: skip
    assert answer.status_code == 200
    assert "远景 · Yuanjing" in text_of(answer)
    assert Customer.objects.get(name="上海远景贸易有限公司").names == ["远景", "Yuanjing"]


def test_two_people_who_change_one_customer_do_not_overwrite_each_other(book: Ledger) -> None:
    made = new(book, "远景")
    client = signed_in("CRC")
    form = client.get(f"/customers/{made}/change/").content.decode()
    assert 'name="version" value="1"' in form
    said = {"name": "远景", "version": 1, "region": "上海"}
    assert client.post(f"/customers/{made}/change/", said).status_code == 302
    answer = client.post(f"/customers/{made}/change/", {**said, "region": "北京"})
    assert answer.status_code == 409
    assert "Someone changed this customer" in text_of(answer)
    assert Customer.objects.get(id=made).region == "上海"


def test_a_salesperson_asks_and_is_told_so(book: Ledger) -> None:
    made, other = new(book, "远景"), new(book, "景和")
    client = signed_in("SAL")
    me = User.objects.get(email="sal@people.example")
    Customer.objects.filter(id=made).update(manager_id=me.id)
    answer = client.post(f"/customers/{made}/change/", {"name": "远景", "region": "上海", "version": 1}, follow=True)  # fmt: skip
    assert "your request waits for their word" in text_of(answer)
    assert Customer.objects.get(id=made).region == ""
    asked = list_requests(**book.books.scope("CRC"))
    assert [(each.kind, each.document, each.about.en) for each in asked] == [("change_customer", "远景", "Region:  → 上海")]  # fmt: skip
    assert "景和" not in text_of(client.get("/customers/"))
    assert client.get(f"/customers/{other}/").status_code == 404


def test_the_approver_reads_what_will_be_done(book: Ledger) -> None:
    one, other = new(book, "远景"), new(book, "远景贸易")
    client = signed_in("CRC")
    page = client.post("/customers/merge/", {"merged": other, "survivor": one}, follow=True)
    assert "远景贸易 is merged into 远景" in text_of(page)
    manager = signed_in("FM")
    asked = list_requests(**book.books.scope("FM"))[0]
    manager.post(f"/approvals/{asked.id}/decide/", {"verdict": "approve", "shown": asked.subject_hash})  # fmt: skip
    merged = text_of(client.get(f"/customers/{other}/"))
    assert "This customer was merged" in merged
    assert "Took in" in text_of(client.get(f"/customers/{one}/"))
    assert 'value="' + str(other) not in client.get("/customers/duplicates/").content.decode()


def test_one_page_shows_everything_of_a_customer(book: Ledger) -> None:
    made = new(book, "远景", region="上海")
    book.post("invoice", "INV-1", "100.00", "01-05", due="02-05")
    book.post("receipt", "RC-1", "30.00", "01-20")
    book.books.finished()
    client = signed_in("ARA")
    said = {"name": "张伟", "phone": "13812345678", "is_for_statements": "on"}
    client.post(f"/customers/{made}/contacts/new/", said)
    client.post(f"/customers/{made}/addresses/new/", {"kind": "billing", "text": "黄浦区一号"})
    client.post(f"/customers/{made}/payers/new/", {"payer": "代付公司", "from_on": "2026-01-01", "paper": SimpleUploadedFile("a.pdf", b"%PDF")})  # fmt: skip
    client.post(f"/customers/{made}/files/new/", {"title": "执照", "file": SimpleUploadedFile("b.pdf", b"%PDF-b")})  # fmt: skip
    page = text_of(client.get(f"/customers/{made}/"))
    for words in ("70.00", "INV-1", "RC-1", "张伟", "13812345678", "黄浦区一号", "代付公司", "执照", "In force", "History of changes"):  # fmt: skip
        assert words in page, words
    assert CustomerPayer.objects.get(customer_id=made).authorisation_id is not None
    auditor = text_of(signed_in("AUD").get(f"/customers/{made}/"))
    assert "138****5678" in auditor
    assert "13812345678" not in auditor
    assert 'method="post"' not in signed_in("COL").get(f"/customers/{made}/").content.decode().split('id="group"')[1], "a collector keeps contacts, nothing else"  # fmt: skip


def test_a_whole_account_is_shown_once_and_the_look_is_kept(book: Ledger) -> None:
    made = new(book, "远景")
    scope = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": made}
    account = add_bank_account(**scope, said=AccountSaid("6222021001001234"))
    client = signed_in("FM")
    assert "6222021001001234" not in client.get(f"/customers/{made}/").content.decode()
    shown = client.post(f"/customers/{made}/accounts/{account}/see/")
    assert 'id="seen-account">6222021001001234<' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Act.objects.filter(kind="see_bank_account").count() == 1
    assert "6222021001001234" not in client.get(f"/customers/{made}/").content.decode()
    assert signed_in("COL").post(f"/customers/{made}/accounts/{account}/see/").status_code == 403


def test_an_account_is_asked_for_on_the_screen(book: Ledger) -> None:
    made = new(book, "远景")
    client = signed_in("ARA")
    answer = client.post(f"/customers/{made}/accounts/new/", {"number": "6.22E+15"})
    assert answer.status_code == 422
    assert "rounded number" in text_of(answer)
    page = client.post(f"/customers/{made}/accounts/new/", {"number": "6222021001001234"}, follow=True)  # fmt: skip
    assert "Put the bank account 6222 **** **** 1234" in text_of(page)
    assert "Waits for another person" in text_of(client.get(f"/customers/{made}/"))


def test_a_contact_is_replaced_and_agreed(book: Ledger) -> None:
    made = new(book, "远景")
    scope = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": made}
    first = add_contact(**scope, said=ContactSaid("张伟", channels={"email": "z@x.example"}))
    collector, accountant = signed_in("COL"), signed_in("ARA")
    form = collector.get(f"/customers/{made}/contacts/new/?replaces={first}").content.decode()
    assert "z@x.example" in form
    answer = collector.post(f"/customers/{made}/contacts/new/?replaces={first}", {"name": "", "language": "zh"})  # fmt: skip
    assert "A contact needs a name" in text_of(answer)
    collector.post(f"/customers/{made}/contacts/new/?replaces={first}", {"name": "李娜", "language": "zh"})  # fmt: skip
    waiting = CustomerContact.objects.get(name="李娜")
    assert "in place of 张伟" in text_of(accountant.get(f"/customers/{made}/"))
    assert f"/contacts/{waiting.id}/agree/" not in collector.get(f"/customers/{made}/").content.decode()  # fmt: skip
    accountant.post(f"/customers/{made}/contacts/{waiting.id}/agree/")
    assert list(CustomerContact.objects.filter(ended_at=None).values_list("name", flat=True)) == ["李娜"]  # fmt: skip


def test_search_and_filters_stand_in_the_address(book: Ledger) -> None:
    made = new(book, "重庆长城实业有限公司", number="C-7", is_key_account=True)
    new(book, "景和商贸有限公司")
    client = signed_in("CRC")
    client.post(f"/customers/{made}/tag/", {"tag": "重点"})
    for query in ("q=cqcc", "q=C-7", "tag=重点", "key=1", "q=长城&key=1&state=all"):
        page = text_of(client.get(f"/customers/?{query}"))
        assert "重庆长城实业有限公司" in page, query
        assert "景和商贸有限公司" not in page, query
    assert "Nothing fits these filters" in text_of(client.get("/customers/?q=zzzz"))
    nonsense = "?tier=Z&manager=x&after=%00&state=gone&pays=never"
    assert "景和商贸有限公司" in text_of(client.get(f"/customers/{nonsense.replace('%00', 'x')}"))
    client.post(f"/customers/{made}/untag/", {"tag": "重点"})
    assert "重点" not in text_of(client.get("/customers/"))


def test_duplicates_are_looked_for_parted_and_merged(book: Ledger) -> None:
    one, other = new(book, "上海远景贸易有限公司"), new(book, "上海远景贸易公司")
    client = signed_in("CRC")
    assert "No pair waits" in text_of(client.get("/customers/duplicates/"))
    page = client.post("/customers/duplicates/look/", follow=True)
    assert "1 pair found." in text_of(page)
    assert "The same name but for the legal form" in text_of(page)
    assert "There may be another record" in text_of(client.get(f"/customers/{one}/"))
    pair = re.search(r"/customers/duplicates/(\d+)/part/", page.content.decode())
    assert pair
    client.post(f"/customers/duplicates/{pair.group(1)}/part/")
    assert "No pair waits" in text_of(client.get("/customers/duplicates/"))
    assert client.post("/customers/merge/", {"merged": other}).status_code == 400


def test_a_customer_is_stopped_grouped_and_classified(book: Ledger) -> None:
    head, made = new(book, "远景集团"), new(book, "远景")
    client = signed_in("CRC")
    client.post(f"/customers/{made}/group/", {"parent": "远景集团"})
    assert Customer.objects.get(id=made).parent_id == head
    answer = client.post(f"/customers/{made}/group/", {"parent": "没有这个"})
    assert "customer.unknown" in answer.content.decode()
    client.post(f"/customers/{made}/stop/", {"reason": "停业"})
    assert "Stopped : 停业" in text_of(client.get(f"/customers/{made}/")).replace("Stopped:", "Stopped :")  # fmt: skip
    assert client.post(f"/customers/{made}/stop/", {"reason": ""}).status_code == 422
    client.post(f"/customers/{made}/resume/")
    assert not Customer.objects.get(id=made).is_stopped
    done = client.post("/customers/classify/", follow=True)
    assert "6 classes changed." in text_of(done)
    assert "Tier C" in text_of(done)


def test_the_list_goes_on_by_key(book: Ledger) -> None:
    for number in range(53):
        new(book, f"客户{number:03d}")
    client = signed_in("AUD")
    first = client.get("/customers/")
    link = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', first.content.decode())
    assert link
    second = text_of(client.get("/customers/" + link.group(1).replace("&amp;", "&")))
    assert "客户050" in second
    assert "客户049" not in second


def kept_from(first: date) -> int:
    """A book of six months from the first day of a month on, with one customer."""
    books = open_company("yuanjing")
    open_books(**books.scope("FM"), origin=DOOR, from_on=first.replace(day=1), months=6, bands=())
    return new(Ledger(books), "远景")


@pytest.mark.parametrize(
    ("begins", "words"),
    [
        (lambda today: date(2011, 10, 1), "is after the last period of the book"),
        (lambda today: today + timedelta(days=60), "is before the first period of the book"),
        (lambda today: today, ""),
    ],
)
def test_a_page_says_why_its_day_is_not_today(db: None, begins: Callable[[date], date], words: str) -> None:  # fmt: skip
    made = kept_from(begins(timezone.localdate()))
    client = signed_in("FM")
    for at in (f"/customers/{made}/", "/ledger/", "/ageing/"):
        page = text_of(client.get(at))
        assert words in page
        assert bool(words) == ("What is shown stands as of" in page)
    chosen = text_of(client.get("/ageing/?on=2011-12-01"))
    assert "What is shown stands as of" not in chosen, "who chose a day is told nothing"

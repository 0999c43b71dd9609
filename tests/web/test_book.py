"""The screens of the book: what they show, what they refuse in words, what they do."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client
from tests.ledgers import Ledger, open_ledger

from wanglai.services.access.add_person import add_person
from wanglai.services.approvals.bands import DEFAULT_BANDS, set_bands
from wanglai.store.models import Act, ApprovalRequest, Company, Entry, OpenItem, Period, User

PASSWORD = "nine-lions-count-coins"


def signed_in(company: str, role: str) -> Client:
    email = f"{role}@{company}.screens.example".lower()
    add_person(company_name=company, email=email, password=PASSWORD, role=role)
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "INV-1", "1,130.00", "03-05", tax="130.00", due="04-04")
    ledger.post("invoice", "=1+1", "70.00", "03-06", customer="别人")
    ledger.post("receipt", "RC-1", "500.00", "03-20")
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


@pytest.fixture
def manager(book: Ledger) -> Client:
    return signed_in("yuanjing", "FM")


@pytest.fixture
def auditor(book: Ledger) -> Client:
    return signed_in("yuanjing", "AUD")


def text_of(answer: Any) -> str:
    """The page as one line of words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def key_on(answer: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', answer.content.decode())
    assert found
    return found.group(1)


def test_a_company_without_a_book_is_led_to_open_one(db: None) -> None:
    client = signed_in("nobook", "FM")
    for address in ("/ledger/", "/ledger/new/", "/ledger/trial-balance/", "/periods/"):
        assert "keeps no book yet" in text_of(client.get(address)), address
    assert client.post("/ledger/open/", {"month": "2026", "months": 3}).status_code == 422
    client.post("/ledger/open/", {"month": "2026-03", "months": 3})
    days = Period.objects.order_by("from_on").values_list("from_on", flat=True)
    assert list(days) == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert "No customer yet" in text_of(client.get("/ledger/"))
    again = client.post("/ledger/open/", {"month": "2026-03", "months": 3})
    assert again.status_code == 409
    assert "keeps a book already" in text_of(again)


def test_the_list_says_who_owes_what_as_of_a_day(clerk: Client) -> None:
    page = text_of(clerk.get("/ledger/?on=2026-03-19"))
    assert "远景 1,130.00 CNY" in page
    assert "Total as of 2026-03-19 1,200.00 CNY" in page
    assert "630.00 CNY" in text_of(clerk.get("/ledger/?on=2026-03-20&q=远"))
    assert "Nothing fits" in text_of(clerk.get("/ledger/?q=zzzz"))
    assert "Total as of 2026-03-04 0.00" in text_of(clerk.get("/ledger/?on=2026-03-04&order=name"))


def test_a_ledger_shows_opening_lines_and_closing_and_its_proof(
    book: Ledger, clerk: Client
) -> None:
    address = f"/ledger/customers/{book.customer('远景')}/"
    page = text_of(clerk.get(f"{address}?from=2026-03-06&to=2026-03-31"))
    assert "CNY 1,130.00 0.00 500.00 630.00 630.00 Open items equal the ledger" in page
    assert "INV-1" not in page
    known = Act.objects.filter(company_id=book.company_id).order_by("-seq")[0].at
    book.post("invoice", "INV-0", "50.00", "03-02")
    book.prove()
    assert "INV-0" in text_of(clerk.get(address))
    assert "INV-0" not in text_of(
        clerk.get(f"{address}?known={known.astimezone():%Y-%m-%dT%H:%M:%S}")
    )
    assert clerk.get("/ledger/customers/999999/").status_code == 404


def test_a_long_ledger_goes_on_where_it_stopped(book: Ledger, clerk: Client) -> None:
    for number in range(105):
        book.post("invoice", f"L-{number:03}", 100, "03-21", customer="长")
    address = f"/ledger/customers/{book.customer('长')}/"
    first = clerk.get(address)
    assert "100.00 CNY" in text_of(first)
    following = re.search(r'href="(\?[^"]*after=[^"]+)" rel="next"', first.content.decode())
    assert following
    rest = text_of(clerk.get(address + following.group(1).replace("&amp;", "&")))
    assert "L-100" in rest
    assert "L-099 " not in rest
    assert "105.00 CNY" in rest


def test_the_sheet_has_the_totals_of_the_screen_and_no_formula(book: Ledger, clerk: Client) -> None:
    for language in ("zh", "en"):
        answer = clerk.get(f"/ledger/customers/{book.customer('别人')}/sheet/{language}/xlsx/")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[-1][-4:] == (70, 0, 70, None)
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
        assert [cell.data_type for cell in cells] == ["s"]
    assert clerk.get(f"/ledger/customers/{book.customer('别人')}/sheet/fr/xlsx/").status_code == 404


def test_items_are_settled_and_taken_apart(book: Ledger, clerk: Client) -> None:
    items = f"/ledger/customers/{book.customer('远景')}/items/"
    page = clerk.get(f"{items}?on=2026-04-14")
    assert "10 days over" in text_of(page)
    debit, credit = book.item("INV-1").id, book.item("RC-1").id
    wish = {"debit": debit, "credit": credit, "on": "2026-03-20", "amount": "", "key": key_on(page)}
    address = items.replace("items", "settle")
    assert "Choose what is owed." in text_of(clerk.post(address, {**wish, "debit": ""}))
    assert "in figures" in text_of(clerk.post(address, {**wish, "amount": "a lot"}))
    refused = clerk.post(address, {**wish, "amount": "500.01"})
    assert refused.status_code == 409
    assert "Less than that is still open" in text_of(refused)
    assert clerk.post(address, wish).status_code == 302
    assert clerk.post(address, wish).status_code == 302  # a double click settles once
    one = clerk.get(f"/ledger/items/{debit}/")
    assert "Open now 630.00" in text_of(one)
    undo = re.search(r'action="([^"]+/undo/\d+/)"', one.content.decode())
    assert undo
    clerk.post(undo.group(1), {"on": "2026-03-21", "key": "undo-1"})
    page_after = text_of(clerk.get(f"/ledger/items/{debit}/"))
    assert "Open now 1,130.00" in page_after
    assert "undone by act" in page_after
    book.prove()


def test_a_write_off_waits_for_another_persons_word(book: Ledger, clerk: Client) -> None:
    bands = [band for band in DEFAULT_BANDS if band.kind == "write_off"]
    set_bands(**book.scope, kind="write_off", bands=bands)
    item = book.item("INV-1").id
    address = f"/ledger/items/{item}/write_off/"
    wish = {"on": "2026-03-31", "amount": "30.00", "reason": "", "key": "w1"}
    assert "Say why" in text_of(clerk.post(address, wish))
    answer = clerk.post(address, {**wish, "reason": "破产"})
    assert answer["Location"].startswith("/approvals/")
    assert not Entry.objects.filter(company_id=book.company_id, kind="write_off").exists()
    assert "waits for their word" in text_of(clerk.get(answer["Location"]))


def test_an_item_moves_to_the_company_that_pays(book: Ledger, clerk: Client) -> None:
    item = book.item("INV-1").id
    address = f"/ledger/items/{item}/transfer/"
    wish = {
        "on": "2026-03-31",
        "amount": "130.00",
        "customer_name": "谁",
        "account": "",
        "key": "t1",
    }
    assert "no customer of this name" in text_of(clerk.post(address, wish))
    stays = clerk.post(address, {**wish, "customer_name": "远景"})
    assert "would stay where it is" in text_of(stays)
    made = clerk.post(address, {**wish, "customer_name": "别人"})
    assert "别人" in text_of(clerk.get(made["Location"]))
    assert clerk.post(f"/ledger/items/{item}/nonsense/", wish).status_code == 404
    assert "Only what we owe" in text_of(clerk.post(f"/ledger/items/{item}/refund/", wish))
    book.prove()


def test_an_entry_shows_its_seal_and_is_reversed(book: Ledger, clerk: Client) -> None:
    entry = Entry.objects.get(company_id=book.company_id, document="INV-1")
    page = text_of(clerk.get(f"/ledger/entries/{entry.seq}/"))
    link = Act.objects.get(company_id=book.company_id, seq=entry.seq).hash
    assert "As sealed" in page
    assert bytes(link).hex() in page
    assert "1122 Accounts receivable" in page
    address = f"/ledger/entries/{entry.seq}/reverse/"
    early = clerk.post(address, {"on": "2026-03-01", "key": "r1"})
    assert early.status_code == 422
    assert "would lie before its entry" in text_of(early)
    made = clerk.post(address, {"on": "2026-03-31", "key": "r1"})
    assert "takes back" in text_of(clerk.get(made["Location"]))
    assert "taken back by" in text_of(clerk.get(f"/ledger/entries/{entry.seq}/"))
    assert "reversed already" in text_of(clerk.post(address, {"on": "2026-03-31", "key": "r2"}))
    book.prove()


def test_a_document_is_seen_before_it_is_posted(book: Ledger, clerk: Client) -> None:
    first = clerk.get("/ledger/new/")
    said = {
        "key": key_on(first), "kind": "invoice", "customer_name": "新客户", "number": "INV-9", "on": "2026-03-07",
        "due_on": "2026-04-06", "gross": "113.00", "tax": "13.00", "currency": "CNY", "rate": "", "text": "",
        "step": "post",
    }  # fmt: skip
    assert "no customer of this name" in text_of(clerk.post("/ledger/new/", said))
    said["is_new_customer"] = "on"
    seen = clerk.post("/ledger/new/", said)
    assert "not posted yet" in text_of(seen)
    assert "6001 Revenue 100.00" in text_of(seen)
    mark = re.search(r'name="seen" value="([0-9a-f]+)"', seen.content.decode())
    assert mark
    changed = clerk.post("/ledger/new/", {**said, "gross": "114.00", "seen": mark.group(1)})
    assert "not posted yet" in text_of(changed)
    posted = clerk.post("/ledger/new/", {**said, "seen": mark.group(1)})
    assert posted["Location"].startswith("/ledger/entries/")
    assert OpenItem.objects.get(document="INV-9").due_on == date(2026, 4, 6)
    for change, words in (
        ({"tax": "200"}, "tax is not between"),
        ({"rate": "7"}, "rate must be above zero"),
        ({"due_on": "2026-03-01"}, "due before it exists"),
        ({"on": "2031-03-07", "due_on": ""}, "no open period"),
        ({"gross": "1.234"}, "in figures"),
    ):
        refused = clerk.post("/ledger/new/", {**said, **change})
        assert refused.status_code == 422
        assert words in text_of(refused), words


def test_a_credit_note_of_this_form_waits_for_another_persons_word(
    book: Ledger, clerk: Client, manager: Client
) -> None:
    bands = [band for band in DEFAULT_BANDS if band.kind == "credit_note"]
    set_bands(**book.scope, kind="credit_note", bands=bands)
    said = {
        "key": "cn", "kind": "credit_note", "customer_name": "远景", "number": "CN-1", "on": "2026-03-07",
        "due_on": "", "gross": "113.00", "tax": "13.00", "currency": "CNY", "rate": "", "text": "降价", "step": "post",
    }  # fmt: skip
    seen = clerk.post("/ledger/new/", said)
    mark = re.search(r'name="seen" value="([0-9a-f]+)"', seen.content.decode())
    assert mark
    asked = clerk.post("/ledger/new/", {**said, "seen": mark.group(1)}, follow=True)
    assert "Another person has to agree" in text_of(asked)
    for words in ("Credit note · 远景 CN-1", "113.00 CNY", "2026-03-07", "降价"):
        assert words in text_of(asked)
    assert not Entry.objects.filter(document="CN-1").exists()
    clerk.post("/ledger/new/", {**said, "seen": mark.group(1)})
    request = ApprovalRequest.objects.get()
    word = {"verdict": "approve", "shown": bytes(request.subject_hash).hex()}
    manager.post(f"/approvals/{request.id}/decide/", word)
    assert "CN-1 CNY -113.00" in book.open_table("03-31")
    assert OpenItem.objects.get(document="CN-1").side == -1
    book.prove()


def test_the_trial_balance_adds_up_to_nothing(clerk: Client) -> None:
    page = text_of(clerk.get("/ledger/trial-balance/?on=2026-03-31"))
    assert "Adds up to nothing" in page
    assert "Total as of 2026-03-31 CNY 1,200.00 1,200.00" in page
    assert "Nothing was posted by then" in text_of(
        clerk.get("/ledger/trial-balance/?on=2026-01-31")
    )


def test_a_period_is_closed_by_a_manager_who_means_it(
    book: Ledger, clerk: Client, manager: Client
) -> None:
    january = Period.objects.get(company_id=book.company_id, from_on=date(2026, 1, 1))
    february = Period.objects.get(company_id=book.company_id, from_on=date(2026, 2, 1))
    assert "Next to close" in text_of(clerk.get("/periods/"))
    address = f"/periods/{january.id}/close/"
    assert clerk.post(address, {"sure": "on", "key": "c0"}).status_code == 403
    assert "Tick that you mean it" in text_of(manager.post(address, {"key": "c1"}))
    assert "To be settled" in text_of(manager.get(f"/periods/{february.id}/"))
    early = manager.post(f"/periods/{february.id}/close/", {"sure": "on", "key": "c2"})
    assert "checklist is not clean" in text_of(early)
    assert manager.post(address, {"sure": "on", "key": "c1"}).status_code == 302
    page = text_of(manager.get(f"/periods/{january.id}/"))
    assert re.search(r"Handed outside [0-9a-f]{64}", page)
    assert manager.get("/periods/999999/").status_code == 404


def test_more_periods_follow_the_last_one(
    book: Ledger, clerk: Client, manager: Client, auditor: Client
) -> None:
    before = Period.objects.count()
    assert clerk.post("/periods/open/", {"months": 2, "key": "o1"}).status_code == 403
    assert manager.post("/periods/open/", {"months": 99, "key": "o1"}).status_code == 422
    for _twice in range(2):
        manager.post("/periods/open/", {"months": 2, "key": "o1"})
    assert Period.objects.count() == before + 2
    last = Period.objects.order_by("to_on").last()
    assert last is not None
    assert last.to_on == date(2028, 2, 29)
    book.prove()
    assert "Opened 2 periods, 2028-01-01 to 2028-02-29" in text_of(auditor.get("/audit/"))


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("", "Posted receipt RC-1 of 远景, 500.00 CNY, dated 2026-03-20", "nothing"),
        ("q=receipt", "RC-1", "INV-1"),
        ("q=收款", "RC-1", "INV-1"),
        ("q=远景收款", "RC-1", "=1+1"),
        ("q=1,130.00", "INV-1", "RC-1"),
        ("q=2026-03-05", "INV-1", "RC-1"),
        ("about=RC", "RC-1", "INV-1"),
        ("about=别人", "=1+1", "RC-1"),
        ("q=100%25", "Nothing fits", "RC-1"),
        ("from=2031-01-01T00:00", "Nothing fits", "RC-1"),
        ("to=2001-01-01T00:00", "Nothing fits", "RC-1"),
        ("person=999999", "Nothing fits", "RC-1"),
        ("person=x&after=y", "RC-1", "Nothing fits"),
    ],
)
def test_the_trail_is_found_by_person_time_object_and_words(
    auditor: Client, query: str, there: str, absent: str
) -> None:
    page = text_of(auditor.get(f"/audit/?{query}"))
    rows = page.split("What happened")[-1] if "What happened" in page else page
    assert there in rows
    assert absent not in rows


def test_the_trail_speaks_chinese_too_and_goes_into_a_sheet(book: Ledger, auditor: Client) -> None:
    settled = book.settle("INV-1", "RC-1", None, "03-20")
    book.take_apart(settled, "03-21")
    book.close("01")
    page = text_of(auditor.get("/audit/", headers={"accept-language": "zh-CN"}))
    for words in (
        "入账：收款 RC-1，客户 远景，金额 500.00 CNY，日期 2026-03-20",
        "核销：INV-1 与 RC-1，客户 远景，金额 500.00 CNY",
        "撤销核销：INV-1 与 RC-1",
        "结账：2026-01-01 – 2026-01-31",
        "建账：2026-01-01 至 2027-12-31",
    ):
        assert words in page, words
    sheet = openpyxl.load_workbook(io.BytesIO(auditor.get("/audit/sheet/zh/xlsx/").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    heading = next(place for place, row in enumerate(rows) if row[0] == "序号")
    assert len(rows) - heading - 1 == Act.objects.filter(company_id=book.company_id).count()
    assert auditor.get("/audit/sheet/fr/xlsx/").status_code == 404


def test_an_auditor_looks_and_changes_nothing(book: Ledger, auditor: Client) -> None:
    item = book.item("INV-1").id
    for address in ("/ledger/", f"/ledger/items/{item}/", "/periods/", "/audit/", f"/ledger/customers/{book.customer('远景')}/items/"):  # fmt: skip
        page = auditor.get(address)
        assert page.status_code == 200
        main = page.content.decode().split("<main")[1]
        assert 'method="post"' not in main, address
    assert auditor.get("/ledger/new/").status_code == 403
    answer = auditor.post(f"/ledger/items/{item}/transfer/", {"on": "2026-03-31", "customer_name": "别人", "key": "x"})  # fmt: skip
    assert answer.status_code == 403


def test_another_companys_book_is_not_there(book: Ledger) -> None:
    stranger = signed_in("elsewhere", "FM")
    stranger.post("/ledger/open/", {"month": "2026-01", "months": 12})
    entry = Entry.objects.get(company_id=book.company_id, document="INV-1")
    period = Period.objects.filter(company_id=book.company_id)[0]
    for address in (
        f"/ledger/customers/{book.customer('远景')}/",
        f"/ledger/customers/{book.customer('远景')}/items/",
        f"/ledger/items/{book.item('INV-1').id}/",
        f"/ledger/entries/{entry.seq + 1000}/",
        f"/periods/{period.id}/",
    ):
        assert stranger.get(address).status_code == 404, address
    assert "INV-1" not in text_of(stranger.get("/audit/"))


def test_the_people_of_the_system_keep_no_books(db: None) -> None:
    open_ledger("admins")
    admin = signed_in("admins", "ADM")
    for address in ("/ledger/", "/periods/", "/audit/"):
        assert admin.get(address).status_code == 403
    assert User.objects.filter(email="adm@admins.screens.example").exists()
    assert Company.objects.filter(name="admins").exists()

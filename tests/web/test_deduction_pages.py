"""The screens of deductions: opened from the item, given to another, accepted, rejected, listed and taken away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import key_on, signed_in, text_of

from wanglai.store.models import DeductionCase


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "INV-1", "1,000.00", "03-05", due="03-15")
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


def opened(book: Ledger, clerk: Client, amount: str = "50.00", **more: object) -> DeductionCase:
    address = f"/deductions/new/{book.item('INV-1', 1).id}/"
    form = {
        "key": key_on(clerk.get(address)), "amount": amount, "reason": "quantity", "note": "少两件",
        "owner": book.books.scope("ARA")["actor"], "due_on": (timezone.localdate() + timedelta(days=14)).isoformat(), **more,
    }  # fmt: skip
    answer = clerk.post(address, form)
    assert answer.status_code == 302, text_of(answer)
    return DeductionCase.objects.get(id=int(answer["Location"].strip("/").rsplit("/", 1)[-1]))


def test_an_empty_list_says_where_a_case_begins(clerk: Client) -> None:
    assert "A case is opened from the item" in text_of(clerk.get("/deductions/"))


def test_a_case_goes_from_the_item_to_its_rejection(book: Ledger, clerk: Client) -> None:
    item = book.item("INV-1", 1).id
    assert f"/deductions/new/{item}/" in clerk.get(f"/ledger/items/{item}/").content.decode()
    case = opened(book, clerk)
    page = text_of(clerk.get(f"/deductions/{case.id}/"))
    assert "50.00" in page
    assert "Quantity" in page
    assert "opened a deduction" in page
    assert "Nothing has taken it off yet" in page
    answer = clerk.post(f"/deductions/{case.id}/close/", {"state": "rejected", "note": ""})
    assert answer.status_code == 422
    assert "It is not said how it ended" in text_of(answer)
    clerk.post(f"/deductions/{case.id}/close/", {"state": "rejected", "note": "数量属实"})
    page = text_of(clerk.get(f"/deductions/{case.id}/"))
    assert "数量属实" in page
    assert "What can be done" not in page
    assert "No deduction here" in text_of(clerk.get("/deductions/"))
    assert "少两件" in text_of(clerk.get("/deductions/?show=all"))


def test_an_accepted_case_names_its_credit_note(book: Ledger, clerk: Client) -> None:
    case = opened(book, clerk)
    seq = book.post("credit_note", "CN-1", "50.00", "03-20").seq
    book.settle("INV-1", "CN-1", None, "03-20")
    assert "CN-1" in text_of(clerk.get(f"/deductions/{case.id}/"))
    clerk.post(
        f"/deductions/{case.id}/close/", {"state": "accepted", "note": "属实", "outcome": seq}
    )
    case.refresh_from_db()
    assert (case.state, case.outcome_seq) == ("accepted", seq)


def test_what_is_wrong_with_a_new_case_is_said_and_kept(book: Ledger, clerk: Client) -> None:
    address = f"/deductions/new/{book.item('INV-1', 1).id}/"
    form = {"key": "k", "amount": "1000.01", "reason": "price", "owner": book.books.scope("ARA")["actor"], "due_on": "2099-01-01"}  # fmt: skip
    answer = clerk.post(address, form)
    assert answer.status_code == 422
    assert "more than is open" in text_of(answer)
    assert 'value="1000.01"' in answer.content.decode()
    assert "no figure" in text_of(clerk.post(address, form | {"amount": "viel"}))
    assert clerk.post(address, form | {"owner": ""}).status_code == 422
    assert DeductionCase.objects.count() == 0


def test_a_case_is_given_to_another(book: Ledger, clerk: Client) -> None:
    case, owner = opened(book, clerk), book.books.scope("CRC")["actor"]
    form = {"owner": owner, "due_on": timezone.localdate().isoformat()}
    assert clerk.post(f"/deductions/{case.id}/give/", form).status_code == 302
    assert "gave a deduction to another" in text_of(clerk.get(f"/deductions/{case.id}/"))
    assert clerk.post(f"/deductions/{case.id}/give/", form | {"due_on": "2020-01-01"}).status_code == 422  # fmt: skip
    assert "少两件" not in text_of(clerk.get("/deductions/?show=mine"))


def test_the_list_is_filtered_and_taken_away(book: Ledger, clerk: Client) -> None:
    opened(book, clerk)
    assert "少两件" in text_of(clerk.get("/deductions/?reason=quantity"))
    assert "少两件" not in text_of(clerk.get("/deductions/?reason=price"))
    assert clerk.get("/deductions/?show=nonsense&after=x").status_code == 200
    csv = clerk.get("/deductions/sheet/en/csv/")
    assert "少两件" in b"".join(csv).decode("utf-8-sig")


def test_who_only_looks_sees_no_forms_and_chinese_is_chinese(book: Ledger, clerk: Client) -> None:
    case = opened(book, clerk)
    auditor = signed_in("yuanjing", "AUD")
    page = auditor.get(f"/deductions/{case.id}/")
    assert "What can be done" not in page.content.decode()
    assert auditor.get(f"/deductions/new/{book.item('INV-1', 1).id}/").status_code == 403
    shown = text_of(clerk.get(f"/deductions/{case.id}/", headers={"accept-language": "zh-hans"}))
    assert "数量短缺" in shown
    assert "登记扣款" in shown

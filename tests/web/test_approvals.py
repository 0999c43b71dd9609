"""The inbox as people use it: ask, look, decide; a refusal is said in words."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from tests.ledgers import DOOR, Ledger, open_ledger

from wanglai.services.approvals.bands import Band
from wanglai.services.approvals.request_approval import request_approval
from wanglai.store.models import Membership, User

PASSWORD = "nine-lions-count-coins"


@pytest.fixture
def book(db: None) -> Ledger:
    book = open_ledger(bands=[Band("write_off", 0, ("FM",), 1)])
    book.post("invoice", "INV-1", "1,000.00", "01-05")
    second = User.objects.create(email="second@yuanjing.example", name="Second")
    Membership.objects.create(company_id=book.company_id, user=second, role="FM")
    book.books.people["second"] = second.id
    return book


def _client(book: Ledger, who: str) -> Client:
    person = User.objects.get(id=book.books.people[who])
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def test_a_write_off_is_asked_for_looked_at_and_approved(book: Ledger) -> None:
    maker, other = _client(book, "FM"), _client(book, "second")
    asked = maker.post(
        "/approvals/ask/write_off/",
        {"item_id": book.item("INV-1").id, "on": "2026-01-31", "reason": "bankrupt", "key": "k"},
    )
    assert asked.status_code == 302
    page = other.get(asked["Location"])
    assert "INV-1" in page.content.decode()
    assert "1,000.00" in page.content.decode()
    shown = page.content.decode().split('name="shown" value="')[1][:64]
    own = maker.post(f"{asked['Location']}decide/", {"verdict": "approve", "shown": shown})
    assert own.status_code == 403
    done = other.post(f"{asked['Location']}decide/", {"verdict": "approve", "shown": shown})
    assert done.status_code == 302
    assert book.open_table("01-31") == []
    assert "Nothing here" in other.get("/approvals/").content.decode()
    assert "INV-1" in other.get("/approvals/?state=done").content.decode()


def test_a_request_of_another_company_is_not_there(book: Ledger) -> None:
    stranger = open_ledger("stranger")
    stranger.post("invoice", "INV-X", "10.00", "01-05")
    theirs = request_approval(
        **stranger.books.scope("FM"), origin=DOOR, kind="write_off", key="k",
        subject={"item_id": stranger.item("INV-X").id, "on": date(2026, 1, 31), "reason": "", "amount": None},
    )  # fmt: skip
    client = _client(book, "FM")
    assert client.get(f"/approvals/{theirs}/").status_code == 404
    sent = {"verdict": "approve", "shown": "0" * 64}
    assert client.post(f"/approvals/{theirs}/decide/", sent).status_code == 404


def test_an_auditor_looks_and_does_not_decide(book: Ledger) -> None:
    auditor = _client(book, "AUD")
    assert auditor.get("/approvals/").status_code == 200
    assert (
        auditor.post("/approvals/1/decide/", {"verdict": "approve", "shown": "0" * 64}).status_code
        == 403
    )


def test_days_of_a_delegation_are_said_in_words(book: Ledger) -> None:
    sent = {"taker": book.books.people["ARA"], "from_on": "2026-12-01", "to_on": "2026-11-01"}
    answer = _client(book, "FM").post("/approvals/delegations/", sent)
    assert answer.status_code == 422
    assert "delegation.days" in answer.content.decode()

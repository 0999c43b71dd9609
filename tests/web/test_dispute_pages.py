"""The screens of disputes: raised from an item, talked about, handed on, ended with another's word, counted and taken away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import key_on, signed_in, text_of

from wanglai.services.approvals.bands import DEFAULT_BANDS
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.ledger.book import Who
from wanglai.store.models import ApprovalRequest, Dispute, DisputePolicy


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger(
        "yuanjing", bands=[each for each in DEFAULT_BANDS if each.kind == "credit_note"]
    )
    ledger.post("invoice", "INV-1", "1,000.00", "03-05", due="03-15")
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


def opened(book: Ledger, clerk: Client, amount: str = "50.00", **more: object) -> Dispute:
    item = book.item("INV-1", 1)
    address = f"/disputes/new/{item.customer_id}/?item={item.id}"
    form = {
        "key": key_on(clerk.get(address)), "item": item.id, "amount": amount, "currency": "CNY", "reason": "price",
        "said": "单价按合同", "owner": book.books.people["ARA"], "due_on": (timezone.localdate() + timedelta(days=7)).isoformat(),
        **more,
    }  # fmt: skip
    answer = clerk.post(address, form)
    assert answer.status_code == 302, text_of(answer)
    return Dispute.objects.get(id=int(answer["Location"].strip("/").rsplit("/", 1)[-1]))


def test_an_empty_list_says_where_a_dispute_begins(clerk: Client) -> None:
    assert "A dispute is opened from an open item" in text_of(clerk.get("/disputes/"))
    assert "No dispute in these days" in text_of(clerk.get("/disputes/causes/"))


def test_a_dispute_goes_from_the_item_to_its_rejection(book: Ledger, clerk: Client) -> None:
    item = book.item("INV-1", 1)
    address = f"/disputes/new/{item.customer_id}/?item={item.id}"
    assert address.replace("&", "&amp;") in clerk.get(f"/ledger/items/{item.id}/").content.decode()
    assert "1,000.00" in clerk.get(address).content.decode()
    dispute = opened(book, clerk)
    assert "Disputed" in text_of(clerk.get(f"/ledger/items/{item.id}/"))
    home = f"/disputes/{dispute.id}/"
    assert clerk.post(f"{home}say/", {"said": ""}).status_code == 422
    clerk.post(f"{home}say/", {"said": "仓库在查", "for_customer": "1"})
    clerk.post(f"{home}say/", {"said": "", "file": SimpleUploadedFile("签收单.txt", b"8 pieces")})
    clerk.post(f"{home}hand/", {"owner": book.books.people["CRC"], "said": "请核价"})
    later = (timezone.localdate() + timedelta(days=20)).isoformat()
    clerk.post(f"{home}move/", {"due_on": later, "said": "等原件"})
    clerk.post(f"{home}escalate/", {"said": "客户停付"})
    page = text_of(clerk.get(home))
    for words in (
        "仓库在查",
        "for the customer",
        "签收单.txt",
        "请核价",
        later,
        "客户停付",
        "Escalated",
    ):
        assert words in page
    assert clerk.get(f"{home}file/3/").content == b"8 pieces"
    wanted = {
        "outcome": "rejected",
        "amount": "50.00",
        "on": "2026-03-20",
        "said": "价格属实",
        "key": "k",
    }
    assert "Give an outcome" in text_of(clerk.post(f"{home}resolve/", {**wanted, "amount": "x"}))
    answer = clerk.post(f"{home}resolve/", {**wanted, "amount": "49.00"})
    assert answer.status_code == 422
    assert "The parts must be above zero" in text_of(answer)
    clerk.post(f"{home}resolve/", wanted)
    page = text_of(clerk.get(home))
    assert "价格属实" in page
    assert "Open again" in page
    assert "Hand over" not in page
    assert "No dispute here" in text_of(clerk.get("/disputes/"))
    clerk.post(f"{home}reopen/", {"said": "客户不服"})
    assert "客户不服" in text_of(clerk.get(home))


def test_what_moves_money_waits_for_another_and_rejects_the_rest(
    book: Ledger, clerk: Client
) -> None:
    dispute = opened(book, clerk, "300.00")
    home = f"/disputes/{dispute.id}/"
    assert "You raised or own this dispute" in text_of(clerk.get(home))
    wanted = {
        "outcome": "credit_note",
        "amount": "200.00",
        "number": "CN-1",
        "on": "2026-03-20",
        "said": "认 200",
        "key": "k",
    }
    answer = clerk.post(f"{home}resolve/", wanted, follow=True)
    assert "Another person has to agree" in text_of(answer)
    request = ApprovalRequest.objects.get()
    assert "An outcome waits" in text_of(clerk.get(home))
    manager = signed_in("yuanjing", "FM")
    page = manager.get(f"/approvals/{request.id}/").content.decode()
    assert f"Dispute {dispute.id}: credit note 200.00 CNY, rejection 100.00 CNY: 认 200" in page
    manager.post(
        f"/approvals/{request.id}/decide/",
        {"verdict": "approve", "shown": bytes(request.subject_hash).hex()},
    )
    dispute.refresh_from_db()
    assert (dispute.state, book.open_table("03-20")) == ("split", ["INV-1 CNY 800.00"])
    assert "The entry" in text_of(clerk.get(home))


def test_a_foreign_dispute_of_no_item_asks_for_the_rate(book: Ledger, clerk: Client) -> None:
    book.post("invoice", "USD-1", "1,000.00", "03-05", currency="USD", rate="7.1")
    who = Who(book.books.people["ARA"], "test")
    number = open_dispute(
        company_id=book.company_id, who=who, key="k", customer_id=book.customer("远景"), item_id=None, statement_id=None,
        currency="USD", amount=100_000, reason="document", said="缺单", raised_by="staff", document="PO-9",
    )  # fmt: skip
    home, manager = f"/disputes/{number}/", signed_in("yuanjing", "FM")
    page = manager.get(home).content.decode()
    assert [f'id="{each}-rate"' in page for each in ("compensation", "credit_note", "refund", "rejected")] == [
        True, True, False, False,
    ]  # fmt: skip
    wanted = {
        "outcome": "compensation", "amount": "1,000.00", "number": "CN-1", "on": "2026-03-20", "said": "补偿", "key": "k",
    }  # fmt: skip
    assert "The rate is no number" in text_of(manager.post(f"{home}resolve/", {**wanted, "rate": "x"}))  # fmt: skip
    assert "Give the rate it is booked at" in text_of(manager.post(f"{home}resolve/", wanted))
    manager.post(f"{home}resolve/", {**wanted, "rate": "7.1"})
    request = ApprovalRequest.objects.get()
    assert request.base_amount == 710_000, "the bands weigh what is posted"


def test_the_list_is_filtered_and_taken_away(book: Ledger, clerk: Client) -> None:
    first = opened(book, clerk, owner="")
    second = opened(book, clerk, "70.00", reason="quantity", said="少两件", owner="")
    customer = book.customer("远景")
    for query, shown in (
        ("", {first.id, second.id}), ("?reason=quantity", {second.id}), ("?q=两件", {second.id}), ("?show=late", set()),
        ("?show=mine", {first.id, second.id}), (f"?customer={customer}", {first.id, second.id}), ("?q=nothing", set()),
        (f"?customer={book.customer('别家')}", set()), ("?show=closed", set()), ("?after=x_y&state=lost", {first.id, second.id}),
    ):  # fmt: skip
        page = clerk.get(f"/disputes/{query}").content.decode()
        assert {
            each for each in (first.id, second.id) if f'href="/disputes/{each}/"' in page
        } == shown, query
    csv = clerk.get("/disputes/sheet/zh/csv/?reason=quantity").content.decode("utf-8-sig")
    assert "少两件" in csv
    assert "单价按合同" not in csv
    assert clerk.get("/disputes/sheet/en/xlsx/").content[:2] == b"PK"


def test_causes_are_shown_by_every_group_and_taken_away(book: Ledger, clerk: Client) -> None:
    opened(book, clerk, "300.00")
    for by, words in (
        ("reason", "Price"),
        ("customer", "远景"),
        ("owner", "ARA yuanjing"),
        ("month", f"{timezone.localdate():%Y-%m}"),
    ):
        page = text_of(clerk.get(f"/disputes/causes/?by={by}"))
        assert words in page
        assert "300.00" in page
    assert "No dispute in these days" in text_of(clerk.get("/disputes/causes/?to=2020-01-01"))
    assert "300.00" in clerk.get("/disputes/causes/sheet/en/csv/?by=customer").content.decode(
        "utf-8-sig"
    ).replace(",", "")


def test_rules_give_days_and_reasons_and_only_a_manager_sets_them(
    book: Ledger, clerk: Client
) -> None:
    assert "Put it in force" not in text_of(clerk.get("/disputes/rules/"))
    manager = signed_in("yuanjing", "FM")
    form = {"days": "3", "code": ["pallet", ""], "zh": ["托盘", ""], "en": ["Pallets", ""]}
    assert manager.post("/disputes/rules/", {**form, "days": "0"}).status_code == 422
    manager.post("/disputes/rules/", form)
    policy = DisputePolicy.objects.get()
    assert (policy.days, policy.holds_interest, policy.reasons) == (
        3,
        False,
        {"pallet": ["托盘", "Pallets"]},
    )
    assert "Pallets" in text_of(clerk.get(f"/disputes/new/{book.customer('远景')}/"))


def test_more_than_is_open_and_a_foreign_item_are_refused(book: Ledger, clerk: Client) -> None:
    item = book.item("INV-1", 1)
    address = f"/disputes/new/{item.customer_id}/?item={item.id}"
    form = {
        "key": "k",
        "item": item.id,
        "amount": "1,000.01",
        "currency": "CNY",
        "reason": "price",
        "said": "x",
    }
    answer = clerk.post(address, form)
    assert answer.status_code == 422
    assert "more than is open of the item" in text_of(answer)
    assert "The amount is no figure" in text_of(clerk.post(address, {**form, "amount": "x"}))
    assert clerk.post(address, {**form, "currency": "yuan"}).status_code == 422
    assert clerk.get(f"/disputes/new/{book.customer('别家')}/?item={item.id}").status_code == 404
    assert clerk.get("/disputes/0/").status_code == 404

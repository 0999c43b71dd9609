"""Merging shows two records as one and moves nothing that was posted; it is proposed with facts, agreed, and undone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, open_ledger
from wanglai.domain.ageing import Aged
from wanglai.services.ageing.queries import AgeingRow, aged_items, ageing, ageing_part
from wanglai.services.ageing.show_ageing import ageing_page
from wanglai.services.approvals.bands import ApprovalIsNeeded, Band
from wanglai.services.approvals.decide_approval import OwnRequest, decide_approval
from wanglai.services.approvals.queries import show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.customers.bank_accounts import AccountSaid, add_bank_account
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.customers.duplicates import (
    duplicates,
    look_for_duplicates,
    part_customers,
)
from wanglai.services.customers.gate import CustomerIsMerged
from wanglai.services.customers.merge_customers import (
    NotMerged,
    SameCustomer,
    merge_customers,
    survivor_of,
    unmerge_customers,
)
from wanglai.services.customers.show_customer import (
    customer_ageing,
    customer_money,
    customer_page,
    customer_timeline,
)
from wanglai.services.ledger import queries
from wanglai.services.ledger.name_customer import add_customer, customer_named
from wanglai.services.ledger.show_account import account_page
from wanglai.services.ledger.show_customers import customers_of_book
from wanglai.services.ledger.show_items import open_items_page
from wanglai.store.models import ApprovalRequest, Customer, EntryLine, OpenItem, User

START, END = date(2026, 1, 1), date(2026, 12, 31)
EARLY, TODAY = date(2026, 1, 5), timezone.localdate()


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def by(book: Ledger, role: str = "CRC") -> dict[str, Any]:
    return {**book.books.scope(role), "origin": DOOR}


def merge(book: Ledger, merged: int, survivor: int) -> int:
    return merge_customers(**by(book), merged_id=merged, survivor_id=survivor)


def undo(book: Ledger, merged: int) -> int:
    return unmerge_customers(**by(book), merged_id=merged)


def totals(book: Ledger) -> tuple[Any, ...]:
    """Everything the book adds up to: list, trial balance, ageing, proof, and what stands in its rows."""
    reader = book.reader
    listed = customers_of_book(**reader, on=END, limit=500)
    aged = ageing(**reader, on=END)
    return (
        (listed.amounts, listed.base),
        queries.trial_balance(**reader, on=END),
        [(row.currency, row.aged.columns) for row in aged.totals],
        queries.proof(**reader, on=END),
        list(OpenItem.objects.order_by("id").values_list("id", "customer_id", "amount", "allocated")),
        list(EntryLine.objects.order_by("seq", "line_no").values_list("seq", "customer_id", "amount")),
    )  # fmt: skip


def told_alike(book: Ledger, survivors: list[int]) -> None:
    """List, ledger, items and ageing (of all, of one, of a page, of a past day) know the survivors alone and say the same of each."""
    reader, manager = book.reader, book.books.scope("FM")
    listed = {row.id: row for row in customers_of_book(**reader, on=END, limit=500).rows}
    assert sorted(listed) == sorted(survivors)
    wholes = [ageing(**manager, on=on) for on in (END, EARLY, TODAY)]
    parts = [ageing_part(**manager, on=on, limit=500) for on in (END, EARLY, TODAY)]
    for whole, part in zip(wholes, parts, strict=True):
        assert whole.holds
        assert by_customer(part.report.rows) == by_customer(whole.rows)
        assert {row.customer_id for row in whole.rows} <= set(survivors)
    for each in survivors:
        owes = {amount.currency: amount.minor for amount in listed[each].amounts}
        account = account_page(**reader, customer_id=each, from_on=START, to_on=END)
        assert {
            of.closing.currency: of.closing.minor for of in account.sums if of.closing.minor
        } == owes
        assert not any(of.gap.minor for of in account.sums)
        items = open_items_page(**reader, customer_id=each, on=END)
        assert {amount.currency: amount.minor for amount in items.balance if amount.minor} == owes
        of_one = ageing(**manager, on=END, customer_id=each)
        assert of_one.holds
        assert by_customer(of_one.rows) == {
            key: aged for key, aged in by_customer(wholes[0].rows).items() if key[0] == each
        }
        behind = sum(item.amount_open for item in aged_items(**manager, customer_id=each, on=END))
        assert behind == sum(owes.values())


def by_customer(rows: Sequence[AgeingRow]) -> dict[tuple[int | None, str], Aged]:
    """One row per customer and currency, or the rows are not one."""
    found = {(row.customer_id, row.currency): row.aged for row in rows}
    assert len(found) == len(rows)
    return found


def test_a_merged_customer_stands_in_its_survivor_s_line_and_is_found_by_its_name(
    book: Ledger,
) -> None:
    one, other = book.customer("远景"), book.customer("Far View Trading")
    book.post("invoice", "INV-1", "100.00", "01-05", due="02-05")
    book.post("invoice", "INV-2", "40.00", "01-06", customer="Far View Trading", due="02-06")
    merge(book, other, one)
    found = customers_of_book(**book.reader, on=END, search="view")
    assert [(row.id, [each.text for each in row.amounts]) for row in found.rows] == [
        (one, ["140.00"])
    ]
    assert found.rows[0].merged == ("Far View Trading",)
    assert found.total == 1
    aged = ageing_page(**book.reader, on=END)
    assert [(row.customer_id, row.merged) for row in aged.rows] == [(one, ("Far View Trading",))]
    account = account_page(**book.reader, customer_id=one, from_on=START, to_on=END)
    assert [(line.document, line.under) for line in account.lines] == [
        ("INV-1", ""),
        ("INV-2", "Far View Trading"),
    ]
    items = open_items_page(**book.reader, customer_id=one, on=END)
    assert [(row.document, row.under) for row in items.debits] == [
        ("INV-1", ""),
        ("INV-2", "Far View Trading"),
    ]
    told_alike(book, [one])
    alone = account_page(**book.reader, customer_id=other, from_on=START, to_on=END)
    assert [(line.document, line.under) for line in alone.lines] == [("INV-2", "")]
    aged = ageing(**book.books.scope("FM"), on=END, customer_id=other)
    assert [row.aged.columns.total for row in aged.rows] == [4000]


def test_the_survivor_shows_both_and_the_book_stays_as_it_is(book: Ledger) -> None:
    one, other = book.customer("远景"), book.customer("远景贸易")
    book.post("invoice", "INV-1", "100.00", "01-05", due="02-05")
    book.post("invoice", "INV-2", "40.00", "01-06", customer="远景贸易", due="02-06")
    book.post("receipt", "RC-1", "30.00", "01-20", customer="远景贸易")
    before = totals(book)
    merge(book, other, one)
    assert totals(book) == before
    money = customer_money(**book.reader, customer_id=one, on=END)
    assert [amount.text for amount in money.balance] == ["110.00"]
    assert [row.document for row in money.items] == ["INV-1", "INV-2"]
    assert [amount.text for amount in money.overdue] == ["140.00"]
    assert [(row.document, row.unused.text) for row in money.receipts] == [("RC-1", "30.00")]
    aged = customer_ageing(**book.books.scope("FM"), customer_id=one, on=END)
    assert [(row.currency, row.total.text) for row in aged] == [("CNY", "110.00")]
    page = customer_page(**book.reader, customer_id=one)
    assert [row.name for row in page.took_in] == ["远景贸易"]
    assert customer_page(**book.reader, customer_id=other).merged_into is not None
    told = customer_timeline(**book.reader, customer_id=one)
    events = [(row.what.en, row.new.en if row.new else "") for row in told]
    assert ("Took in", "远景贸易") in events
    assert ("receipt", "RC-1") in events
    book.prove()


def test_a_document_by_the_merged_name_is_the_survivor_s(book: Ledger) -> None:
    one, other = book.customer("远景"), book.customer("远景贸易")
    merge(book, other, one)
    assert customer_named(**book.books.scope("ARA"), name="远景贸易") == one
    assert add_customer(**book.books.scope("ARA"), name="远景贸易") == one
    assert survivor_of(book.company_id, other) == one
    books = book.books
    books.finished()
    books.start(customer="远景贸易", key="k2")
    assert books.page().customer_name == "远景"


def test_a_merge_is_undone_to_exactly_what_was(book: Ledger) -> None:
    ids = [book.customer(name) for name in ("甲", "乙", "丙")]
    first, second, third = ids
    merge(book, first, second)
    merge(book, second, third)
    assert [survivor_of(book.company_id, each) for each in ids] == [third] * 3
    with pytest.raises(NotMerged):
        undo(book, first)  # it was brought along: the later merge is undone first
    undo(book, second)
    assert [survivor_of(book.company_id, each) for each in ids] == [second, second, third]
    undo(book, first)
    assert [survivor_of(book.company_id, each) for each in ids] == ids
    with pytest.raises(NotMerged):
        undo(book, first)
    merge(book, first, third)
    assert survivor_of(book.company_id, first) == third
    book.prove()


def test_what_cannot_be_merged_is_refused(book: Ledger) -> None:
    one, other, third = (book.customer(name) for name in ("甲", "乙", "丙"))
    with pytest.raises(SameCustomer):
        merge(book, one, one)
    merge(book, one, other)
    with pytest.raises(CustomerIsMerged):
        merge(book, one, third)
    with pytest.raises(CustomerIsMerged):
        merge(book, third, one)


def test_another_person_agrees_to_a_merge_and_to_its_undoing(db: None) -> None:
    book = open_ledger(bands=[Band("merge_customers", 0, ("CRC", "FM"))])
    one, other = book.customer("远景"), book.customer("远景贸易")
    subject = {"merged_id": other, "survivor_id": one}
    with pytest.raises(ApprovalIsNeeded):
        merge(book, other, one)
    asked = request_approval(**by(book), kind="merge_customers", subject=subject, key="k")
    shown = show_request(**book.books.scope("FM"), request_id=asked)
    assert shown.about.zh == "远景贸易 并入 远景"
    yes = {"request_id": asked, "verdict": "approve", "shown_hash": bytes(ApprovalRequest.objects.get(id=asked).subject_hash)}  # fmt: skip
    with pytest.raises(OwnRequest):
        decide_approval(**by(book), **yes)
    assert decide_approval(**by(book, "FM"), **yes) == "done"
    assert survivor_of(book.company_id, other) == one
    back = request_approval(**by(book), kind="merge_customers", subject={"merged_id": other, "does": "undo"}, key="u")  # fmt: skip
    request = ApprovalRequest.objects.get(id=back)
    assert decide_approval(**by(book, "FM"), request_id=back, verdict="approve", shown_hash=bytes(request.subject_hash)) == "done"  # fmt: skip
    assert survivor_of(book.company_id, other) == other
    book.prove()


def test_merging_never_changes_a_total(book: Ledger) -> None:
    """Law: documents, settlements, merges and undoings in any order; no merge moves a figure, all undone is as it was."""
    chance = random.Random(20260301)
    names = ["甲", "乙", "丙", "丁", "戊"]
    ids = {name: book.customer(name) for name in names}
    for step in range(40):
        act = chance.choice(("post", "merge", "merge", "undo"))
        if act == "post":
            kind, currency = chance.choice(("invoice", "receipt")), chance.choice(("CNY", "USD"))
            book.post(kind, f"D-{step}", chance.randrange(1, 90_000), "01-05", customer=chance.choice(names), currency=currency)  # fmt: skip
            continue
        before = totals(book)
        one, other = chance.sample(sorted(ids.values()), 2)
        try:
            merge(book, one, other) if act == "merge" else undo(book, one)
        except (CustomerIsMerged, NotMerged):
            continue
        assert totals(book) == before, f"step {step}: {act} {one} {other}"
        shown = [
            amount
            for customer_id in ids.values()
            if survivor_of(book.company_id, customer_id) == customer_id
            for amount in customer_money(**book.reader, customer_id=customer_id, on=END).balance
        ]
        for total in before[0][0]:
            assert sum(each.minor for each in shown if each.currency == total.currency) == total.minor  # fmt: skip
        told_alike(
            book, [each for each in ids.values() if survivor_of(book.company_id, each) == each]
        )
    while merged := Customer.objects.filter(company_id=book.company_id, merged_into__isnull=False).order_by("id"):  # fmt: skip
        for row in list(merged):
            try:
                undo(book, row.id)
            except NotMerged:
                continue
    book.prove()


def test_duplicates_are_proposed_with_facts_and_parted(book: Ledger) -> None:
    one = create_customer(**by(book), said={"name": "上海远景贸易有限公司", "tax_number": "91350100M000100Y43"})  # fmt: skip
    other = create_customer(**by(book), said={"name": "上海远景贸易公司", "region": "上海"})
    third = create_customer(**by(book), said={"name": "广州无关实业有限公司"})
    for customer_id in (one, third):
        add_bank_account(**by(book, "ARA"), customer_id=customer_id, said=AccountSaid("6222021001001234"))  # fmt: skip
    assert look_for_duplicates(**by(book)) == 2
    pairs = duplicates(**book.books.scope("CRC"))
    assert [(pair.one.id, pair.other.id) for pair in pairs] == [(one, other), (one, third)]
    assert "除企业类型外名称相同" in pairs[0].reasons[0].zh
    assert pairs[1].reasons[0].en == "The same bank account: 6222 **** **** 1234."
    assert pairs[0].other.region == "上海"
    assert customer_page(**book.reader, customer_id=one).may_be_again == 2
    part_customers(**by(book), duplicate_id=pairs[1].id)
    assert look_for_duplicates(**by(book)) == 1, "what was parted is proposed no more"
    merge(book, other, one)
    assert duplicates(**book.books.scope("CRC")) == ()
    assert look_for_duplicates(**by(book)) == 0
    book.prove()


def test_a_salesperson_is_shown_pairs_of_their_own_customers_only(book: Ledger) -> None:
    one, other = book.customer("上海远景贸易有限公司"), book.customer("上海远景贸易公司")
    look_for_duplicates(**by(book))
    Customer.objects.filter(id=one).update(manager_id=book.books.people["SAL"])
    assert duplicates(**book.books.scope("SAL")) == ()
    Customer.objects.filter(id=other).update(manager_id=book.books.people["SAL"])
    assert len(duplicates(**book.books.scope("SAL"))) == 1


def test_a_page_asks_once_who_was_merged_into_its_customer(book: Ledger, client: Client, settings: Any) -> None:  # fmt: skip
    settings.AXES_ENABLED = False  # nobody signs in from anywhere
    one, other = book.customer("远景"), book.customer("远景贸易")
    book.post("invoice", "INV-1", "100.00", "01-05", due="02-05")
    book.post("invoice", "INV-2", "40.00", "01-06", customer="远景贸易", due="02-06")
    merge(book, other, one)
    client.force_login(User.objects.get(id=book.books.people["FM"]))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/customers/{one}/").content.decode()
    assert "INV-2" in page
    question = f'"store_customer"."merged_into_id" = {one}'
    assert sum(question in each["sql"] for each in asked.captured_queries) == 1

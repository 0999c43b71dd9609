"""Classes from the book: tiers, frequency and behaviour as of a day, with reasons, kept where they changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.ledgers import DOOR, Ledger, open_ledger
from wanglai.services.customers.classify import classify_customers, classify_every_company
from wanglai.services.customers.merge_customers import merge_customers
from wanglai.services.customers.show_customer import customer_page
from wanglai.store.models import Act, CustomerClass

DAY = date(2026, 6, 30)


@pytest.fixture
def book(db: None) -> Ledger:
    """甲 sells 900 and pays on the day, 乙 60 and pays late, 丙 40 and does not pay, 丁 has nothing."""
    book = open_ledger()
    for month in range(1, 7):
        book.post("invoice", f"A-{month}", "150.00", f"0{month}-05", customer="甲", due=f"0{month}-20")  # fmt: skip
        book.post("receipt", f"RA-{month}", "150.00", f"0{month}-20", customer="甲")
        book.settle(f"A-{month}", f"RA-{month}", None, f"0{month}-20")
    book.post("invoice", "B-1", "60.00", "01-05", customer="乙", due="01-20")
    book.post("receipt", "RB-1", "60.00", "03-01", customer="乙")
    book.settle("B-1", "RB-1", None, "03-01")
    book.post("invoice", "C-1", "40.00", "01-05", customer="丙", due="02-05")
    book.customer("丁")
    return book


def classes(book: Ledger, name: str) -> dict[str, str]:
    page = customer_page(**book.reader, customer_id=book.customer(name))
    return {row.kind.en: row.words.en for row in page.classes}


def by(book: Ledger, role: str = "FM") -> dict[str, Any]:
    return {**book.books.scope(role), "origin": DOOR}


def test_every_customer_is_classed_from_its_documents(book: Ledger) -> None:
    assert classify_customers(**by(book), as_of=DAY) == 12
    assert classes(book, "甲") == {"Tier": "Tier A", "Frequency": "Trades regularly", "Payment behaviour": "Pays promptly"}  # fmt: skip
    assert classes(book, "乙") == {"Tier": "Tier B", "Frequency": "Trades now and then", "Payment behaviour": "Pays late"}  # fmt: skip
    assert classes(book, "丙")["Tier"] == "Tier C"
    assert classes(book, "丙")["Payment behaviour"] == "Pays badly"
    assert classes(book, "丁") == {"Tier": "Tier C", "Frequency": "No trade", "Payment behaviour": "No payments to judge by"}  # fmt: skip
    act = Act.objects.filter(company_id=book.company_id, kind="classify_customers").get()
    assert '"changed": 12' in act.facts
    book.prove()


def test_the_reason_stands_with_the_class(book: Ledger) -> None:
    classify_customers(**by(book), as_of=DAY)
    page = customer_page(**book.reader, customer_id=book.customer("乙"))
    reasons = {row.kind.en: row.reason.en for row in page.classes}
    assert reasons["Tier"] == "Rank 2 by turnover; those before it make 90.0 % of the whole."
    assert reasons["Payment behaviour"].startswith("By amount it is 40.0 days late")


def test_running_again_adds_nothing_and_a_change_is_kept_beside_the_old(book: Ledger) -> None:
    classify_customers(**by(book), as_of=DAY)
    assert classify_every_company(DAY) == 0
    book.post("receipt", "RC-1", "40.00", "07-01", customer="丙")
    book.settle("C-1", "RC-1", None, "07-01")
    later = date(2027, 7, 31)
    assert classify_every_company(later) > 0
    row = next(each for each in customer_page(**book.reader, customer_id=book.customer("丙")).classes if each.kind.en == "Payment behaviour")  # fmt: skip
    assert row.words.en == "No payments to judge by"
    assert [(words.en, since) for words, since in row.before] == [("Pays badly", DAY)]
    assert classes(book, "甲")["Frequency"] == "Dormant"


def test_what_was_reversed_and_what_came_later_counts_for_nothing(book: Ledger) -> None:
    posted = book.post("invoice", "D-1", "5,000.00", "02-05", customer="丁", due="02-20")
    book.reverse(posted.seq, "02-06")
    book.post("invoice", "D-2", "5,000.00", "08-05", customer="丁")
    classify_customers(**by(book), as_of=DAY)
    assert classes(book, "丁") == {"Tier": "Tier C", "Frequency": "No trade", "Payment behaviour": "No payments to judge by"}  # fmt: skip


def test_a_survivor_is_classed_with_what_it_took_in(book: Ledger) -> None:
    merge_customers(**by(book, "CRC"), merged_id=book.customer("甲"), survivor_id=book.customer("丁"))  # fmt: skip
    classify_customers(**by(book), as_of=DAY)
    assert classes(book, "丁")["Tier"] == "Tier A"
    assert not CustomerClass.objects.filter(customer_id=book.customer("甲")).exists()

"""Lists find a customer by any of its names, each in the same way."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.ledgers import Ledger, open_ledger
from tests.services.test_outbox import queued
from wanglai.services.messages.show_messages import Wanted, list_messages
from wanglai.services.searching import named
from wanglai.store.models import Customer


@pytest.fixture
def book(db: None) -> Ledger:
    made = open_ledger()
    found = Customer.objects.get(id=made.customer("恒泰科技有限公司"))
    found.names = ["FAR VIEW TRADING LIMITED"]
    found.save()
    return made


def by_statement(book: Ledger, search: str) -> list[str]:
    conditions, words = named(search, "customer.")
    told = " AND ".join(["true", *conditions])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM store_customer AS customer WHERE company_id = %(company)s AND {told}", {"company": book.company_id, **words})  # fmt: skip
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("search", "is_found"),
    [("恒泰", True), ("科技", True), ("Far View Trading Ltd.", True), ("  far view ", True), ("恒泰贸易", False), ("%", False)],
)  # fmt: skip
def test_a_customer_is_found_by_any_of_its_names_in_lists_of_either_kind(book: Ledger, search: str, is_found: bool) -> None:  # fmt: skip
    queued(book, "k", customer_id=book.customer("恒泰科技有限公司"), subject="x")
    rows = list_messages(**book.reader, wanted=Wanted(search=search)).rows
    assert [row.customer for row in rows] == ["恒泰科技有限公司"] * is_found
    assert by_statement(book, search) == ["恒泰科技有限公司"] * is_found


def test_nothing_searched_is_no_condition(book: Ledger) -> None:
    assert named("  ") == ([], {})
    assert len(by_statement(book, " ")) == Customer.objects.filter(company_id=book.company_id).count()  # fmt: skip

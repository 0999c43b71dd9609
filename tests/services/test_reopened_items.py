"""A settlement of a closed month is undone in the next: what it had settled is owed again, on every paper and in every snapshot."""

from __future__ import annotations

import json

import pytest

from tests.ledgers import Ledger, day, open_ledger
from tests.services.test_lessons import told_by_all
from wanglai.services.ageing.queries import aged_items, ageing
from wanglai.services.ledger.recompute import recompute_company
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.store.models import Statement


@pytest.fixture
def book(db: None) -> Ledger:
    """INV-1 was paid in January, January was closed, and the payment came undone in February."""
    book = open_ledger()
    book.post("invoice", "INV-1", "1,000.00", "01-10", due="01-31")
    book.post("invoice", "INV-2", "50.00", "01-15", due="03-15")
    book.post("receipt", "R-1", "1,000.00", "01-20")
    paid = book.settle("INV-1", "R-1", None, "01-21")
    book.close("01")
    book.take_apart(paid, "02-05")
    return book


OPEN = ["INV-1 CNY 1,000.00", "INV-2 CNY 50.00", "R-1 CNY -1,000.00"]


def test_an_item_settled_at_the_closing_is_open_again_on_the_days_after(book: Ledger) -> None:
    assert book.open_table("02-04") == ["INV-2 CNY 50.00"]
    assert sorted(book.open_table("02-05")) == OPEN
    who = {**book.reader, "on": day("02-28")}
    whole, one = ageing(**who), ageing(**who, customer_id=book.customer("远景"))
    assert whole.rows == one.rows
    assert (one.rows[0].aged.parts, one.rows[0].aged.columns.total) == (3, 5_000)
    assert sorted(each.document for each in aged_items(**who, customer_id=book.customer("远景"))) == ["INV-1", "INV-2", "R-1"]  # fmt: skip
    assert told_by_all(book, day("02-28")) == {"CNY": {5_000}}


def test_the_next_closing_keeps_it_and_the_one_after_as_well(book: Ledger) -> None:
    book.reverse(book.item("R-1", -1).seq, "02-06")
    for month, last in (("02", "03-10"), ("03", "04-10")):
        book.close(month)
        assert recompute_company(book.company_id) == ()
        assert book.open_table(last) == ["INV-1 CNY 1,000.00", "INV-2 CNY 50.00"]
        assert told_by_all(book, day(last)) == {"CNY": {105_000}}


def test_a_statement_of_that_month_is_issued_and_names_it(book: Ledger) -> None:
    """It ended in a fault: the account came to 1,050.00, the items to 50.00."""
    book.reverse(book.item("R-1", -1).seq, "02-06")
    made = issue_statement(
        **{**book.books.scope("ARA"), "origin": "test"}, customer_id=book.customer("远景"), currency="CNY", kind="open_items",
        from_on=day("02-01"), through_on=day("02-28"), key="february",
    )  # fmt: skip
    statement = Statement.objects.get(id=made)
    assert statement.closing == 105_000
    assert sorted(each["document"] for each in json.loads(statement.body)["items"]) == [
        "INV-1",
        "INV-2",
    ]

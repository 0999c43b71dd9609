"""Lists of a large book: read from the index that was made for them, and the same figures whichever way they are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.ledgers import Ledger, day, open_ledger
from tests.papers import Papers, open_papers, steel
from wanglai.services.access.scope import NotFound
from wanglai.services.ageing.queries import ageing
from wanglai.services.ageing.statements import PLAIN
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.customers.show_papers import PAPERS, customer_papers
from wanglai.services.documents import lists
from wanglai.services.documents.bill_steps import mature_bill
from wanglai.services.documents.lists import Wanted
from wanglai.services.ledger import queries
from wanglai.services.ledger.queries import is_told_by_counters, proof, proof_since_closing
from wanglai.services.money import Amount
from wanglai.store.models import Bill, Delivery, Invoice, OpenItem, SalesOrder

LONG_AGO, FAR_OFF = date(1990, 1, 1), date(9000, 1, 1)


@pytest.fixture
def book(db: None, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setattr("wanglai.services.periods.anchors._append", lambda line: None)
    return open_ledger()


@pytest.fixture
def papers(db: None) -> Papers:
    papers = open_papers()
    for number in range(3):
        order = f"SO-{number}"
        papers.order(order, their_number=f"PO-{number}")
        papers.deliver(f"DN-{number}", "100", order=order)
        papers.invoice(f"INV-{number}", *papers.of_delivery(f"DN-{number}"))
    return papers


def plan(statement: str, parameters: Any) -> str:
    """How the database would answer if tables were too large to be read from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}", parameters)
        told = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = on")
    return told


@contextmanager
def alone(index: str, model: Any) -> Iterator[None]:
    """On a table of a test any index costs the same: meanwhile the table's name means an empty one with this only."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index])
        made = cursor.fetchone()[0].replace("ON public.", "ON pg_temp.")
        cursor.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table}); {made}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE pg_temp.{table}")


def settled_ahead(book: Ledger) -> None:
    """On 15 March 100.00 are open, of which 60.00 are settled in April by a receipt of 1 March and one to come."""
    book.post("invoice", "INV", "100.00", "02-05", due="03-07")
    book.post("invoice", "WHOLE", "30.00", "02-06", due="03-08")
    book.post("receipt", "RC", "80.00", "03-01")
    book.post("receipt", "LATER", "10.00", "04-10")
    book.settle("INV", "RC", "50.00", "04-20")
    book.settle("WHOLE", "RC", "30.00", "04-20")
    book.settle("INV", "LATER", "10.00", "04-20")


def test_an_ageing_of_today_reads_what_is_open_from_its_index_alone(book: Ledger) -> None:
    (owed,) = (each for each in OpenItem._meta.indexes if each.name == "item_owed")
    plain = PLAIN.replace("'document'", "")
    columns = {field.column for field in OpenItem._meta.fields}
    asked = columns & set(re.findall(r"\w+", plain))
    assert asked <= {*owed.fields, *owed.include}
    chosen = f"SELECT {', '.join(sorted(asked))} FROM store_openitem WHERE company_id = 1 AND customer_id = 1 AND allocated < amount"
    with alone("item_owed", OpenItem), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        assert "Index Only Scan using item_owed" in plan(chosen, ())


@pytest.mark.parametrize("is_much", [False, True])
def test_what_is_settled_ahead_is_put_back_whichever_way_a_day_is_told(
    book: Ledger, monkeypatch: pytest.MonkeyPatch, is_much: bool
) -> None:
    settled_ahead(book)
    if is_much:
        fewer = queries._SETTLED_AHEAD.replace("2001", "1").replace("2000", "0")
        monkeypatch.setattr(queries, "_SETTLED_AHEAD", fewer)
    answers = []
    for today in (LONG_AGO, FAR_OFF):
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        asked: dict[str, Any] = {**book.reader, "on": day("03-15")}
        report = ageing(**asked)
        assert report.holds
        columns = report.totals[0].aged
        assert (columns.columns.total, columns.parts) == (5_000, 3)
        assert [(row.items, row.control) for row in proof_since_closing(**asked)] == [
            (5_000, 5_000)
        ]
        assert proof_since_closing(**asked) == proof(**asked)
        answers.append(report.rows)
        by_counters = is_told_by_counters(book.company_id, day("03-15"), None)
        assert by_counters == (today == LONG_AGO and not is_much)
    assert answers[0] == answers[1]


def test_a_stretch_of_the_trail_finds_acts_by_what_they_settled_as_a_look_at_all_does(
    book: Ledger,
) -> None:
    settled_ahead(book)
    for words in ({"search": "WHOLE"}, {"about": "LATER"}, {"search": "远景"}):
        wanted = TrailFilter(**words)
        near = trail(**book.reader, wanted=wanted, look=4)
        far = trail(**book.reader, wanted=wanted)
        floor = near.looked_to or 0
        assert [row.seq for row in near.rows] == [row.seq for row in far.rows if row.seq >= floor]
        assert near.rows, words


@pytest.mark.parametrize("named_max", [10_000, 0])
def test_papers_are_found_by_any_part_of_number_customer_or_reference(
    papers: Papers, monkeypatch: pytest.MonkeyPatch, named_max: int
) -> None:
    monkeypatch.setattr(lists, "NAMED_MAX", named_max)

    def found(of: Any, words: str) -> list[str]:
        page = of(**papers.book.reader, wanted=Wanted(search=words))
        return [row.number for row in page.rows]

    assert found(lists.orders, "so-1") == ["SO-1"]
    assert found(lists.orders, "po-2") == ["SO-2"]
    assert found(lists.orders, "远") == ["SO-2", "SO-1", "SO-0"]
    assert found(lists.deliveries, "n-0") == ["DN-0"]
    assert found(lists.deliveries, "so-1") == ["DN-1"]
    assert found(lists.invoices, "v-2") == ["INV-2"]
    assert found(lists.invoices, "远景") == ["INV-2", "INV-1", "INV-0"]
    assert found(lists.invoices, "nowhere") == []


@pytest.mark.parametrize(
    ("model", "column", "index"),
    [
        (SalesOrder, "number", "order_by_number"),
        (SalesOrder, "their_number", "order_by_their_number"),
        (Delivery, "number", "delivery_by_number"),
        (Invoice, "number", "invoice_by_number"),
        (Invoice, "text", "invoice_by_text"),
        (Bill, "number", "bill_by_number"),
        (Bill, "drawee", "bill_by_drawee"),
    ],
)
def test_a_part_of_a_number_is_looked_up_and_not_looked_for(
    db: None, model: Any, column: str, index: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in model.objects.filter(**{f"{column}__icontains": "-0000001"}).explain()


@pytest.mark.parametrize(
    ("of", "model", "index"),
    [
        (lists.orders, SalesOrder, "order_in_state"), (lists.deliveries, Delivery, "delivery_in_state"),
        (lists.invoices, Invoice, "invoice_in_state"), (lists.bills, Bill, "bill_in_state"),
    ],
)  # fmt: skip
def test_a_state_that_few_papers_are_in_is_read_from_its_index(papers: Papers, of: Any, model: Any, index: str) -> None:  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        of(**papers.book.reader, wanted=Wanted(state="cancelled"))
    (statement,) = (each["sql"] for each in asked if "LIMIT 51" in each["sql"])
    with alone(index, model), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        assert index in plan(statement.replace("%", "%%"), ())


def test_bills_are_found_by_the_day_they_mature_soonest_first_page_after_page(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE_ROWS", 2)
    matures = {
        "B-1": "11-10",
        "B-2": "09-01",
        "B-3": "10-05",
        "B-4": "10-05",
        "B-5": "10-05",
        "B-6": "12-31",
    }
    for number, on in matures.items():
        papers.bill(number, "10.00", "INV-0", matures=on)

    def found(**wanted: Any) -> list[str]:
        told: list[str] = []
        after: int | None = 0
        while after is not None:
            page = lists.bills(**papers.book.reader, wanted=Wanted(after=after, **wanted))
            told += [row.number for row in page.rows]
            after = page.next_after
        return told

    assert found() == ["B-6", "B-5", "B-4", "B-3", "B-2", "B-1"]
    assert found(matures_from=day("09-02"), matures_to=day("11-10")) == ["B-3", "B-4", "B-5", "B-1"]
    assert found(matures_to=day("10-05")) == ["B-2", "B-3", "B-4", "B-5"]
    assert found(matures_from=day("11-11")) == ["B-6"]
    mature_bill(**papers.clerk, bill_id=Bill.objects.get(number="B-4").id, on=day("10-05"))
    assert found(matures_to=day("10-31"), state="received") == ["B-2", "B-3", "B-5"]
    assert found(matures_to=day("10-31"), state="settled") == ["B-4"]


@pytest.mark.parametrize(("state", "index"), [("", "bill_by_maturity"), ("received", "bill_in_state_by_maturity")])  # fmt: skip
def test_bills_of_some_days_are_read_in_the_order_of_an_index(
    papers: Papers, state: str, index: str
) -> None:
    papers.bill("B-1", "10.00", "INV-0")
    wanted = Wanted(state=state, matures_from=day("01-01"), after=Bill.objects.get().id)
    with CaptureQueriesContext(connection) as asked:
        lists.bills(**papers.book.reader, wanted=wanted)
    (statement,) = (each["sql"] for each in asked if "LIMIT 51" in each["sql"])
    with alone(index, Bill), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        assert f"using {index} " in plan(statement.replace("%", "%%"), ())


def test_the_papers_of_a_customer_are_the_newest_of_each_kind_and_of_nobody_else(
    papers: Papers,
) -> None:
    papers.bill("B-1", "10.00", "INV-0", on="05-10", matures="11-10")
    for number in range(PAPERS):
        papers.draft(f"FREE-{number}", steel("1"))
    rows = customer_papers(**papers.book.reader, customer_id=papers.customer_id)
    told = {
        part: [row.number for row in rows if row.part == part]
        for part in ("order", "delivery", "invoice", "bill")
    }
    assert told["order"] == ["SO-2", "SO-1", "SO-0"]
    assert told["delivery"] == ["DN-2", "DN-1", "DN-0"]
    assert told["invoice"] == [f"FREE-{number}" for number in reversed(range(PAPERS))]
    assert told["bill"] == ["B-1"]
    (bill,) = (row for row in rows if row.part == "bill")
    assert (bill.matures_on, bill.amount, bill.kind.en, bill.state.en) == (
        day("11-10"), Amount(1_000, "CNY"), "bank acceptance", "in hand",
    )  # fmt: skip
    assert [row.amount for row in rows if row.part == "delivery"] == [None] * 3
    assert [row.on for row in rows] == sorted((row.on for row in rows), reverse=True)
    other = papers.book.customer("另一家")
    assert customer_papers(**papers.book.reader, customer_id=other) == ()
    with pytest.raises(NotFound):
        customer_papers(**papers.book.reader, customer_id=0)

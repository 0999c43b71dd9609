"""Ageing against the book: each test is named after the lesson whose fault it must not have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.ledgers import Ledger, day, open_ledger
from wanglai.domain.ageing import UNAPPLIED, Scheme
from wanglai.domain.ledger import Document, Instalment, entry_of
from wanglai.services.ageing.groupings import GROUPINGS
from wanglai.services.ageing.queries import (
    Ageing,
    AgeingRow,
    EdgesDoNotFit,
    aged_items,
    ageing,
    scheme_of,
)
from wanglai.services.ageing.statements import drill
from wanglai.services.ageing.summaries import summary
from wanglai.services.ledger.book import Who, post_drafts
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.queries import balances, last_act
from wanglai.store.models import Act

THIRTIES = Scheme((30, 60))


@pytest.fixture
def book(db: None, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setattr("wanglai.services.periods.anchors._append", lambda line: None)
    return open_ledger()


def of(book: Ledger, on: str, **wanted: Any) -> Ageing:
    """The report of a day; it never leaves without its proof."""
    report = ageing(**book.reader, on=day(on), **{"scheme": THIRTIES, **wanted})
    assert report.holds, report.proofs
    return report


def told(row: AgeingRow) -> str:
    """``远景 CNY 100 0 50 0 | -30 = 120``: buckets, unapplied, total in whole units."""
    columns = row.aged.columns
    buckets = " ".join(f"{figure / 100:g}" for figure in columns.buckets)
    return f"{row.name} {row.currency} {buckets} | {columns.unapplied / 100:g} = {columns.total / 100:g}"


def table(book: Ledger, on: str, **wanted: Any) -> list[str]:
    return [told(row) for row in of(book, on, **wanted).rows]


def both_ways(monkeypatch: pytest.MonkeyPatch, book: Ledger, on: str, **wanted: Any) -> list[str]:
    """From the counters of the items and from the snapshot: the same rows, or one of them is wrong."""
    answers = []
    for today in (date(1990, 1, 1), date(9000, 1, 1)):
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        answers.append(table(book, on, **wanted))
    assert answers[0] == answers[1]
    return answers[0]


def test_lesson_01_what_is_not_due_has_a_column_and_everything_adds_up_to_the_control_account(
    book: Ledger,
) -> None:
    book.post("invoice", "LATE", "100.00", "01-05", due="02-04")
    book.post("invoice", "TODAY", "20.00", "02-05", due="03-31")
    book.post("invoice", "AHEAD", "3.00", "03-05", due="04-30")
    book.post("receipt", "RC", "30.00", "03-06")
    book.post("prepayment", "PRE", "7.00", "03-07")
    report = of(book, "03-31")
    assert [told(row) for row in report.rows] == ["远景 CNY 23 0 100 0 | -37 = 86"]
    (proof,) = report.proofs
    assert (proof.buckets, proof.unapplied, proof.open) == (12_300, -3_700, 8_600)
    accounts = balances(book.company_id, day("03-31"), None)
    control = [row.amount for row in accounts if row.account in ("receivable", "advance", "bills")]
    assert proof.control == sum(control) == 8_600


def test_lesson_01_the_proof_shows_what_a_book_that_was_tampered_with_lacks(book: Ledger) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_openitem DISABLE TRIGGER USER")  # past every wall
        cursor.execute(
            "UPDATE store_openitem SET allocated = 4000, base_allocated = 4000 WHERE company_id = %s",
            [book.company_id],
        )
    report = ageing(**book.reader, on=date(9000, 1, 1))
    assert not report.holds
    assert (report.proofs[0].gap, report.proofs[0].base_gap) == (-4_000, -4_000)


def test_lesson_02_an_invoice_open_then_and_paid_since_is_there(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04")
    book.post("receipt", "RC", "100.00", "03-20")
    book.settle("INV", "RC", None, "03-20")
    assert both_ways(monkeypatch, book, "03-19") == ["远景 CNY 0 0 100 0 | 0 = 100"]
    assert both_ways(monkeypatch, book, "03-20") == []
    book.close("01")
    book.close("02")
    book.close("03")
    assert both_ways(monkeypatch, book, "03-19") == ["远景 CNY 0 0 100 0 | 0 = 100"]
    assert both_ways(monkeypatch, book, "02-28") == ["远景 CNY 0 100 0 0 | 0 = 100"]
    assert both_ways(monkeypatch, book, "04-30") == []


def test_lesson_02_a_settlement_undone_later_stands_until_then(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04")
    book.post("receipt", "RC", "40.00", "02-10")
    seq = book.settle("INV", "RC", None, "02-10")
    book.take_apart(seq, "03-10")
    assert both_ways(monkeypatch, book, "03-09") == ["远景 CNY 0 0 60 0 | 0 = 60"]
    assert both_ways(monkeypatch, book, "03-10") == ["远景 CNY 0 0 100 0 | -40 = 60"]


def test_lesson_02_one_customer_is_told_as_in_the_whole(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04")
    book.post("invoice", "OTHER", "55.00", "01-05", due="02-04", customer="别人")
    book.post("receipt", "RC", "100.00", "03-20")
    book.settle("INV", "RC", "70.00", "03-20")
    customer = book.customer("远景")
    for on in ("01-31", "03-19", "03-20", "06-30"):
        whole = [row for row in both_ways(monkeypatch, book, on) if row.startswith("远景")]
        assert both_ways(monkeypatch, book, on, customer_id=customer) == whole
        book.settle("INV", "RC", None, "05-02") if on == "03-20" else None


def test_lesson_03_what_was_known_at_a_moment_is_told_as_it_was(book: Ledger) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04")
    before = book.now()
    book.post("invoice", "BACK", "9.00", "01-06", due="01-31")
    book.post("receipt", "RC", "100.00", "02-01")
    book.settle("INV", "RC", None, "02-01")
    book.close("01")
    after = book.now()
    book.post("invoice", "LATER", "5.00", "02-02", due="02-28")
    assert table(book, "03-01", known_at=before) == ["远景 CNY 0 100 0 0 | 0 = 100"]
    assert table(book, "03-01", known_at=after) == ["远景 CNY 0 9 0 0 | 0 = 9"]
    assert table(book, "03-01") == ["远景 CNY 0 14 0 0 | 0 = 14"]


def test_lesson_03_no_moment_lies_between_an_exchange_difference_and_its_settlement(
    book: Ledger,
) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04", currency="USD", rate="7.1")
    book.post("receipt", "RC", "100.00", "02-01", currency="USD", rate="7.3")
    book.take_apart(book.settle("INV", "RC", None, "02-01"), "02-02")
    acts = Act.objects.filter(company_id=book.company_id).order_by("seq")
    assert [each.kind for each in acts] == ["open_books", "post", "post", "post", "allocate", "post", "unallocate"]  # fmt: skip
    assert [last_act(book.company_id, each.at) for each in acts] == [1, 2, 3, 3, 5, 5, 7]
    for each in acts:
        of(book, "03-01", known_at=each.at)


def test_the_last_act_known_at_a_moment_is_found_among_any_number(book: Ledger) -> None:
    for number in range(9):
        moments = list(Act.objects.filter(company_id=book.company_id).order_by("seq").values_list("at", flat=True))  # fmt: skip
        for place, at in enumerate(moments, start=1):
            assert last_act(book.company_id, at) == place
            assert last_act(book.company_id, at - timedelta(microseconds=1)) == place - 1
        assert last_act(book.company_id, moments[-1] + timedelta(days=1)) == len(moments)
        book.post("invoice", f"INV-{number}", "100.00", "01-05", due="02-04")
    assert last_act(book.company_id + 1_000_000, moments[0]) == 0


@pytest.mark.parametrize("basis", ["due", "document"])
def test_lesson_04_summary_and_detail_are_one(book: Ledger, basis: Any) -> None:
    book.post("invoice", "INV-1", "100.00", "01-05", due="02-04")
    book.post("invoice", "INV-2", "40.00", "02-20", due="03-31")
    book.post("invoice", "INV-3", "7.00", "03-31")
    book.post("receipt", "RC", "30.00", "03-06")
    customer = book.customer("远景")
    (row,) = of(book, "03-31", basis=basis).rows
    scope: dict[str, Any] = {**book.reader, "customer_id": customer, "on": day("03-31")}
    for place in (*THIRTIES.places, UNAPPLIED):
        items = aged_items(**scope, basis=basis, scheme=THIRTIES, place=place, currency="CNY")
        figure = row.aged.columns.unapplied if place == UNAPPLIED else row.aged.columns.buckets[place]  # fmt: skip
        assert sum(item.amount_open for item in items) == figure
        assert all(item.place == place for item in items)
    items = aged_items(**scope, basis=basis, scheme=THIRTIES)
    assert sum(item.amount_open for item in items) == row.aged.columns.total
    assert max(item.days for item in items if item.amount > 0) == row.aged.days_max
    assert aged_items(**scope, basis=basis, scheme=THIRTIES, currency="USD") == ()


def test_lesson_04_age_is_counted_from_the_day_of_the_report(book: Ledger) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04")
    (item,) = aged_items(**book.reader, customer_id=book.customer("远景"), on=day("03-06"))
    assert (item.days, item.place) == (30, 1)
    (item,) = aged_items(**book.reader, customer_id=book.customer("远景"), on=day("03-07"))
    assert (item.days, item.place) == (31, 2)


def test_lesson_04_since_the_document_is_another_column_of_the_same_total(book: Ledger) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="03-05")
    assert table(book, "03-31") == ["远景 CNY 0 100 0 0 | 0 = 100"]
    assert table(book, "03-31", basis="document") == ["远景 CNY 0 0 0 100 | 0 = 100"]
    assert table(book, "01-05", basis="document") == ["远景 CNY 0 100 0 0 | 0 = 100"]


def test_without_a_day_due_the_document_counts_and_is_flagged(book: Ledger) -> None:
    undated = Document(
        "invoice",
        book.customer("远景"),
        "INV",
        day("01-05"),
        10_000,
        instalments=(Instalment(10_000),),
    )
    post_document(**book.scope, document=undated, key="undated")
    book.post("invoice", "DATED", "1.00", "01-05", due="02-04")
    book.write_off("DATED", "0.40", "01-06")
    book.post("receipt", "RC", "30.00", "01-06")
    (row,) = of(book, "02-28").rows
    assert (row.aged.columns.buckets, row.aged.undated) == ((0, 60, 10_000, 0), 1)
    items = aged_items(**book.reader, customer_id=book.customer("远景"), on=day("02-28"))
    assert {item.document: item.is_undated for item in items} == {"INV": True, "DATED": False, "RC": False}  # fmt: skip


def _fill(book: Ledger, count: int, customers: int, *, first: int = 0) -> None:
    """So many open invoices of so many customers, due through half a year."""
    ids = [book.customer(f"客户 {place}") for place in range(customers)]
    documents = [
        Document(
            "invoice", ids[place % customers], f"N-{first + place}", day("01-05"), 10_000 + place,
            instalments=(Instalment(10_000 + place, date.fromordinal(day("01-05").toordinal() + place % 180)),),
        )
        for place in range(count)
    ]  # fmt: skip
    who = Who(book.books.people["FM"], "test")
    keyed = [(f"{each.number}", b"x", entry_of(each, "CNY")) for each in documents]
    post_drafts(book.company_id, who, keyed)


@pytest.mark.parametrize("today", [date(1990, 1, 1), date(9000, 1, 1)])
def test_lesson_05_the_database_is_asked_as_often_for_many_items_as_for_few(
    book: Ledger, monkeypatch: pytest.MonkeyPatch, today: date
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: today)
    asked = []
    for count, customers in ((2, 1), (600, 60)):
        _fill(book, count, customers, first=count)
        customer = book.customer("客户 0")
        with CaptureQueriesContext(connection) as queries:
            of(book, "06-30")
            aged_items(**book.reader, customer_id=customer, on=day("06-30"))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_lesson_05_twenty_thousand_open_items_are_aged_by_the_same_few_questions(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long it takes is measured by ``ageing-100k`` of the benchmarks."""
    _fill(book, 20_000, 500)
    for today in (date(1990, 1, 1), date(9000, 1, 1)):
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        with CaptureQueriesContext(connection) as queries:
            report = of(book, "06-30")
        assert (len(report.rows), sum(row.aged.parts for row in report.rows)) == (500, 20_000)
        assert len(queries) <= 8


def test_lesson_07_a_credit_note_is_its_own_column_and_never_an_invoice(book: Ledger) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04")
    book.post("credit_note", "CN", "40.00", "01-06", due="01-07")
    assert table(book, "03-01") == ["远景 CNY 0 100 0 0 | -40 = 60"]
    book.post("credit_note", "CN-2", "5.00", "01-06", customer="只有贷项")
    (row,) = of(book, "03-01", customer_id=book.customer("只有贷项")).rows
    assert told(row) == "只有贷项 CNY 0 0 0 0 | -5 = -5"
    assert row.aged.days_max == 0


def test_lesson_10_what_was_paid_too_much_is_seen_and_taken_off(book: Ledger) -> None:
    book.post("invoice", "INV", "100.00", "01-05", due="02-04")
    book.post("receipt", "RC", "130.00", "02-05")
    book.settle("INV", "RC", None, "02-05")
    assert table(book, "03-01") == ["远景 CNY 0 0 0 0 | -30 = -30"]


def test_lesson_10_netting_is_for_analysis_and_leaves_totals_and_proof(book: Ledger) -> None:
    book.post("invoice", "OLD", "100.00", "01-05", due="01-10")
    book.post("invoice", "NEW", "50.00", "01-05", due="03-10")
    book.post("receipt", "RC", "120.00", "02-05")
    book.post("receipt", "RC-2", "10.00", "02-05", customer="别人")
    assert table(book, "03-31") == ["别人 CNY 0 0 0 0 | -10 = -10", "远景 CNY 0 50 0 100 | -120 = 30"]  # fmt: skip
    net = of(book, "03-31", is_net_fifo=True)
    assert [told(row) for row in net.rows] == ["别人 CNY 0 0 0 0 | -10 = -10", "远景 CNY 0 30 0 0 | 0 = 30"]  # fmt: skip
    assert [told(row) for row in net.totals] == [" CNY 0 30 0 0 | -10 = 20"], "one customer's credit pays no other's debt"  # fmt: skip
    assert net.proofs == of(book, "03-31").proofs


def test_lesson_12_currencies_are_kept_apart_with_a_total_of_each(book: Ledger) -> None:
    book.post("invoice", "YUAN", "100.00", "01-05", due="02-04")
    book.post("invoice", "DOLLAR", "10.00", "01-05", due="02-04", currency="USD", rate="7.10")
    book.post("invoice", "OTHER", "1.00", "01-05", due="03-31", currency="USD", rate="7.20", customer="别人")  # fmt: skip
    report = of(book, "02-10")
    assert [told(row) for row in report.rows] == [
        "别人 USD 1 0 0 0 | 0 = 1", "远景 CNY 0 100 0 0 | 0 = 100", "远景 USD 0 10 0 0 | 0 = 10",
    ]  # fmt: skip
    assert [told(row) for row in report.totals] == [" CNY 0 100 0 0 | 0 = 100", " USD 1 10 0 0 | 0 = 11"]  # fmt: skip
    assert report.base.buckets == (720, 17_100, 0, 0)
    assert report.base_currency == "CNY"
    assert [proof.currency for proof in report.proofs] == ["CNY", "USD"]
    assert [told(row) for row in of(book, "02-10", by="currency").rows] == [told(row) for row in report.totals]  # fmt: skip


def test_lesson_13_a_revaluation_is_in_the_proof_and_in_no_column(book: Ledger) -> None:
    book.post("invoice", "INV", "1,000.00", "01-05", due="02-04", currency="USD", rate="7.10")
    before = of(book, "01-31").rows
    book.revalue("01-31", USD="7.25")
    report = of(book, "01-31")
    assert report.rows == before
    (proof,) = report.proofs
    assert (proof.open, proof.control) == (100_000, 100_000)
    assert (proof.base_items, proof.base_revalued, proof.base_control) == (710_000, 15_000, 725_000)
    (proof,) = of(book, "02-01").proofs
    assert (proof.base_items, proof.base_revalued, proof.base_control) == (710_000, 0, 710_000)
    book.close("01")
    assert of(book, "01-31").proofs[0].base_revalued == 15_000
    assert of(book, "01-31", customer_id=book.customer("远景")).proofs == of(book, "01-31").proofs


def test_lesson_13_a_realised_difference_leaves_no_gap(book: Ledger) -> None:
    book.post("invoice", "INV", "1,000.00", "01-05", due="02-04", currency="USD", rate="7.10")
    book.post("receipt", "RC", "1,000.00", "02-05", currency="USD", rate="7.20")
    book.settle("INV", "RC", "600.00", "02-05")
    report = of(book, "03-01")
    assert [told(row) for row in report.rows] == ["远景 USD 0 400 0 0 | -400 = 0"]
    assert report.base.total == 284_000 - 288_000


def test_lesson_16_instalments_of_one_invoice_are_aged_apart(book: Ledger) -> None:
    parts = (("50.00", "01-31"), ("30.00", "02-28"), ("20.00", "04-30"))
    book.post("invoice", "INV", "100.00", "01-05", instalments=parts)
    assert table(book, "03-31") == ["远景 CNY 20 0 80 0 | 0 = 100"]
    assert table(book, "03-30") == ["远景 CNY 20 30 50 0 | 0 = 100"]
    (row,) = of(book, "03-31").rows
    assert (row.aged.parts, row.aged.days_max) == (3, 59)


def test_every_edge_is_on_its_side_in_the_database_too(book: Ledger) -> None:
    scheme = Scheme()
    on = date(2029, 6, 30)
    for place, last in enumerate((0, *scheme.edges)):
        for days in (last, last + 1):
            due = date.fromordinal(on.toordinal() - days)
            book.post("invoice", f"{days}", "1.00", "01-05", due=due.isoformat())
            items = aged_items(**book.reader, customer_id=book.customer("远景"), on=on)
            (item,) = [item for item in items if item.document == str(days)]
            assert (item.days, item.place) == (days, place + (days > last))


def test_edges_that_are_none_are_refused() -> None:
    assert scheme_of([15, 45]) == Scheme((15, 45))
    with pytest.raises(EdgesDoNotFit):
        scheme_of([30, 30])


def test_an_unknown_grouping_is_a_mistake_of_ours(book: Ledger) -> None:
    with pytest.raises(KeyError):
        ageing(**book.reader, on=day("03-31"), by="moon")


@pytest.mark.parametrize("is_now", [True, False])
def test_one_customer_is_found_by_indexes_alone(book: Ledger, is_now: bool) -> None:
    """Where an index can serve, the planner takes it once reading everything is forbidden: nothing needs that."""
    parameters = {
        "company": book.company_id, "day": day("03-31"), "last": None, "customer": 1, "customers": [1, 2], "firsts": [1], "basis": "due",
        "period": 1, "since": day("01-31"), "currency": None, "place": None,
    }  # fmt: skip
    big = ("store_openitem", "store_allocation", "store_entry ", "store_entryline", "store_itemsnapshot", "store_balancesnapshot")  # fmt: skip
    for statement in (summary(is_now=is_now, is_of_one=True, by=GROUPINGS["customer"]), drill(is_now=is_now)):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + statement, parameters)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert not [line for line in plan.splitlines() if "Seq Scan" in line and any(name in line for name in big)], plan  # fmt: skip

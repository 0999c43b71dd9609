"""Files without due days: the contract in force gives days and instalments, as it does to an invoice made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.agreements import MONTHLY_60, drafted, record, sign
from tests.importing import HEAD, Importer, csv_of
from tests.ledgers import open_ledger
from wanglai.domain.instalments import Fixed, Part, Rest
from wanglai.domain.terms_ready import advance_and_rest, equal_monthly_parts, net
from wanglai.services.contracts.company_days import set_company_day
from wanglai.services.contracts.end_contract import end_contract
from wanglai.services.imports.correct_document import correct_document
from wanglai.services.imports.import_sheet import import_sheet
from wanglai.services.imports.order_import import order_import
from wanglai.services.imports.recheck import plan_anew
from wanglai.services.imports.refusals import TermsHaveChanged
from wanglai.store.models import Act, Entry, FileImport, ImportedDocument, OpenItem

YEAR = date(2026, 1, 1)


@pytest.fixture
def importer(transactional_db: None) -> Importer:
    book = open_ledger()
    book.customer("远景")
    return Importer(book)


def _agree(importer: Importer, customer: str = "远景", **more: Any) -> int:
    """A contract signed with a customer, from the first day of the book."""
    plain: dict[str, Any] = {
        "customer_id": importer.book.customer(customer), "number": f"HT-{customer}", "from_on": YEAR, "signed_on": YEAR,
        "agreement": record(net(30)),
    }  # fmt: skip
    contract = drafted(importer.book.books, **{**plain, **more})
    sign(importer.book.books, contract)
    return contract


def _due(importer: Importer, import_id: int, language: str = "en") -> list[str]:
    """What the preview shows of each document: its days, and where they are from."""
    rows = importer.rows(import_id)
    return [f"{row.number}: {getattr(row.falls_due.words, language)} ({getattr(row.falls_due.source, language)})" for row in rows if row.falls_due]  # fmt: skip


def _items(number: str) -> list[tuple[int, date | None]]:
    rows = OpenItem.objects.filter(document=number).order_by("seq", "item_no")
    return list(rows.values_list("amount", "due_on"))


ROWS = (
    ("远景", "INV-1", "2026-01-05", "2026-02-20", "1,000.00"),
    ("远景", "INV-2", "2026-01-06", "", "200.50"),
    ("晨光", "INV-3", "2026-01-07", "", "300.00"),
    ("远景", "CN-1", "2026-01-08", "", "-30.50"),
)


def test_a_due_day_comes_from_the_file_the_contract_or_nowhere_and_is_shown_before(
    importer: Importer,
) -> None:
    importer.book.customer("晨光")
    _agree(importer)
    page = importer.read(csv_of(ROWS))
    assert _due(importer, page.id) == [
        "INV-1: 2026-02-20 (by the file)",
        "INV-2: 2026-02-05 (by contract HT-远景, version 1)",
        "INV-3: 2026-01-07 (no contract: its own date)",
        "CN-1: 2026-01-08 (its own date)",
    ]
    assert _due(importer, page.id, "zh")[1] == "INV-2: 2026-02-05 (按合同 HT-远景 第 1 版)"
    assert importer.book_it(page.id).booked == 4
    assert _items("INV-1") == [(100_000, date(2026, 2, 20))]
    assert _items("INV-2") == [(20_050, date(2026, 2, 5))]
    assert _items("INV-3") == [(30_000, date(2026, 1, 7))]
    importer.book.prove()


def test_instalments_of_the_contract_become_items_of_their_own(importer: Importer) -> None:
    _agree(importer, agreement=record(net(30), instalments=equal_monthly_parts(3, net(30))))
    page = importer.read(csv_of([("远景", "INV-1", "2026-01-01", "", "100.00")]))
    assert _due(importer, page.id) == [
        "INV-1: 2026-01-31 33.34; 2026-02-28 33.33; 2026-03-31 33.33 (by contract HT-远景, version 1)"
    ]
    importer.book_it(page.id)
    assert _items("INV-1") == [
        (3334, date(2026, 1, 31)), (3333, date(2026, 2, 28)), (3333, date(2026, 3, 31)),
    ]  # fmt: skip
    again = importer.read(csv_of([("远景", "INV-1", "2026-01-01", "", "100.00")]))
    assert importer.codes(again) == ["document.booked"], "in three parts it is the same invoice"
    importer.book.prove()


def test_a_part_whose_event_has_not_taken_place_has_no_day_yet(importer: Importer) -> None:
    _agree(importer, agreement=record(MONTHLY_60, instalments=advance_and_rest(Decimal(30), MONTHLY_60)))  # fmt: skip
    page = importer.read(csv_of([("远景", "INV-1", "2026-01-05", "", "100.00")]))
    assert _due(importer, page.id) == ["INV-1: no day yet 30.00; no day yet 70.00 (by contract HT-远景, version 1, waits for order, delivery)"]  # fmt: skip
    importer.book_it(page.id)
    assert _items("INV-1") == [(3000, None), (7000, None)]


def test_a_plan_that_does_not_fit_is_a_problem_with_a_way_out(importer: Importer) -> None:
    plan = (Part(Fixed(50_000), net(10)), Part(Rest(), net(30)))
    _agree(importer, agreement=record(net(30), instalments=plan, currency="CNY"))
    rows = [("远景", "INV-1", "2026-01-05", "", "600.00"), ("远景", "INV-2", "2026-01-05", "", "400.00")]  # fmt: skip
    page = importer.read(csv_of(rows))
    assert [[each.code for each in row.problems] for row in importer.rows(page.id)] == [[], ["due.plan"]]  # fmt: skip
    correct_document(**importer.who, import_id=page.id, no=2, values={"due": "2026-03-01"})
    assert importer.codes(importer.page(page.id)) == []
    correct_document(**importer.who, import_id=page.id, no=2, values={"due": ""})
    page = importer.choose(page.id, due__plan="accept")
    importer.book_it(page.id)
    assert _items("INV-1") == [(50_000, date(2026, 1, 15)), (10_000, date(2026, 2, 4))]
    assert _items("INV-2") == [(40_000, date(2026, 1, 5))]


def test_a_correction_is_planned_anew(importer: Importer) -> None:
    importer.book.customer("晨光")
    _agree(importer)
    _agree(importer, "晨光", agreement=record(net(60)))
    page = importer.read(csv_of([("远景", "INV-1", "2026-01-05", "", "100.00")]))
    correct_document(**importer.who, import_id=page.id, no=1, values={"customer": "晨光", "date": "2026-01-06"})  # fmt: skip
    assert _due(importer, page.id) == ["INV-1: 2026-03-07 (by contract HT-晨光, version 1)"]


def test_terms_that_changed_since_they_were_shown_are_shown_anew_before_anything_is_booked(
    importer: Importer,
) -> None:
    contract = _agree(importer)
    page = importer.read(csv_of(ROWS[:2]))
    end_contract(**importer.book.books.scope("CRC"), origin="test", contract_id=contract, on=date(2026, 1, 5), reason="改签")  # fmt: skip
    with pytest.raises(TermsHaveChanged):
        order_import(**importer.who, origin="test", import_id=page.id, waits_for_worker=False)
    assert not Entry.objects.exists()
    assert not Act.objects.filter(kind="import_file").exists()
    assert _due(importer, page.id)[1] == "INV-2: 2026-01-06 (no contract: its own date)"
    importer.book_it(page.id)
    assert _items("INV-2") == [(20_050, date(2026, 1, 6))]


def test_terms_that_changed_between_order_and_booking_bring_the_import_back(importer: Importer) -> None:  # fmt: skip
    _agree(importer, agreement=record(replace(net(30), roll="next", calendar="CN")))
    page = importer.read(csv_of(ROWS[1:2]))
    order_import(**importer.who, origin="test", import_id=page.id, waits_for_worker=False)
    set_company_day(**importer.book.books.scope("FM"), origin="test", on=date(2026, 2, 5), is_worked=False, reason="盘点", today=YEAR)  # fmt: skip
    found = importer.perform(page.id)
    assert found.refusal is not None
    assert (found.state, found.refusal.code) == ("preview", TermsHaveChanged.code_of_refusal)
    assert not Entry.objects.exists()
    assert _due(importer, page.id) == ["INV-2: 2026-02-06 (by contract HT-远景, version 1)"]
    assert importer.book_it(page.id).booked == 1
    assert _items("INV-2") == [(20_050, date(2026, 2, 6))]


def test_what_was_booked_keeps_showing_the_days_it_was_booked_with(importer: Importer) -> None:
    contract = _agree(importer)
    page = importer.read(csv_of(ROWS[:2]))
    importer.book_it(page.id)
    end_contract(**importer.book.books.scope("CRC"), origin="test", contract_id=contract, on=date(2026, 1, 2), reason="终止")  # fmt: skip
    assert _due(importer, page.id)[1] == "INV-2: 2026-02-05 (by contract HT-远景, version 1)"
    sheet = import_sheet(**importer.who, import_id=page.id, company_name="远景", language="en")
    assert sheet.content.startswith(b"PK")


def test_debit_notes_follow_the_contract_and_opening_items_do_not(importer: Importer) -> None:
    _agree(importer)
    notes = importer.read(csv_of([("远景", "DN-1", "2026-01-05", "", "100.00")]), "notes")
    assert _due(importer, notes.id) == ["DN-1: 2026-02-04 (by contract HT-远景, version 1)"]
    opening = importer.read(csv_of([("远景", "OLD-1", "2026-01-05", "", "100.00")]), "opening")
    assert _due(importer, opening.id) == ["OLD-1: 2026-01-05 (its own date)"]


def test_many_documents_ask_the_database_as_often_as_few(importer: Importer) -> None:
    """Two contracts, 3 or 300 documents: the terms are read once for all of them."""
    importer.book.customer("晨光")
    _agree(importer)
    _agree(importer, "晨光", agreement=record(MONTHLY_60))

    def asked(count: int) -> int:
        rows = [(("远景", "晨光")[n % 2], f"INV-{count}-{n}", f"2026-01-{n % 28 + 1:02}", "", "10.00") for n in range(count)]  # fmt: skip
        page = importer.read(csv_of(rows, HEAD), name=f"{count}.csv")
        ImportedDocument.objects.filter(file_import_id=page.id).update(plan=None)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert plan_anew(FileImport.objects.get(id=page.id)) == count
        return len(seen)

    assert asked(3) == asked(300)

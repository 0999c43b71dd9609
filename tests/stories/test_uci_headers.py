"""The published invoices of a wholesaler (UCI Online Retail, 25,900 papers): every figure is met, and a second import adds nothing."""

from __future__ import annotations

from datetime import date

import pytest

from tests.books import open_company
from tests.importing import Importer, shared_data, whole_file
from tests.ledgers import Ledger
from wanglai.services.imports.order_import import order_import
from wanglai.services.imports.refusals import NothingToBook, ProblemsAreOpen
from wanglai.services.ledger.open_books import open_books
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import Company, Entry, ImportDecision

DATA = shared_data()
pytestmark = whole_file()
FILE = "uci_online_retail_invoice_headers_25900.csv"


@pytest.fixture
def importer(transactional_db: None) -> Importer:
    books = open_company("wholesaler")
    Company.objects.filter(id=books.company_id).update(base_currency="GBP")
    scope = {**books.scope("FM"), "origin": "test"}
    open_books(**scope, from_on=date(2010, 12, 1), months=13)
    return Importer(Ledger(books))


def _sums() -> dict[str, tuple[int, int]]:
    """Papers and minor units by the first letter of their number: C credits, A adjustments, else invoices."""
    rows = fetch(
        """SELECT CASE WHEN entry.document ~ '^[AC]' THEN left(entry.document, 1) ELSE 'I' END, count(*), sum(item.side * item.amount)::bigint
             FROM store_entry AS entry JOIN store_openitem AS item USING (company_id, seq) GROUP BY 1""",
        {},
    )  # fmt: skip
    return {letter: (count, total) for letter, count, total in rows}


def test_every_published_figure_is_met_and_twice_is_once(importer: Importer) -> None:
    assert DATA is not None
    content = (DATA / "receivables" / FILE).read_bytes()
    page = importer.read(content, name=FILE)
    assert page.refusal is None, page.refusal
    assert (page.documents, page.proofs[0].told.text) == (25_900, "9,747,747.93")
    missing = next(group for group in page.groups if group.code == "customer.missing")
    assert (missing.documents, missing.chosen) == (3_710, ""), "nobody has said where they go"
    with pytest.raises(ProblemsAreOpen):
        order_import(**importer.who, origin="test", import_id=page.id)
    page = importer.choose(page.id, customer__missing="suspense", customer__unknown="create", amount__zero="leave_out")  # fmt: skip
    assert ImportDecision.objects.filter(file_import_id=page.id, kind="choose").count() == 3
    assert page.waiting == 0
    zero = next(group for group in page.groups if group.code == "amount.zero").documents
    done = importer.book_it(page.id)
    assert (done.state, done.booked, done.left_out) == ("done", 25_900 - zero, zero)
    assert done.proofs[0].is_even
    sums = _sums()
    assert {letter: total for letter, (_, total) in sums.items()} == {"I": 1_065_562_248, "C": -89_681_249, "A": -1_106_206}  # fmt: skip
    assert (sums["C"][0], sums["A"][0]) == (3_836, 3)
    assert importer.book.accounts("2011-12-31")["receivable"] == "9,747,747.93"
    entries = Entry.objects.count()
    again = importer.choose(importer.read(content, name=FILE).id, amount__zero="leave_out")
    again = importer.choose(again.id, customer__missing="suspense")
    assert (again.ready, again.waiting, again.left_out) == (0, 0, 25_900)
    with pytest.raises(NothingToBook):
        order_import(**importer.who, origin="test", import_id=again.id)
    assert (Entry.objects.count(), importer.book.accounts("2011-12-31")["receivable"]) == (entries, "9,747,747.93")  # fmt: skip

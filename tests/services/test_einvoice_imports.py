"""E-invoices in: one, several in a bundle made here, a zip; what is wrong with one does not keep the others out."""

from __future__ import annotations

import pytest

from tests.formats.einvoices import Paper, Row, digital_xml, ofd_with, zipped
from tests.importing import Importer
from tests.ledgers import open_ledger
from wanglai.services.imports.perform_import import perform_import
from wanglai.services.imports.queries import document_of_import
from wanglai.services.imports.start_import import start_import
from wanglai.services.reconciliation.uploads import Upload


@pytest.fixture
def importer(transactional_db: None) -> Importer:
    return Importer(open_ledger())


def _paper(number: int, *rows: Row) -> bytes:
    return digital_xml(Paper(rows=list(rows) or [Row(10_000, 1_300)], number=f"2633200000000012{number:04d}"))  # fmt: skip


def test_xml_and_ofd_come_in_together_with_their_lines_and_tax(importer: Importer) -> None:
    files = [Upload("一.xml", _paper(1)), Upload("二.ofd", ofd_with(_paper(2))), Upload("红.xml", _paper(3, Row(-5_000, -650)))]  # fmt: skip
    number = start_import(**importer.who, kind="einvoices", uploads=files, waits_for_worker=False)
    page = importer.perform(number)
    assert page.refusal is None
    rows = importer.rows(number)
    assert [row.amount and row.amount.minor for row in rows] == [11_300, 11_300, -5_650]
    assert {row.currency for row in rows} == {"CNY"}
    again = start_import(**importer.who, kind="einvoices", uploads=files, waits_for_worker=False)
    assert again == number, "the same files make the same bundle"
    (line,) = document_of_import(**importer.who, import_id=number, no=1).lines
    assert line.amount.minor == 11_300
    waiting = {group.code: "create" if group.code == "customer.unknown" else "accept" for group in page.groups}  # fmt: skip
    assert "customer.unknown" in waiting
    page = importer.choose(number, **{code.replace(".", "__"): said for code, said in waiting.items()})  # fmt: skip
    done = importer.book_it(number)
    assert (done.state, done.booked) == ("done", 3)
    accounts = importer.book.accounts("12-31")
    assert (accounts["receivable"], accounts["output_tax"]) == ("169.50", "-19.50")
    importer.book.prove()


def test_one_bad_file_of_a_zip_is_a_row_with_its_reason(importer: Importer) -> None:
    content = zipped({"a.xml": _paper(1), "b.xml": b"<!DOCTYPE x><x/>", "readme.txt": "x"})
    page = importer.read(content, "einvoices", name="all.zip")
    assert page.documents == 2
    assert "einvoice.file" in importer.codes(page)
    bad = importer.rows(page.id, code="einvoice.file")[0]
    assert (bad.row, bad.amount) == (2, None)


def test_an_archive_without_invoices_is_refused(importer: Importer) -> None:
    page = importer.read(zipped({"a.txt": "x"}), "einvoices", name="x.zip")
    assert page.refusal is not None
    assert (page.state, page.refusal.code) == ("refused", "import.no_einvoices")
    perform_import(page.id)
    assert importer.page(page.id).state == "refused", "done twice it does nothing the second time"

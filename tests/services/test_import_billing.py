"""Invoices of a file that refer to deliveries: each quantity is counted once, whoever invoiced it and however."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.agreements import drafted, record, sign
from tests.importing import Importer, csv_of
from tests.ledgers import day
from tests.papers import Papers, open_papers, steel
from wanglai.domain.terms_ready import monthly_by_days
from wanglai.services.documents.accept_delivery import accept_delivery
from wanglai.services.documents.reverse_invoice import reverse_invoice
from wanglai.services.documents.show_papers import invoice_page
from wanglai.services.imports.correct_document import correct_document, leave_out
from wanglai.services.imports.import_template import import_template
from wanglai.services.imports.order_import import go_on_import, order_import
from wanglai.services.imports.queries import document_of_import
from wanglai.services.imports.rows import ImportPage
from wanglai.services.ledger import import_documents as chunks
from wanglai.services.ledger.book import PeriodIsNotOpen
from wanglai.services.ledger.reverse import EntryIsOfDocument, reverse_entry
from wanglai.store.models import (
    Act,
    Contract,
    Delivery,
    DeliveryLine,
    Entry,
    Invoice,
    InvoiceLine,
    OpenItem,
)

HEAD = ("客户", "发票号", "日期", "到期日", "交付单号", "订单行号", "数量", "金额", "税额")
STEEL, BOLT = steel(), steel("50", "2.00", "13", "螺栓")


@pytest.fixture
def papers(transactional_db: None) -> Papers:
    """Ordered 100 and 50; delivered 60 and 20 (accepted), then 30."""
    papers = open_papers()
    papers.order("SO-1", STEEL, BOLT)
    accept_delivery(**papers.seller, delivery_id=papers.deliver("DN-1", "60", "20"), on=day("03-06"))  # fmt: skip
    accept_delivery(**papers.seller, delivery_id=papers.deliver("DN-2", "30", on="03-08"), on=day("03-09"))  # fmt: skip
    return papers


def _read(papers: Papers, *rows: Sequence[object], head: Sequence[str] = HEAD) -> ImportPage:
    return Importer(papers.book).read(csv_of(rows, head))


def _row(number: str, delivery: str, line: object, quantity: object, amount: str, tax: str, **more: str) -> tuple[object, ...]:  # fmt: skip
    customer, due = more.get("customer", "远景"), more.get("due", "2026-04-30")
    return (customer, number, "2026-03-10", due, delivery, line, quantity, amount, tax)


def _codes(papers: Papers, page: ImportPage) -> list[list[str]]:
    return [[each.code for each in row.problems] for row in Importer(papers.book).rows(page.id)]


def _said(papers: Papers, page: ImportPage) -> list[str]:
    return [each.reason.en for row in Importer(papers.book).rows(page.id) for each in row.problems]


def _left(number: str) -> list[str]:
    rows = DeliveryLine.objects.filter(delivery__number=number).order_by("line_no")
    return [f"{each.quantity - each.returned - each.invoiced:f}".rstrip("0").rstrip(".") for each in rows]  # fmt: skip


def _book(papers: Papers, page: ImportPage) -> ImportPage:
    done = Importer(papers.book).book_it(page.id)
    assert (done.state, done.refusal) == ("done", None)
    papers.prove()
    return done


def test_an_invoice_takes_the_quantities_of_the_delivery_it_names(papers: Papers) -> None:
    page = _read(
        papers,
        _row("INV-1", "DN-1", 1, 40, "452.00", "52.00"),
        _row("INV-1", "DN-1", 2, 20, "45.20", "5.20"),
        _row("INV-2", "DN-1", 1, 20, "226.00", "26.00"),
    )
    assert _codes(papers, page) == [[], []]
    _book(papers, page)
    assert _left("DN-1") == ["0", "0"]
    paper = papers.paper("INV-1")
    assert (paper.state, paper.net, paper.tax, paper.gross) == ("posted", 44_000, 5_720, 49_720)
    assert paper.entry_seq == Entry.objects.get(document="INV-1").seq
    lines = InvoiceLine.objects.filter(invoice=paper).order_by("line_no")
    assert [(each.what, each.quantity, each.net, each.tax) for each in lines] == [("钢管", 40, 40_000, 5_200), ("螺栓", 20, 4_000, 520)]  # fmt: skip
    assert OpenItem.objects.get(document="INV-1").due_on == date(2026, 4, 30)
    assert Act.objects.filter(kind="write_imported").count() == 1
    shown = invoice_page(**papers.book.books.scope("ARA"), invoice_id=paper.id)
    assert [(part.due_on, part.amount.text) for part in shown.parts] == [(date(2026, 4, 30), "497.20")]  # fmt: skip
    assert [each.number for each in shown.chain.orders] == ["SO-1"]


def test_a_delivery_named_for_the_whole_document_gives_all_that_is_left_of_it(papers: Papers) -> None:  # fmt: skip
    papers.invoice("INV-0", *papers.of_delivery("DN-1", "10", "5"))
    head = ("客户", "发票号", "日期", "送货单号", "金额", "税额")
    page = _read(papers, ("远景", "INV-1", "2026-03-10", "DN-1", "598.90", "68.90"), head=head)
    assert _codes(papers, page) == [[]]
    _book(papers, page)
    assert _left("DN-1") == ["0", "0"]
    lines = InvoiceLine.objects.filter(invoice=papers.paper("INV-1")).order_by("line_no")
    assert [(each.quantity, each.net, each.tax) for each in lines] == [(50, 50_000, 6_500), (15, 3_000, 390)]  # fmt: skip


@pytest.mark.parametrize("label", ["交付单号", "送货单号", "发货单号", "出库单号", "Delivery No.", "delivery number", "Delivery Note", "DN No"])  # fmt: skip
def test_the_column_goes_by_many_names(papers: Papers, label: str) -> None:
    head = ("Customer", "Invoice No", "Date", label, "Amount", "Tax")
    page = _read(papers, ("远景", "INV-1", "2026-03-10", "DN-2", "339.00", "39.00"), head=head)
    assert {each.field: each.column for each in page.columns}["delivery"] == label
    assert _codes(papers, page) == [[]]


@pytest.mark.parametrize(("language", "label"), [("zh", "交付单号"), ("en", "Delivery number")])
def test_the_template_has_the_column(papers: Papers, language: Any, label: str) -> None:
    who = Importer(papers.book).who
    template = import_template(**who, kind="invoices", language=language)
    with zipfile.ZipFile(io.BytesIO(template.content)) as book:
        assert label in book.read("xl/sharedStrings.xml").decode()
    page = Importer(papers.book).read(template.content, name="template.xlsx")
    assert {each.field: each.column for each in page.columns}["delivery"] == label


def test_what_an_earlier_invoice_takes_is_gone_for_the_next_whoever_made_it(papers: Papers) -> None:
    papers.invoice("INV-0", *papers.of_delivery("DN-1", "10", "20"))
    page = _read(
        papers,
        _row("INV-1", "DN-1", 1, 45, "508.50", "58.50"),
        _row("INV-2", "DN-1", 1, 6, "67.80", "7.80"),
        _row("INV-3", "DN-1", 2, 1, "2.26", "0.26"),
    )
    assert _codes(papers, page) == [[], ["billing.beyond"], ["billing.beyond"]]
    assert _said(papers, page) == [
        "Row 3 invoices 6, of which 5 are left to be invoiced.",
        "Row 4 invoices 1, of which 0 are left to be invoiced.",
    ]
    who = Importer(papers.book).who
    leave_out(**who, import_id=page.id, no=1)
    leave_out(**who, import_id=page.id, no=3)
    assert _codes(papers, page)[1] == [], "what is left out takes nothing"
    _book(papers, page)
    assert _left("DN-1") == ["44", "0"]


def test_every_wrong_reference_is_told_with_its_row(papers: Papers) -> None:
    papers.deliver("DN-3", "10", on="03-09")
    papers.book.customer("晨光")
    page = _read(
        papers,
        _row("INV-1", "DN-9", 1, 1, "11.30", "1.30"),
        _row("INV-2", "DN-1", 1, 1, "11.30", "1.30", customer="晨光"),
        _row("INV-3", "DN-3", 1, 1, "11.30", "1.30"),
        _row("INV-4", "DN-1", 3, 1, "11.30", "1.30"),
        _row("INV-5", "DN-1", 1, "许多", "11.30", "1.30"),
        _row("INV-6", "DN-1", 1, 1, "99.00", "1.30"),
        _row("INV-7", "DN-1", 1, 1, "-11.30", "-1.30"),
    )
    assert _codes(papers, page) == [
        ["billing.delivery_unknown"], ["billing.of_another"], ["billing.not_accepted"], ["billing.no_line"],
        ["line.quantity"], ["billing.differs"], ["billing.credit"],
    ]  # fmt: skip
    shown = document_of_import(**Importer(papers.book).who, import_id=page.id, no=1)
    assert shown.document.problems[0].reason.zh == "第 2 行：没有编号为“DN-9”的有效交付。"
    assert "先导入该交付" in shown.document.problems[0].remedy.zh
    assert "The file says 99.00 (tax 1.30); by its order DN-1 comes to 11.30 (tax 1.30)." in _said(papers, page)  # fmt: skip


def test_what_may_be_taken_as_it_is_moves_what_it_can_and_no_more(papers: Papers) -> None:
    papers.deliver("DN-3", "10", on="03-09")
    page = _read(
        papers,
        _row("INV-1", "DN-9", 1, 1, "11.30", "1.30"),
        _row("INV-3", "DN-3", 1, 2, "22.60", "2.60"),
        _row("INV-6", "DN-1", 1, 1, "99.00", "9.00"),
    )
    choices = {"billing__delivery_unknown": "accept", "billing__not_accepted": "accept", "billing__differs": "accept"}  # fmt: skip
    page = Importer(papers.book).choose(page.id, **choices)
    _book(papers, page)
    assert not Invoice.objects.filter(number="INV-1").exists(), "it stands for itself"
    assert Entry.objects.filter(document="INV-1").exists()
    assert (_left("DN-3"), _left("DN-1")) == (["8"], ["59", "20"])
    assert (papers.paper("INV-6").net, papers.paper("INV-6").gross) == (9_000, 9_900)


def test_a_reference_is_put_right_on_the_screen(papers: Papers) -> None:
    page = _read(papers, _row("INV-1", "DN-9", 7, 70, "113.00", "13.00"))
    who = Importer(papers.book).who
    assert document_of_import(**who, import_id=page.id, no=1).line_corrected[0] == "delivery"
    correct_document(**who, import_id=page.id, no=1, values={"line_1_delivery": "DN-1", "line_1_line_no": "1", "line_1_quantity": "10"})  # fmt: skip
    assert _codes(papers, page) == [[]]
    _book(papers, page)
    assert _left("DN-1") == ["50", "20"]


def test_the_same_file_twice_takes_nothing_more(papers: Papers) -> None:
    rows = (_row("INV-1", "DN-1", 1, 60, "678.00", "78.00"),)
    _book(papers, _read(papers, *rows))
    again = _read(papers, *rows)
    assert (again.ready, _codes(papers, again)) == (0, [["document.booked"]])
    assert _left("DN-1") == ["0", "20"]


def test_taken_back_on_its_page_its_quantities_can_be_invoiced_again(papers: Papers) -> None:
    _book(papers, _read(papers, _row("INV-1", "DN-1", 1, 60, "678.00", "78.00")))
    paper = papers.paper("INV-1")
    with pytest.raises(EntryIsOfDocument):
        reverse_entry(**papers.scope("FM"), seq=paper.entry_seq or 0, on=day("03-20"), key="r")
    papers.credit("CN-1", "INV-1", (1, "10"), reason="quantity")
    assert papers.table()[0].startswith("1: 100 ordered, 90 delivered, 0 returned, 50 invoiced")
    page = _read(papers, _row("INV-2", "DN-1", 1, 10, "113.00", "13.00"))
    assert _codes(papers, page) == [[]]
    other = _read(papers, _row("INV-3", "DN-2", 1, 30, "339.00", "39.00"))
    _book(papers, other)
    reverse_invoice(**papers.scope("FM"), invoice_id=papers.paper("INV-3").id, on=day("03-20"))
    assert _left("DN-2") == ["30"]
    assert _codes(papers, _read(papers, _row("INV-3", "DN-2", 1, 30, "339.00", "39.00"))) == [["billing.number_taken"]]  # fmt: skip
    papers.prove()


def test_an_order_billed_by_order_is_named_itself(papers: Papers) -> None:
    papers.order("SO-2", steel("10"), is_billed_by_order=True)
    head = ("客户", "发票号", "日期", "订单号", "数量", "金额", "税额")
    page = _read(
        papers,
        ("远景", "INV-1", "2026-03-10", "SO-2", 4, "45.20", "5.20"),
        ("远景", "INV-2", "2026-03-10", "SO-2", 7, "79.10", "9.10"),
        ("远景", "INV-3", "2026-03-10", "SO-1", 1, "11.30", "1.30"),
        ("远景", "INV-4", "2026-03-10", "SO-9", 1, "11.30", "1.30"),
        head=head,
    )
    assert _codes(papers, page) == [[], ["billing.beyond"], ["billing.order_by_delivery"], ["billing.order_unknown"]]  # fmt: skip
    who = Importer(papers.book).who
    for no in (2, 3, 4):
        leave_out(**who, import_id=page.id, no=no)
    _book(papers, page)
    assert papers.table("SO-2")[0].startswith("1: 10 ordered, 0 delivered, 0 returned, 4 invoiced")


def test_terms_count_from_the_delivery_the_invoice_names(papers: Papers) -> None:
    """月结30, reading A: delivered 2026-03-05, due 30 days after the end of March; without a delivery there is no day."""
    terms: dict[str, Any] = {
        "customer_id": papers.customer_id, "from_on": date(2026, 1, 1), "signed_on": date(2026, 1, 1),
        "agreement": record(monthly_by_days(30)),
    }  # fmt: skip
    sign(papers.book.books, drafted(papers.book.books, **terms))
    assert Contract.objects.get().state == "in_force"
    page = _read(papers, _row("INV-1", "DN-1", 1, 60, "678.00", "78.00", due=""), _row("INV-2", "", "", "", "10.00", "", due=""))  # fmt: skip
    shown = [row.falls_due.words.en for row in Importer(papers.book).rows(page.id) if row.falls_due]
    assert shown == ["2026-04-30", "no day yet 10.00"]
    _book(papers, page)
    items = dict(OpenItem.objects.values_list("document", "due_on"))
    assert items == {"INV-1": date(2026, 4, 30), "INV-2": None}


def test_what_was_invoiced_meanwhile_stops_the_import_and_leaves_no_half_of_it(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the chunk somebody invoices the same delivery: neither entry nor quantity moves."""
    page = _read(papers, _row("INV-1", "DN-1", 1, 60, "678.00", "78.00"))
    importer = Importer(papers.book)
    order_import(**importer.who, origin="test", import_id=page.id, waits_for_worker=False)
    laid_down = chunks._laid_down

    def meanwhile(*args: Any, **more: Any) -> Any:
        batch = laid_down(*args, **more)
        papers.invoice("INV-0", *papers.of_delivery("DN-1", "1", "1"))
        return batch

    monkeypatch.setattr(chunks, "_laid_down", meanwhile)
    found = importer.perform(page.id)
    assert found.refusal is not None
    assert (found.state, found.refusal.code) == ("stopped", "import.changed_meanwhile")
    assert not Entry.objects.filter(document="INV-1").exists()
    assert _left("DN-1") == ["59", "19"]
    papers.prove()


def test_an_import_that_was_stopped_goes_on_and_takes_each_quantity_once(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _read(
        papers,
        _row("INV-1", "DN-1", 1, 20, "226.00", "26.00"),
        _row("INV-2", "DN-1", 1, 30, "339.00", "39.00"),
        _row("INV-3", "DN-2", 1, 30, "339.00", "39.00"),
    )
    monkeypatch.setattr(chunks, "CHUNK", 1)
    importer, posted, calls = Importer(papers.book), chunks.fetched, []

    def lost(*asked: Any) -> Any:
        calls.append(asked)
        answer = posted(*asked)
        if len(calls) == 2:
            raise PeriodIsNotOpen(
                "2026-03-10"
            )  # after its entry was written, before its quantities
        return answer

    monkeypatch.setattr(chunks, "fetched", lost)
    assert importer.book_it(page.id).state == "stopped"
    assert (_left("DN-1")[0], _left("DN-2")) == ("40", ["30"])
    papers.prove()
    go_on_import(**importer.who, origin="test", import_id=page.id, waits_for_worker=False)
    assert importer.perform(page.id).booked == 3
    assert (_left("DN-1")[0], _left("DN-2")) == ("10", ["0"])
    papers.prove()


def test_a_delivery_of_part_pieces_is_shared_to_the_cent(papers: Papers) -> None:
    page = _read(papers, _row("INV-1", "DN-1", "", "", "723.21", "83.21"), _row("INV-1", "", "", "", "0.07", "0"))  # fmt: skip
    page = Importer(papers.book).choose(page.id, billing__differs="accept")
    _book(papers, page)
    lines = InvoiceLine.objects.filter(invoice=papers.paper("INV-1"))
    assert sum(each.net + each.tax for each in lines) == 72_328
    assert {each.quantity for each in lines if each.delivery_line_id} == {Decimal(60), Decimal(20)}
    assert Delivery.objects.count() == 2

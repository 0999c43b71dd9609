"""Files in: read, looked at, corrected, booked; the same file twice books nothing more, and no cent is lost on the way."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from tests.importing import Importer, csv_of, shared_data, whole_file
from tests.ledgers import Ledger, open_ledger
from wanglai.services.approvals.bands import DEFAULT_BANDS, ApprovalIsNeeded
from wanglai.services.approvals.queries import show_request
from wanglai.services.imports.ask_for_credits import ask_for_credits
from wanglai.services.imports.correct_document import correct_document, leave_out, take_in
from wanglai.services.imports.import_sheet import import_sheet
from wanglai.services.imports.import_template import import_template
from wanglai.services.imports.kinds import KINDS
from wanglai.services.imports.order_import import end_import, go_on_import, order_import
from wanglai.services.imports.queries import document_of_import, list_imports
from wanglai.services.imports.read_again import read_again
from wanglai.services.imports.refusals import (
    AnotherIsPosting,
    CorrectionIsUnreadable,
    CreditsHaveChanged,
    ImportIsElsewhere,
    NothingToBook,
    ProblemsAreOpen,
)
from wanglai.services.imports.standing import STOOD, parameters
from wanglai.services.ledger import import_documents as chunks
from wanglai.services.ledger.book import PeriodIsNotOpen
from wanglai.services.ledger.open_books import open_books
from wanglai.services.ledger.queries import fetch
from wanglai.services.ledger.show_entry import entry_page
from wanglai.store.models import Act, Company, Customer, Entry, FileImport, ImportDecision, User

DATA = shared_data()
needs_data = pytest.mark.skipif(
    DATA is None, reason="the published files are not beside the project"
)
ROWS = (
    ("远景", "INV-1", "2026-01-05", "2026-02-04", "1,130.00"),
    ("远景", "INV-2", "2026-01-06", "", "200.50"),
    ("远景", "CN-1", "2026-01-07", "", "-30.50"),
)


@pytest.fixture
def importer(transactional_db: None) -> Importer:
    book = open_ledger()
    book.customer("远景")
    return Importer(book)


def _of_2010(name: str = "wholesaler", base: str = "GBP") -> Importer:
    """A company whose book is open for the months of the published files."""
    from tests.books import open_company

    books = open_company(name)
    Company.objects.filter(id=books.company_id).update(base_currency=base)
    scope = {**books.scope("FM"), "origin": "test"}
    open_books(**scope, from_on=date(2010, 12, 1), months=13)
    return Importer(Ledger(books))


def test_a_file_is_read_shown_and_booked_when_somebody_says_so(importer: Importer) -> None:
    page = importer.read(csv_of(ROWS))
    assert (page.state, page.ready, page.waiting) == ("preview", 3, 0)
    assert not Entry.objects.exists(), "nothing is booked before somebody says so"
    (proof,) = page.proofs
    assert (proof.told.minor, proof.taken.minor, proof.is_even) == (130_000, 130_000, True)
    done = importer.book_it(page.id)
    assert (done.state, done.booked, done.coming) == ("done", 3, 0)
    assert importer.book.open_table("12-31") == ["INV-2 CNY 200.50", "CN-1 CNY -30.50", "INV-1 CNY 1,130.00"]  # fmt: skip
    assert importer.book.item("INV-1").due_on == date(2026, 2, 4)
    assert importer.book.accounts("12-31") == {"receivable": "1,300.00", "revenue": "-1,300.00"}
    importer.book.prove()


def test_the_same_file_twice_books_nothing_more(importer: Importer) -> None:
    first = importer.book_it(importer.read(csv_of(ROWS)).id)
    acts = Act.objects.filter(kind="post").count()
    again = importer.read(csv_of(ROWS))
    assert again.id != first.id
    assert (again.ready, again.left_out) == (0, 3)
    assert importer.codes(again) == ["document.booked"]
    with pytest.raises(NothingToBook):
        order_import(**importer.who, origin="test", import_id=again.id)
    assert Act.objects.filter(kind="post").count() == acts


def test_the_same_bytes_lead_to_the_import_under_way(importer: Importer) -> None:
    page = importer.read(csv_of(ROWS))
    assert importer.read(csv_of(ROWS)).id == page.id
    end_import(**importer.who, import_id=page.id)
    assert importer.read(csv_of(ROWS)).id != page.id


def test_receipts_on_the_suspense_customer_are_not_booked_twice(importer: Importer) -> None:
    content = csv_of([("", "RC-1", "2026-01-20", "", "300.00")])
    first = importer.read(content, "receipts")
    importer.book_it(importer.choose(first.id, customer__missing="suspense").id)
    again = importer.choose(importer.read(content, "receipts").id, customer__missing="suspense")
    assert (again.ready, again.left_out) == (0, 1)


def test_a_booked_number_with_another_amount_is_not_booked(importer: Importer) -> None:
    importer.book_it(importer.read(csv_of(ROWS)).id)
    page = importer.read(csv_of([("远景", "INV-1", "2026-01-05", "", "1,130.01")]))
    assert importer.codes(page) == ["document.differs"]
    with pytest.raises(ProblemsAreOpen):
        importer.book_it(page.id)


def test_a_reversed_document_may_come_again(importer: Importer) -> None:
    importer.book_it(importer.read(csv_of(ROWS)).id)
    seq = Entry.objects.get(document="INV-2").seq
    importer.book.reverse(seq, "01-31")
    page = importer.read(csv_of([("远景", "INV-2", "2026-01-06", "", "200.50")]))
    assert (page.ready, importer.codes(page)) == (1, [])


def test_problems_are_looked_up_by_their_document(importer: Importer) -> None:
    """By the file alone, 25,900 documents with 28,002 problems would be 725 million looks: minutes instead of seconds."""
    found = FileImport.objects.get(id=importer.read(csv_of(ROWS)).id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ANALYZE store_importproblem")  # or it is told what others left there
        cursor.execute(
            "SET LOCAL enable_seqscan = off"
        )  # three rows are read whole, thousands are not
        plan = "\n".join(line for (line,) in fetch("EXPLAIN " + STOOD + "SELECT * FROM stood", parameters(found)))  # fmt: skip
    assert "store_importproblem_pkey" in plan
    assert "importproblem_by_code" not in plan


def test_choices_settle_whole_kinds_of_problems(importer: Importer) -> None:
    rows = [*ROWS, ("", "INV-3", "2026-01-08", "", "10"), ("新客", "INV-4", "2026-01-08", "", "20"), ("远景", "INV-5", "2026-01-08", "", "0")]  # fmt: skip
    page = importer.read(csv_of(rows))
    assert importer.codes(page) == ["customer.missing", "customer.unknown", "amount.zero"]
    assert page.waiting == 3
    with pytest.raises(ProblemsAreOpen):
        importer.book_it(page.id)
    page = importer.choose(page.id, customer__missing="suspense", customer__unknown="create", amount__zero="leave_out")  # fmt: skip
    assert (page.ready, page.waiting, page.left_out) == (5, 0, 1)
    done = importer.book_it(page.id)
    assert done.booked == 5
    assert importer.book.owes("12-31", "待认领") == {"CNY": "10.00"}
    assert importer.book.owes("12-31", "新客") == {"CNY": "20.00"}
    said = ImportDecision.objects.filter(file_import_id=page.id, kind="choose")
    assert {each.decided_by_id for each in said} == {importer.who["actor"]}
    importer.book.prove()


def test_a_row_is_corrected_and_the_file_stays(importer: Importer) -> None:
    rows = [("远景", "INV-1", "2026-01-05", "", "100"), ("远京", "INV-1", "2026-13-45", "", "1x0")]
    page = importer.read(csv_of(rows))
    assert set(importer.codes(page)) == {"document.twice", "date.unreadable", "customer.unknown", "amount.unreadable"}  # fmt: skip
    with pytest.raises(CorrectionIsUnreadable):
        correct_document(**importer.who, import_id=page.id, no=2, values={"date": "yesterday"})
    correct_document(
        **importer.who, import_id=page.id, no=2,
        values={"number": "INV-9", "customer": "远景", "date": "2026-01-09", "amount": "120.00"},
    )  # fmt: skip
    page = importer.page(page.id)
    assert (page.ready, importer.codes(page)) == (2, []), "the other row stands alone now"
    (proof,) = page.proofs
    assert (proof.told.minor, proof.taken.minor, proof.changed.minor) == (10_000, 22_000, 12_000)
    assert proof.is_even
    assert importer.book_it(page.id).booked == 2
    shown = document_of_import(**importer.who, import_id=page.id, no=2)
    assert shown.decisions[0].facts["after"]["number"] == "INV-9"


def test_a_row_is_left_out_and_taken_in_again(importer: Importer) -> None:
    page = importer.read(csv_of([*ROWS, ("远景", "INV-1", "2026-01-05", "", "7")]))
    assert page.waiting == 2
    leave_out(**importer.who, import_id=page.id, no=4)
    assert importer.page(page.id).waiting == 0
    take_in(**importer.who, import_id=page.id, no=4)
    assert importer.page(page.id).waiting == 2
    leave_out(**importer.who, import_id=page.id, no=4)
    done = importer.book_it(page.id)
    (proof,) = done.proofs
    assert (done.booked, proof.left_out.minor, proof.is_even) == (3, 700, True)


def _with_bands() -> Importer:
    book = open_ledger("banded", DEFAULT_BANDS)
    book.customer("远景")
    return Importer(book)


def test_credit_notes_in_a_file_need_the_word_a_single_one_needs(transactional_db: None) -> None:
    importer = _with_bands()
    read = importer.read(csv_of(ROWS))
    with pytest.raises(ApprovalIsNeeded):
        order_import(**importer.who, origin="test", import_id=read.id)
    assert importer.page(read.id).state == "preview", "nothing is ordered"
    asked = ask_for_credits(**importer.who, origin="test", import_id=read.id)
    again = ask_for_credits(**importer.who, origin="test", import_id=read.id)
    assert asked == again, "the same credit notes are asked for once"
    shown = show_request(**importer.book.books.scope("FM"), request_id=asked)
    assert (shown.base_amount, shown.subject["documents"]) == (3_050, 1)
    assert (shown.document, shown.import_id) == ("file.csv", read.id)
    assert importer.agree(asked) == "done"
    assert importer.perform(read.id).booked == 3
    order = Act.objects.get(kind="import_file")
    assert order.approver_id == importer.book.books.scope("FM")["actor"]
    assert order.actor_id == importer.who["actor"]
    acts = {act.seq: act for act in Act.objects.filter(kind="post")}
    agreed = {each.document: acts[each.seq].approver_id for each in Entry.objects.all()}
    assert agreed == {"INV-1": None, "INV-2": None, "CN-1": order.approver_id}
    assert {act.actor_id for act in acts.values()} == {importer.who["actor"]}
    credit = Entry.objects.get(document="CN-1").seq
    page = entry_page(**importer.book.reader, seq=credit)
    assert page.approver_name == User.objects.get(id=order.approver_id).name
    importer.book.prove()


def test_who_agreed_stands_on_credit_notes_booked_after_a_stop_too(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer = _with_bands()
    monkeypatch.setattr(chunks, "CHUNK", 1)
    read = importer.read(csv_of([ROWS[2], ROWS[0], ("远景", "CN-2", "2026-01-08", "", "-40")]))
    importer.agree(ask_for_credits(**importer.who, origin="test", import_id=read.id))
    posted = chunks.fetched
    calls = []

    def closed(*asked: Any) -> Any:
        calls.append(asked)
        if len(calls) == 3:
            raise PeriodIsNotOpen("2026-01-08")
        return posted(*asked)

    monkeypatch.setattr(chunks, "fetched", closed)
    assert importer.perform(read.id).state == "stopped"
    assert Entry.objects.count() == 2
    go_on_import(**importer.who, origin="test", import_id=read.id, waits_for_worker=False)
    assert importer.perform(read.id).booked == 3
    manager = importer.book.books.people["FM"]
    seqs = Entry.objects.filter(kind="credit_note").values_list("seq", flat=True)
    assert {act.approver_id for act in Act.objects.filter(seq__in=list(seqs))} == {manager}


def test_invoices_alone_need_nobody_elses_word(transactional_db: None) -> None:
    importer = _with_bands()
    read = importer.read(csv_of(ROWS[:2]))
    order_import(**importer.who, origin="test", import_id=read.id, waits_for_worker=False)
    assert importer.perform(read.id).booked == 2


def test_what_was_agreed_to_is_what_is_booked(transactional_db: None) -> None:
    importer = _with_bands()
    read = importer.read(csv_of(ROWS))
    asked = ask_for_credits(**importer.who, origin="test", import_id=read.id)
    correct_document(**importer.who, import_id=read.id, no=3, values={"amount": "-3,050.00"})
    with pytest.raises(CreditsHaveChanged):
        importer.agree(asked)
    assert importer.page(read.id).state == "preview"
    assert ask_for_credits(**importer.who, origin="test", import_id=read.id) != asked
    leave_out(**importer.who, import_id=read.id, no=3)
    with pytest.raises(NothingToBook):
        ask_for_credits(**importer.who, origin="test", import_id=read.id)


def test_lines_are_put_together_by_number(importer: Importer) -> None:
    head = ("客户", "发票号码", "开票日期", "品名", "数量", "单价", "价税合计", "发票合计")
    rows = [
        ("远景", "INV-1", "2026-01-05", "轴承", 3, "0.335", "1.01", "11.01"),
        ("远景", "INV-1", "2026-01-05", "螺母", 10, "1.00", "10.00", "11.01"),
        ("远景", "INV-2", "2026-01-05", "垫圈", 1, "5.00", "5.00", "6.00"),
    ]
    page = importer.read(csv_of(rows, head))
    assert (page.documents, importer.codes(page)) == (2, ["total.differs"])
    page = importer.choose(page.id, total__differs="accept")
    importer.book_it(page.id)
    assert importer.book.open_table("12-31") == ["INV-1 CNY 11.01", "INV-2 CNY 5.00"]
    lines = document_of_import(**importer.who, import_id=page.id, no=1).lines
    assert [(line.text, line.quantity, line.amount.minor) for line in lines] == [("轴承", Decimal(3), 101), ("螺母", Decimal(10), 1000)]  # fmt: skip


def test_a_total_row_is_a_check_and_not_a_document(importer: Importer) -> None:
    page = importer.read(csv_of([*ROWS, ("合计", "", "", "", "1300.00")]))
    assert (page.ready, importer.codes(page)) == (3, [])
    wrong = importer.read(csv_of([*ROWS, ("合计", "", "", "", "1301.00")]))
    assert (wrong.ready, importer.codes(wrong), wrong.waiting) == (3, ["total.row"], 1)
    with pytest.raises(ProblemsAreOpen):
        importer.book_it(wrong.id)
    assert importer.book_it(importer.choose(wrong.id, total__row="accept").id).booked == 3


def test_what_two_readings_fit_is_refused_until_somebody_says(importer: Importer) -> None:
    rows = [
        ("远景", "INV-1", "03/04/2026", "", "1.234"),
        ("远景", "INV-2", "05/02/2026", "", "2.345"),
    ]
    page = importer.read(csv_of(rows))
    assert page.refusal is not None
    assert (page.state, page.refusal.code) == ("refused", "dates.undecidable")
    read_again(**importer.who, import_id=page.id, options={"date_order": "DMY"}, waits_for_worker=False)  # fmt: skip
    page = importer.perform(page.id)
    assert page.refusal is not None
    assert page.refusal.code == "numbers.undecidable"
    said = {"date_order": "DMY", "decimal_mark": ","}
    read_again(**importer.who, import_id=page.id, options=said, waits_for_worker=False)
    page = importer.perform(page.id)
    assert [(row.on, row.amount and row.amount.minor) for row in importer.rows(page.id)] == [
        (date(2026, 4, 3), 123_400), (date(2026, 2, 5), 234_500)
    ]  # fmt: skip
    importer.book_it(page.id)
    rows = [("远景", "INV-3", "06/04/2026", "", "1.111")]
    remembered = importer.read(csv_of(rows))
    assert remembered.is_remembered
    assert importer.rows(remembered.id)[0].on == date(2026, 4, 6)


def test_other_currencies_want_a_rate(importer: Importer) -> None:
    head = ("Customer", "Invoice No", "Date", "Amount", "Currency")
    content = csv_of([("远景", "A-1", "2026-01-05", "100.00", "USD")], head)
    page = importer.read(content)
    assert importer.codes(page) == ["rate.missing"]
    read_again(
        **importer.who, import_id=page.id, options={"rates": {"USD": "7.1"}}, waits_for_worker=False
    )
    assert importer.book_it(importer.perform(page.id).id).booked == 1
    assert importer.book.accounts("12-31")["receivable"] == "710.00"


def test_customers_and_their_other_names(importer: Importer) -> None:
    content = csv_of([("远景", "YJ; 远景贸易"), ("晨光", "C-1"), ("晨光有限公司", "")], ("客户名称", "别名"))  # fmt: skip
    page = importer.read(content, "customers")
    assert (page.ready, importer.codes(page)) == (3, [])
    assert importer.book_it(page.id).state == "done"
    assert Customer.objects.get(name="远景").names == ["YJ", "远景贸易"]
    again = importer.read(content, "customers")
    assert (again.ready, again.left_out) == (0, 3)
    similar = importer.read(csv_of([("晨光（集团）", ""), ("远景有限公司", "")], ("客户名称", "别名")), "customers")  # fmt: skip
    assert importer.codes(similar) == ["customer.similar"]


def test_opening_items_notes_and_receipts(importer: Importer) -> None:
    head = ("客户", "单据号", "日期", "类型", "金额")
    old = [("远景", "OLD-1", "2026-01-01", "", "500.00"), ("远景", "OLD-2", "2026-01-01", "", "-5.00"), ("远景", "OLD-3", "2026-01-01", "预收款", "40.00"), ("远景", "OLD-4", "2026-01-01", "prepayment", "-2.00")]  # fmt: skip
    opening = importer.read(csv_of(old, head), "opening")
    assert (importer.codes(opening), opening.proofs[0].told.minor) == ([], 45_300)
    importer.book_it(opening.id)
    assert importer.book.accounts("01-01") == {"receivable": "495.00", "advance": "-42.00", "opening": "-453.00"}  # fmt: skip
    assert importer.codes(importer.read(csv_of(old, head), "opening")) == ["document.booked"]
    importer.book.prove()
    notes = importer.read(csv_of([("远景", "DN-1", "2026-01-02", "借项", "50"), ("远景", "CN-1", "2026-01-02", "贷项", "20")], head), "notes")  # fmt: skip
    importer.book_it(notes.id)
    receipts = importer.read(csv_of([("远景", "RC-1", "2026-01-20", "", "300.00")]), "receipts")
    importer.book_it(receipts.id)
    kinds = {each.document: each.kind for each in Entry.objects.all()}
    assert kinds == {"OLD-1": "opening", "OLD-2": "open_credit", "OLD-3": "open_advance", "OLD-4": "open_advance", "DN-1": "debit_note", "CN-1": "credit_note", "RC-1": "receipt"}  # fmt: skip
    assert importer.book.accounts("12-31")["receivable"] == "225.00"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", [key for key, kind in KINDS.items() if kind.form == "table"])
def test_a_template_imports_without_a_question(
    importer: Importer, kind: str, language: str
) -> None:
    customer = importer.book.customer(KINDS[kind].example.get("customer", "x"))
    if KINDS[kind].act != "import_documents":
        importer.role = "SAL"
        Customer.objects.filter(id=customer).update(manager_id=importer.who["actor"])
    if kind == "deliveries":  # its example is of the example of the orders
        orders = import_template(**importer.who, kind="orders", language="zh")
        importer.book_it(importer.read(orders.content, "orders", name=orders.name).id)
    template = import_template(**importer.who, kind=kind, language="zh" if language == "zh" else "en")  # fmt: skip
    page = importer.read(template.content, kind, name=template.name)
    assert page.refusal is None
    assert (page.state, page.documents, importer.codes(page)) == ("preview", 1, [])
    assert {row.field for row in page.columns if row.column} == set(KINDS[kind].fields)


def test_an_import_stopped_half_way_keeps_whole_chunks_and_goes_on(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 10)
    page = importer.read(csv_of([("远景", f"INV-{n}", "2026-01-05", "", n + 1) for n in range(35)]))
    order_import(**importer.who, origin="test", import_id=page.id, waits_for_worker=False)
    from wanglai.services.imports import life, post_import

    def dies(import_id: int, rows: int, total: int | None = None) -> None:
        if rows == 20:
            raise KeyboardInterrupt

    monkeypatch.setattr(post_import, "tell_progress", dies)
    with pytest.raises(KeyboardInterrupt):
        importer.perform(page.id)
    life.stop_now(page.id)
    stopped = importer.page(page.id)
    assert (stopped.state, stopped.booked, stopped.coming) == ("stopped", 20, 15)
    assert Entry.objects.count() == 20
    assert stopped.proofs[0].is_even
    other = importer.read(csv_of(ROWS))
    assert other.left_out == 0 or other.waiting, "INV-1 is booked with another amount"
    leave_out(**importer.who, import_id=other.id, no=1)
    leave_out(**importer.who, import_id=other.id, no=2)
    with pytest.raises(AnotherIsPosting):
        order_import(**importer.who, origin="test", import_id=other.id)
    monkeypatch.undo()
    go_on_import(**importer.who, origin="test", import_id=page.id, waits_for_worker=False)
    done = importer.perform(page.id)
    assert (done.state, done.booked, Entry.objects.count()) == ("done", 35, 35)
    importer.book.prove()


def test_what_was_stopped_can_be_ended_with_what_stands(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wanglai.services.imports import life, post_import

    monkeypatch.setattr(chunks, "CHUNK", 2)
    monkeypatch.setattr(post_import, "tell_progress", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))  # fmt: skip
    page = importer.read(csv_of(ROWS))
    order_import(**importer.who, origin="test", import_id=page.id, waits_for_worker=False)
    with pytest.raises(KeyboardInterrupt):
        importer.perform(page.id)
    life.stop_now(page.id)
    end_import(**importer.who, import_id=page.id)
    ended = importer.page(page.id)
    assert (ended.state, ended.booked, ended.coming) == ("done", 2, 1)
    with pytest.raises(ImportIsElsewhere):
        go_on_import(**importer.who, origin="test", import_id=page.id)
    again = importer.read(csv_of(ROWS))
    assert (again.ready, again.left_out) == (1, 2)


def test_a_period_closed_meanwhile_gives_the_import_back(importer: Importer) -> None:
    page = importer.read(csv_of(ROWS))
    importer.book.close("01")
    order_import(**importer.who, origin="test", import_id=page.id, waits_for_worker=False)
    page = importer.perform(page.id)
    assert page.refusal is not None
    assert (page.state, page.refusal.code, Entry.objects.count()) == ("preview", "import.problems_open", 0)  # fmt: skip


def test_the_report_and_the_list(importer: Importer) -> None:
    page = importer.book_it(importer.read(csv_of(ROWS)).id)
    sheet = import_sheet(**importer.who, import_id=page.id, company_name="远景", language="en")
    assert sheet.content.startswith(b"PK")
    (row,) = list_imports(**importer.who)
    assert (row.id, row.documents, row.booked, row.state) == (page.id, 3, 3, "done")
    facts = Act.objects.get(kind="import_file").facts
    assert "远景" not in facts, "what is sealed holds numbers, never names"


# -- published files ------------------------------------------------------------------------------


@whole_file()
def test_uci_is_imported_whole_and_twice_without_change(transactional_db: None) -> None:
    assert DATA is not None
    importer = _of_2010()
    packed = DATA / "receivables" / "uci_online_retail_2010-2011_all_lines.csv.gz"
    content = gzip.decompress(packed.read_bytes())
    page = importer.read(content, name="uci.csv")
    assert page.refusal is None
    assert (page.documents, page.rows_total) == (25_900, 541_909)
    missing = next(group for group in page.groups if group.code == "customer.missing")
    assert missing.documents == 3_710
    assert page.proofs[0].told.text == "9,747,747.93"
    page = importer.choose(page.id, customer__missing="suspense", customer__unknown="create", amount__zero="leave_out")  # fmt: skip
    assert page.waiting == 0
    done = importer.book_it(page.id)
    assert done.state == "done", done.refusal
    zero = next(group for group in done.groups if group.code == "amount.zero")
    assert (done.booked, done.left_out) == (25_900 - zero.documents, zero.documents)
    (proof,) = done.proofs
    assert (proof.taken.text, proof.left_out.minor, proof.is_even) == ("9,747,747.93", 0, True)
    assert importer.book.accounts("2011-12-31")["receivable"] == "9,747,747.93"
    counted = dict(fetch("SELECT left(document, 1), count(*) FROM store_entry WHERE document ~ '^[AC]' GROUP BY 1", {}))  # fmt: skip
    assert counted == {"A": 3, "C": 3_836}
    assert fetch("SELECT count(*) FROM store_importedline", {})[0][0] == 541_909
    assert len({row.customer for row in importer.rows(done.id)} - {""}) == 4_372
    assert Customer.objects.count() == 4_372, (
        "one had nothing but zeros; the suspense customer came"
    )
    again = importer.read(content, name="uci.csv")
    waiting = importer.rows(again.id, standing="open")
    assert {row.amount and row.amount.minor for row in waiting} == {0}
    assert again.ready == 0
    report = FileImport.objects.get(id=done.id)
    assert report.totals == {"GBP": 974_774_793}


@needs_data
def test_ibm_numbers_keep_their_zeros_and_days_are_read_month_first(transactional_db: None) -> None:
    assert DATA is not None
    importer = _of_2010("factoring", "USD")
    content = (DATA / "receivables" / "ibm_accounts_receivable_2466.csv").read_bytes()
    page = importer.read(content, name="ibm.csv")
    assert page.proofs[0].told.text == "147,703.18"
    rows = importer.rows(page.id)
    assert (len(rows), sum(row.number.startswith("0") for row in rows)) == (2_466, 266)
    assert rows[0].on == date(2013, 1, 2)
    assert rows[0].due == date(2013, 2, 1)
    assert page.groups[0].code in ("date.outside", "customer.unknown")
    assert len({row.customer for row in rows}) == 100


@needs_data
def test_the_sap_layout_is_read_through_its_double_heading(transactional_db: None) -> None:
    assert DATA is not None
    importer = _of_2010("sap", "USD")
    path = DATA / "receivables" / "highradius_closed_items_2019_first30_format_sample.csv"
    page = importer.read(path.read_bytes(), "opening", name=path.name)
    assert page.refusal is None
    first = importer.rows(page.id)[0]
    assert (first.number, first.customer, first.on, first.due) == ("1929003413", "WAKE trust", date(2019, 3, 21), date(2019, 4, 5))  # fmt: skip
    assert first.amount is not None
    assert (first.amount.minor, first.currency) == (3_881_084, "USD")
    assert {proof.currency: proof.told.text for proof in page.proofs} == {"USD": "959,637.10", "CAD": "475,574.97"}  # fmt: skip
    assert "rate.missing" in importer.codes(page)

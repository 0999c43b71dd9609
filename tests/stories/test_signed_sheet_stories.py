"""What becomes of each difference, and the sheet both sides sign: January of 远景, gap 350.00 = INV-2 300.00 + their payment P-9 50.00.

Adjusted: ours 900.00 - 50.00 = 850.00, theirs 550.00 + 300.00 = 850.00.
"""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.books import Books
from tests.ledgers import Ledger, day, open_ledger
from tests.two_sides import FEBRUARY, JANUARY, MARCH, reconcile
from wanglai.services.access.scope import NotFound
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.queries import dispute_page
from wanglai.services.disputes.refusals import DisputeIsLate
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.exports.balance_statement import balance_table
from wanglai.services.exports.writing import written
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import standing_note
from wanglai.services.reconciliation.accept_group import accept_group
from wanglai.services.reconciliation.deciding import RowIsGone
from wanglai.services.reconciliation.dispose_difference import (
    CorrectionDoesNotFit,
    DispositionIsIncomplete,
    OwnerIsNobody,
    dispose_differences,
    note_correction,
    withdraw_disposition,
)
from wanglai.services.reconciliation.dispositions import ReconciliationIsSigned
from wanglai.services.reconciliation.queries import timeline
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.rerun import rerun
from wanglai.services.reconciliation.show_balance import (
    BalancePage,
    BalanceRow,
    balance_page,
    draft_paper,
    signed_paper,
)
from wanglai.services.reconciliation.sign_sheet import (
    AnswerIsNoPaper,
    NotSignedInOrder,
    OwnSheet,
    SheetIsNotReady,
    SheetIsStale,
    answer_sheet,
    approve_sheet,
    freeze_sheet,
)
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.reconciliation.write_note import write_note
from wanglai.store.models import Disposition, Dispute, Run, SharedSheet, SheetSignature

SCAN = Upload("signed.pdf", b"%PDF-1.7 signed")


@pytest.fixture
def ledger(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    ledger.post("receipt", "R-1", "400.00", "01-20")
    ledger.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    return ledger


def _page(books: Books) -> BalancePage:
    return balance_page(**books.here())


def _row(books: Books, document: str) -> BalanceRow:
    return next(row for quarter in _page(books).quarters for row in quarter.rows if row.document == document)  # fmt: skip


def _say(books: Books, document: str, kind: str, **more: Any) -> None:
    said = {"reason": "月底开票", "due_on": day("02-10"), **more}
    dispose_differences(**books.here(), differences=[_row(books, document).name], kind=kind, **said)


def soon() -> date:
    """A day a dispute may be settled by: none is promised for a day that is over."""
    return timezone.localdate() + timedelta(days=7)


def _figures(page: BalancePage) -> tuple[str, ...]:
    return tuple(each.text for each in (page.ours, page.ours_adjusted, page.theirs, page.theirs_adjusted))  # fmt: skip


def _signed(books: Books) -> int:
    """January decided, frozen and signed by all three."""
    _say(books, "INV-2", "timing")
    _say(books, "P-9", "timing")
    sheet = freeze_sheet(**books.here(), language="both")
    approve_sheet(**books.here("FM"), sheet_id=sheet)
    answer_sheet(**books.here(), sheet_id=sheet, name="王会计", signed_on=day("02-05"), scan=SCAN)
    return sheet


def test_both_balances_meet_in_four_quarters(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    page = _page(books)
    assert _figures(page) == ("900.00", "850.00", "550.00", "850.00")
    assert {quarter.key: quarter.sum.text for quarter in page.quarters} == {
        "ours_more": "0.00", "ours_less": "-50.00", "theirs_more": "300.00", "theirs_less": "0.00",
    }  # fmt: skip
    assert (page.undecided, page.waiting, page.meets) == (2, 0, True)
    assert _row(books, "INV-2").item_id == ledger.item("INV-2").id


def test_each_kind_of_word_moves_its_side_and_a_run_keeps_it(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    _say(books, "INV-2", "theirs", reason="对方漏记")
    _say(books, "P-9", "ours", correction="post", reason="银行未到")
    assert _figures(_page(books)) == ("900.00", "850.00", "550.00", "850.00")
    _say(
        books, "INV-2", "ours", correction="reverse", reason="重复开票"
    )  # said otherwise: it leaves our side now
    page = _page(books)
    assert _figures(page) == ("900.00", "550.00", "550.00", "550.00")
    assert page.undecided == 0
    before = [(row.name, row.decided.kind, row.decided.reason) for quarter in page.quarters for row in quarter.rows if row.decided]  # fmt: skip
    rerun(**books.here())
    assert books.work().state == "done"
    after = [(row.name, row.decided.kind, row.decided.reason) for quarter in _page(books).quarters for row in quarter.rows if row.decided]  # fmt: skip
    assert before == after
    assert len(after) == 2
    _say(books, "P-9", "dispute", reason="我方未收到该款", due_on=soon())
    assert _row(books, "P-9").decided.kind == "dispute"  # type: ignore[union-attr]
    withdraw_disposition(**books.here(), difference=_row(books, "P-9").name, reason="已查到")
    assert _row(books, "P-9").decided is None
    assert Disposition.objects.count() == 5  # nothing that was said is gone


def test_what_is_disputed_becomes_a_case_of_its_item_or_of_the_paper_that_is_missing(
    ledger: Ledger,
) -> None:
    books = reconcile(ledger, "01", JANUARY)
    _say(books, "INV-2", "dispute", reason="对方称未收到货", cause="delivery", due_on=soon())
    _say(books, "P-9", "dispute", reason="我方未收到该款", cause="payment", due_on=soon())
    goods, money = Dispute.objects.order_by("id")
    assert (goods.item_id, goods.amount, goods.reason, goods.document) == (
        ledger.item("INV-2").id,
        30_000,
        "delivery",
        "",
    )
    assert (money.item_id, money.amount, money.reason, money.document) == (
        None,
        5_000,
        "payment",
        "P-9",
    )
    assert {goods.owner_id, money.owner_id} == {books.people["ARA"]}
    assert standing_note(ledger.item("INV-2").id, "disputed") == f"#{goods.id} 对方称未收到货"
    row = _row(books, "INV-2")
    assert row.case is not None
    assert (row.decided.dispute_id, row.case.en) == (goods.id, "Open")  # type: ignore[union-attr]
    assert (
        dispute_page(**ledger.reader, dispute_id=goods.id).reconciliation_id
        == books.reconciliation_id
    )
    ledger.prove()


def test_said_again_there_is_one_case_and_a_further_one_only_after_it_is_over(
    ledger: Ledger,
) -> None:
    books = reconcile(ledger, "01", JANUARY)
    for reason in ("未收到货", "仍未收到货"):
        _say(books, "INV-2", "dispute", reason=reason, due_on=soon())
    case = Dispute.objects.get()
    withdraw_disposition(**books.here(), difference=_row(books, "INV-2").name, reason="已签收")
    assert (
        Dispute.objects.get().state == "open"
    )  # what the customer contests is not over by our word
    resolve_dispute(
        **ledger.scope, dispute_id=case.id, key="over", on=timezone.localdate(),
        parts=[Part("rejected", 30_000)], said="已签收",
    )  # fmt: skip
    _say(books, "INV-2", "dispute", reason="又提出异议", due_on=soon())
    assert list(Dispute.objects.order_by("id").values_list("state", flat=True)) == [
        "rejected",
        "open",
    ]
    ledger.prove()


def test_no_dispute_is_over_before_it_began_or_over_more_than_is_open_of_the_item(
    ledger: Ledger,
) -> None:
    books = reconcile(ledger, "01", JANUARY)
    with pytest.raises(DisputeIsLate):
        _say(books, "INV-2", "dispute", due_on=day("02-10"))
    ledger.post("receipt", "R-2", "250.00", "02-03")
    ledger.settle("INV-2", "R-2", "250.00", "02-03")
    _say(books, "INV-2", "dispute", due_on=soon())  # 50.00 is open of it by now
    case = Dispute.objects.get()
    assert (case.item_id, case.document, case.amount) == (ledger.item("INV-2").id, "", 5_000)
    ledger.prove()


def test_a_debt_is_in_one_case_whoever_contested_it_first(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    item = ledger.item("INV-2")
    first = open_dispute(
        company_id=ledger.company_id, who=Who(books.people["ARA"], "test"), key="first", customer_id=item.customer_id, item_id=item.id,
        statement_id=None, currency="CNY", amount=30_000, reason="delivery", said="未收到货", raised_by="staff",
    )  # fmt: skip
    _say(books, "INV-2", "dispute", due_on=soon())
    withdraw_disposition(**books.here(), difference=_row(books, "INV-2").name, reason="再核")
    _say(books, "INV-2", "dispute", due_on=soon())
    assert list(Dispute.objects.values_list("id", flat=True)) == [first]
    assert _row(books, "INV-2").decided.dispute_id == first  # type: ignore[union-attr]


def test_a_word_wants_reason_owner_and_day(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    for wrong in (
        {"reason": " "},
        {"due_on": None},
        {"kind": "timings"},
        {"kind": "ours"},
        {"correction": "post"},
    ):
        with pytest.raises(DispositionIsIncomplete):
            _say(books, "INV-2", **{"kind": "timing", **wrong})
    with pytest.raises(OwnerIsNobody):
        _say(books, "INV-2", "timing", owner_id=books.people["AUD"])
    with pytest.raises(RowIsGone):
        dispose_differences(**books.here(), differences=["0" * 24], kind="timing", reason="x", due_on=day("02-10"))  # fmt: skip
    assert not Disposition.objects.exists()


def test_a_named_correction_closes_its_difference_in_the_next_month(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    ledger.post("receipt", "P-9", "50.00", "02-02")
    ledger.post("invoice", "INV-3", "200.00", "02-10", due="03-12")
    reconcile(ledger, "02", FEBRUARY)
    accept_group(**books.here(), row_id=next(row.row_id for row in books.rows(status="suggested")))
    _say(books, "INV-3", "ours", correction="credit_note", reason="单价错", due_on=day("03-10"))
    ledger.post("invoice", "INV-4", "10.00", "03-02", due="04-01")
    ledger.post("receipt", "P-10", "10.00", "03-03")
    credit = ledger.post("credit_note", "CN-1", "2.00", "03-05")
    reconcile(ledger, "03", MARCH)
    said = _row(books, "INV-3").decided
    assert said is not None  # carried with what was said of it
    assert (said.kind, said.reason, said.due_on) == ("ours", "单价错", day("03-10"))
    with pytest.raises(CorrectionDoesNotFit):
        note_correction(
            **books.here(), difference=_row(books, "INV-3").name, seq=credit.seq + 1_000
        )
    note_correction(**books.here(), difference=_row(books, "INV-3").name, seq=credit.seq)
    rerun(**books.here())
    assert books.work().state == "done"
    assert [row for quarter in _page(books).quarters for row in quarter.rows] == []
    pair = next(row for row in books.rows() if any(line.document == "CN-1" for line in row.ours))
    assert [line.document for line in pair.ours] == ["INV-3", "CN-1"]
    assert pair.difference.is_zero


def test_it_is_frozen_and_signed_by_three_and_then_closed(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    _say(books, "INV-2", "timing")
    with pytest.raises(SheetIsNotReady):
        freeze_sheet(**books.here(), language="zh")
    _say(books, "P-9", "timing")
    with pytest.raises(NotFound):
        freeze_sheet(**books.here(), language="fr")
    sheet = freeze_sheet(**books.here(), language="zh")
    kept = SharedSheet.objects.get(id=sheet)
    assert (kept.adjusted, kept.version) == (85_000, 1)
    assert bytes(kept.body_hash) == hashlib.sha256(kept.body.encode()).digest()
    with pytest.raises(NotSignedInOrder):
        answer_sheet(
            **books.here(), sheet_id=sheet, name="王会计", signed_on=day("02-05"), scan=SCAN
        )
    with pytest.raises(OwnSheet):
        approve_sheet(**books.here(), sheet_id=sheet)
    _say(books, "P-9", "timing", reason="下月初到账")
    with pytest.raises(SheetIsStale):
        approve_sheet(**books.here("FM"), sheet_id=sheet)
    second = freeze_sheet(**books.here(), language="zh")
    with pytest.raises(NotFound):
        approve_sheet(**books.here("FM"), sheet_id=sheet)
    approve_sheet(**books.here("FM"), sheet_id=second)
    for wrong in ({"name": " "}, {"signed_on": day("2999-01-01")}, {"scan": None}, {"scan": Upload("a.exe", b"MZ")}, {"way": "fax"}):  # fmt: skip
        with pytest.raises(AnswerIsNoPaper):
            answer_sheet(**{**books.here(), "sheet_id": second, "name": "王会计", "signed_on": day("02-05"), "scan": SCAN, **wrong})  # fmt: skip
    answer_sheet(**books.here(), sheet_id=second, name="王会计", signed_on=day("02-05"), scan=SCAN)
    page = _page(books)
    assert page.is_signed
    assert [each.part for each in page.sheets[0].signatures] == ["prepared", "approved", "theirs"]
    assert signed_paper(**books.here("AUD"), sheet_id=second, part="theirs").content == SCAN.content
    assert signed_paper(**books.here("AUD"), sheet_id=second, part="").content.startswith(b"%PDF-")
    kinds = [row.kind for row in timeline(**books.here())]
    assert kinds[:3] == ["sheet_answered", "sheet_approved", "sheet_frozen"]


def test_what_is_signed_refuses_every_change(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    sheet = _signed(books)
    name = _row(books, "INV-2").name
    attempts = (
        lambda: dispose_differences(**books.here(), differences=[name], kind="theirs", reason="x", due_on=day("03-01")),
        lambda: withdraw_disposition(**books.here(), difference=name, reason="x"),
        lambda: note_correction(**books.here(), difference=name, seq=1),
        lambda: relink_lines(**books.here(), ours=(3,), theirs=(5,)),
        lambda: rerun(**books.here()),
        lambda: freeze_sheet(**books.here(), language="zh"),
        lambda: approve_sheet(**books.here("FM"), sheet_id=sheet),
        lambda: answer_sheet(**books.here(), sheet_id=sheet, name="x", signed_on=day("02-05"), scan=SCAN),
    )  # fmt: skip
    for attempt in attempts:
        with pytest.raises(ReconciliationIsSigned):
            attempt()
    write_note(**books.here(), text="备注仍可写")  # a remark decides nothing
    before = SharedSheet.objects.get(id=sheet).body
    ledger.post("receipt", "P-9", "50.00", "02-02")
    reconcile(ledger, "02", FEBRUARY)  # the next period goes on, and says what it likes of its own
    assert SharedSheet.objects.get(id=sheet).body == before


def test_the_papers_say_the_same_as_the_page(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    _say(books, "INV-2", "theirs", reason="=1+1 漏记")
    for language in ("zh", "en", "both"):
        assert draft_paper(**books.here("AUD"), language=language).content.startswith(b"%PDF-")
    table = balance_table(**books.here("AUD"))
    book = openpyxl.load_workbook(io.BytesIO(written(table, form="xlsx", language="en").content))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    told = {row[0]: row[-1] for row in cells if row[0] and isinstance(row[-1], int | float)}
    assert told["Balance in our books"] == 900
    assert told["Our balance, adjusted"] == told["Their balance, adjusted"] == 850
    assert told["Raised in ours, not yet in theirs"] == 300
    only = balance_table(**books.here(), only_theirs=True)
    assert [row[2] for row in only.rows] == ["INV-2"]


def test_the_database_holds_the_same_walls(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    sheet = SharedSheet.objects.get(id=_signed(books))
    copies = {
        "disposition": lambda: _again(Disposition.objects.latest("id")),
        "run": lambda: _again(
            Run.objects.get(id=sheet.run_id), ordinal=9, state="queued", finished_at=None
        ),
        "sheet": lambda: _again(SharedSheet.objects.get(id=sheet.id), version=2),
        "signature": lambda: _again(SheetSignature.objects.latest("id"), part="theirs"),
    }
    for name, copy in copies.items():
        with pytest.raises(DatabaseError, match="signed by both sides"), transaction.atomic():
            copy()
        assert name


def _again(row: Any, **changed: Any) -> None:
    row.pk = row.id = None
    row._state.adding = True
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_the_database_refuses_a_sheet_that_is_not_its_digest_or_not_next_and_a_signature_out_of_order(ledger: Ledger) -> None:  # fmt: skip
    books = reconcile(ledger, "01", JANUARY)
    _say(books, "INV-2", "timing")
    _say(books, "P-9", "timing")
    freeze_sheet(**books.here(), language="zh")
    attempts: tuple[tuple[str, Any], ...] = (
        ("digest", lambda: _again(SharedSheet.objects.latest("id"), version=2, body="{}")),
        ("not the next", lambda: _again(SharedSheet.objects.latest("id"), version=3)),
        ("another than who prepared", lambda: _again(SheetSignature.objects.latest("id"), part="approved")),
        ("two of ours", lambda: _again(SheetSignature.objects.latest("id"), part="theirs", way="portal")),
    )  # fmt: skip
    for words, attempt in attempts:
        with pytest.raises(DatabaseError, match=words), transaction.atomic():
            attempt()
    body = json.loads(SharedSheet.objects.latest("id").body)
    assert body["core"]["ours_adjusted"] == body["core"]["theirs_adjusted"] == 85_000

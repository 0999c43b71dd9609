"""Three months of one customer, our side from the book: every figure worked by hand.

January. We book INV-1 1,000.00, a receipt R-1 of 400.00 and INV-2 300.00 on the 31st; they book INV-1, R-1 and a payment P-9 of 50.00 on the
30th that has not reached us. Ours 900.00, theirs 550.00, gap 350.00 = 300.00 + 50.00.
February. They book INV-2 on the 3rd; P-9 reaches us on the 2nd. New is INV-3, 200.00 at ours, 198.00 at theirs. Ours 900.00 - 50.00 + 200.00
= 1,050.00, theirs 550.00 + 300.00 + 198.00 = 1,048.00, gap 2.00.
March. INV-4 10.00 and P-10 10.00 on both sides. We credit the 2.00 (CN-1): both 1,048.00.
"""

from __future__ import annotations

import pytest

from tests.ledgers import Ledger, day, open_ledger
from tests.two_sides import FEBRUARY, JANUARY, MARCH, reconcile
from wanglai.services.access.scope import NotFound
from wanglai.services.portal.account import portal_account
from wanglai.services.reconciliation.correct_reading import OursIsTheBook, correct_reading
from wanglai.services.reconciliation.original_file import original_file
from wanglai.services.reconciliation.queries import reconciliation_page
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.rerun import rerun
from wanglai.services.reconciliation.show_book_side import preset_of_book
from wanglai.services.reconciliation.start_from_book import begin_from_book
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.store.models import BookReading, ChainHead, Statement


@pytest.fixture
def ledger(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    ledger.post("receipt", "R-1", "400.00", "01-20")
    ledger.settle("INV-1", "R-1", "400.00", "01-20")
    ledger.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    return ledger


def _february(ledger: Ledger) -> None:
    ledger.post("receipt", "P-9", "50.00", "02-02")
    ledger.post("invoice", "INV-3", "200.00", "02-10", due="03-12")
    reconcile(ledger, "02", FEBRUARY)


def _proof(ledger: Ledger) -> tuple[str, ...]:
    totals = ledger.books.page().totals
    assert totals is not None
    return tuple(each.text for each in (totals.ours, totals.theirs, totals.gap, totals.unexplained))


def test_january_is_read_from_the_book(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    assert _proof(ledger) == ("900.00", "550.00", "350.00", "0.00")
    assert books.table() == [
        "auto [1]|[3] 0.00",
        "auto [2]|[4] 0.00",
        "open [3]|[] 300.00 timing",
        "open []|[5] 50.00 timing",
    ]
    read = BookReading.objects.get()
    head = ChainHead.objects.get(company_id=ledger.company_id)
    assert (read.opening, read.lines) == (0, 3)
    assert (
        0 < read.known_seq < head.seq
    )  # what came after, the telling of the run among it, is not in it
    lone = next(row for row in books.rows() if row.kind == "unmatched_ours")
    assert lone.ours[0].seq == ledger.item("INV-2").seq  # a click on the line leads to its document


def test_three_months_go_on_from_each_other(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    january = books.reconciliation_id
    _february(ledger)
    assert _proof(ledger) == ("1,050.00", "1,048.00", "2.00", "0.00")
    rows = books.rows()
    lines = [line for row in rows for line in (*row.ours, *row.theirs)]
    carried = [(line.document, line.carried) for line in lines if line.carried]
    assert sorted((name, each.first_id, each.open_since, each.days) for name, each in carried) == [
        ("INV-2", january, day("01-31"), 28),
        ("P-9", january, day("01-31"), 28),
    ]
    assert [row.difference.text for row in rows] == ["2.00", "0.00", "0.00"]
    book = books.page().book
    assert book is not None
    assert (book.before_id, book.carried, book.settled) == (january, 2, 2)

    ledger.post("invoice", "INV-4", "10.00", "03-02", due="04-01")
    ledger.post("receipt", "P-10", "10.00", "03-03")
    ledger.post("credit_note", "CN-1", "2.00", "03-05")
    february = books.reconciliation_id
    reconcile(ledger, "03", MARCH)
    assert _proof(ledger) == ("1,048.00", "1,048.00", "0.00", "0.00")
    rest = next(line for row in books.rows() for line in row.ours if line.carried)
    assert (rest.document, rest.amount.text) == (
        "INV-3",
        "2.00",
    )  # what was left between 200.00 and 198.00
    assert (rest.carried.first_id, rest.carried.days) == (february, 31)  # type: ignore[union-attr]
    credit = next(line.row for row in books.rows() for line in row.ours if line.document == "CN-1")
    relink_lines(**books.here(), ours=(credit, rest.row), theirs=())
    assert [row.difference.text for row in books.rows() if row.differences] == []


def test_a_ledger_the_customer_hands_in_later_displaces_no_work_of_ours(ledger: Ledger) -> None:
    """We reconciled January; the customer then hands in half of it. February goes on from ours."""
    books = reconcile(ledger, "01", JANUARY)
    january = books.reconciliation_id
    books.reconciliation_id = begin_from_book(
        company_id=ledger.company_id, started_by=portal_account(), customer_id=ledger.customer("远景"), currency="CNY",
        from_on=day("01-01"), through_on=day("01-31"), theirs=Upload("half.csv", JANUARY.encode()), idempotency_key="portal",
    )  # fmt: skip
    assert books.work().state == "done"
    _february(ledger)
    book = books.page().book
    assert book is not None
    assert book.before_id == january


def test_what_is_corrected_in_the_book_is_corrected_by_the_next_run(ledger: Ledger) -> None:
    """INV-2 was a slip: reversed the same day. Decisions about other lines stay; rows keep their numbers."""
    books = reconcile(ledger, "01", JANUARY)
    relink_lines(**books.here(), ours=(2,), theirs=(4, 5), reason="两笔一起付")
    ledger.reverse(ledger.item("INV-2").seq, "01-31")
    rerun(**books.here())
    assert books.work().state == "done"
    assert _proof(ledger) == ("600.00", "550.00", "50.00", "0.00")
    linked = [row for row in books.rows() if row.status == "relinked"]
    assert [[line.document for line in row.ours] for row in linked] == [["R-1"]]
    assert [line.row for row in linked for line in row.theirs] == [4, 5]
    assert BookReading.objects.count() == 2


def test_a_period_that_does_not_follow_starts_afresh(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    reconcile(ledger, "03", MARCH)
    book = books.page().book
    assert book is not None
    assert (book.before_id, book.carried) == (None, 0)
    # ours opens with 900.00, theirs says 1,048.00
    assert _proof(ledger)[2:] == ("-148.00", "0.00")


def test_their_silence_about_the_opening_is_filled_from_the_month_before(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    ledger.post("receipt", "P-9", "50.00", "02-02")
    ledger.post("invoice", "INV-3", "200.00", "02-10", due="03-12")
    silent = "\n".join(line for line in FEBRUARY.splitlines() if "balance" not in line) + "\n"
    reconcile(ledger, "02", silent)
    assert _proof(ledger) == ("1,050.00", "1,048.00", "2.00", "0.00")
    assert books.page().theirs.opening.text == "550.00"  # type: ignore[union-attr]


def test_what_crossed_the_first_opening_is_not_carried(ledger: Ledger) -> None:
    """They booked INV-2 (our 31 January) on 2 February, and February is the first month that is reconciled."""
    theirs = FEBRUARY.replace("550.00", "600.00").replace(
        "INV-3,Purchase,,198.00", "INV-3,Purchase,,200.00"
    )
    theirs = theirs.replace("1048.00", "1100.00")
    ledger.post("invoice", "INV-3", "200.00", "02-10", due="03-12")
    books = reconcile(ledger, "02", theirs)
    assert _proof(ledger) == ("1,100.00", "1,100.00", "0.00", "0.00")
    march = MARCH.replace("1048.00", "1100.00")
    ledger.post("invoice", "INV-4", "10.00", "03-02", due="04-01")
    ledger.post("receipt", "P-10", "10.00", "03-03")
    reconcile(ledger, "03", march)
    assert books.page().book.carried == 0  # type: ignore[union-attr]
    assert _proof(ledger) == ("1,100.00", "1,100.00", "0.00", "0.00")


def test_the_book_is_no_file(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    with pytest.raises(OursIsTheBook):
        correct_reading(**books.here(), side="ours", options={"sign": "mirrored"})
    with pytest.raises(NotFound):
        original_file(**books.here(), side="ours")
    assert original_file(**books.here(), side="theirs").content == JANUARY.encode()
    correct_reading(**books.here(), side="theirs", options={"date_order": "YMD"})
    assert books.work().state == "done"
    assert _proof(ledger)[0] == "900.00"


def test_who_does_not_see_the_customer_does_not_see_it(ledger: Ledger) -> None:
    books = reconcile(ledger, "01", JANUARY)
    with pytest.raises(NotFound):
        reconciliation_page(**books.here("SAL"))


def test_the_form_begins_with_the_last_statement_and_else_the_last_closed_month(
    ledger: Ledger,
) -> None:
    customer = ledger.customer("远景")
    scope = ledger.books.scope("ARA")
    ledger.close("01")
    preset = preset_of_book(**scope, customer_id=customer)
    assert (preset.customer, preset.from_on, preset.through_on) == ("远景", day("01-01"), day("01-31"))  # fmt: skip
    statement = issue_statement(
        **scope, origin="test", customer_id=customer, currency="CNY", kind="forward", from_on=day("01-01"),
        through_on=day("02-28"), key="s",
    )  # fmt: skip
    preset = preset_of_book(**scope, customer_id=customer)
    assert (preset.currency, preset.through_on) == ("CNY", day("02-28"))
    books = reconcile(ledger, "02", FEBRUARY)
    book = books.page().book
    assert book is not None
    assert book.statement_id == statement
    assert Statement.objects.get(id=statement).closing == 90_000

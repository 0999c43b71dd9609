"""What a customer disputes beside what is open of a line: a payment we do not show, a settled line, a paper that is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, day, minor, open_ledger
from tests.portal import ADDRESS, Sent, key, sent
from wanglai.domain.claims import contested_payment
from wanglai.services.contested.items import free_of, uncontested
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.queries import dispute_page
from wanglai.services.disputes.refusals import ClaimStands, DisputeDoesNotFit
from wanglai.services.disputes.reopen_dispute import reopen_dispute
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.verify import verify_company
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.dispute_lines import (
    DisputedLine,
    dispute_lines,
    dispute_settled_lines,
    settled_lines,
)
from wanglai.services.portal.dispute_paper import Missing, dispute_paper, paper_asked
from wanglai.services.portal.dispute_payment import Paid, dispute_payment, payments_shown
from wanglai.services.portal.refusals import (
    CodeIsNeeded,
    LinesAreWrong,
    PaperIsWrong,
    PaymentIsWrong,
    StatementIsConfirmed,
)
from wanglai.services.portal.show_statement import receipt_of, whole_statement
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import Allocation, Dispute, DisputeClaim, OpenItem, PortalAnswer

SLIP = Upload("slip.pdf", b"bank slip")


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="01-20")
    ledger.post("invoice", "PAID", "50.00", "01-16")
    ledger.post("credit_note", "CN-1", "20.00", "01-18")
    ledger.post("receipt", "R-1", "400.00", "01-25")
    ledger.post("receipt", "R-2", "50.00", "01-26")
    ledger.settle("INV-1", "R-1", "400.00", "01-25")
    ledger.settle("PAID", "R-2", "50.00", "01-26")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    ledger.post("receipt", "OTHER-R", "30.00", "01-04", customer="别家")
    ledger.settle("OTHER-1", "OTHER-R", "30.00", "01-04")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


def item(document: str) -> int:
    return int(OpenItem.objects.get(document=document).id)


def said(visitor: Visitor, **more: Any) -> dict[str, Any]:
    return {"visitor": visitor, "address": ADDRESS, "name": "王芳", "words": "请核对", "key": key(), **more}  # fmt: skip


def paid(visitor: Visitor, amount: str | None = "300.00", on: str = "01-28", **more: Any) -> int:
    form = {name: more.pop(name) for name in ("key", "file", "name", "words") if name in more}
    what = Paid(minor(amount) if amount else None, day(on), **more)
    return dispute_payment(**said(visitor, **form), paid=what)


def settled(visitor: Visitor, *lines: DisputedLine) -> int:
    return dispute_settled_lines(**said(visitor), lines=lines)


def missing(visitor: Visitor, paper: str = "credit_note", number: str = "CN-9", amount: str | None = "60.00", **more: Any) -> int:  # fmt: skip
    return dispute_paper(**said(visitor), missing=Missing(paper, number, minor(amount) if amount else None, **more))  # fmt: skip


def closed(book: Ledger, dispute_id: int) -> None:
    part = Part("rejected", Dispute.objects.get(id=dispute_id).amount)
    resolve_dispute(
        **book.books.scope("FM"), origin=DOOR, dispute_id=dispute_id, parts=[part], said="不成立", on=day("02-20"), key=key(),
    )  # fmt: skip


# --- a payment ------------------------------------------------------------------------------------------


def test_of_a_payment_the_difference_is_contested_or_all_of_it() -> None:
    assert contested_payment(45_000, 40_000) == contested_payment(35_000, 40_000) == 5_000
    assert contested_payment(40_000, 40_000) == 40_000
    assert contested_payment(40_000, 0) == 40_000


def test_a_payment_we_do_not_show_is_a_dispute_of_all_of_it(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    made = paid(visitor, bank=" 工商银行  0042 ", reference="TT-77", file=SLIP)
    case = Dispute.objects.get()
    assert (case.item_id, case.statement_id, case.amount, case.standing) == (None, link.statement_id, 30_000, 30_000)  # fmt: skip
    assert (case.reason, case.raised_by, case.document, case.state) == ("payment", "customer", "TT-77", "open")  # fmt: skip
    claim = DisputeClaim.objects.get()
    assert (claim.kind, claim.item_id, claim.paid, claim.on, claim.bank, claim.reference) == (
        "payment", None, 30_000, day("01-28"), "工商银行 0042", "TT-77",
    )  # fmt: skip
    page = dispute_page(**book.reader, dispute_id=case.id)
    assert page.claim is not None
    assert (page.claim.paid and page.claim.paid.text, page.claim.line_id) == ("300.00", None)
    assert [(step.kind, step.file_name) for step in page.steps] == [("opened", ""), ("attached", "slip.pdf")]  # fmt: skip
    line = receipt_of(visitor=visitor, answer_id=made).answer.lines[0]
    assert (line.document, line.amount.text, line.reason.en) == ("TT-77", "300.00", "Payment not shown, or shown otherwise")  # fmt: skip
    shown = whole_statement(visitor=visitor).disputes
    assert [(each.document, each.state) for each in shown] == [("TT-77", "open")]
    assert verify_company(book.company_id).is_whole


@pytest.mark.parametrize(("said_paid", "contested"), [("450.00", 5_000), ("350.00", 5_000), ("400.00", 40_000)])  # fmt: skip
def test_a_payment_shown_otherwise_is_disputed_for_what_differs(link: Sent, book: Ledger, said_paid: str, contested: int) -> None:  # fmt: skip
    paid(link.proved(), said_paid, item_id=item("R-1"))
    case = Dispute.objects.get()
    assert (case.amount, case.document, case.item_id) == (contested, "R-1", None)
    shown = dispute_page(**book.reader, dispute_id=case.id).claim
    assert shown is not None
    assert (shown.line, shown.line_amount and shown.line_amount.text) == ("R-1", "400.00")


def test_the_payments_of_the_statement_are_offered_latest_first(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    book.post("receipt", "LATER", "5.00", "02-04")  # not on the statement
    found = payments_shown(visitor=visitor)
    assert [(row.document, row.amount.text) for row in found.rows] == [("R-2", "50.00"), ("R-1", "400.00")]  # fmt: skip


def test_only_the_latest_payments_are_to_choose_from_and_an_older_one_is_disputed_all_the_same(link: Sent, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("wanglai.services.portal.dispute_payment.ROWS_SHOWN", 1)
    visitor = link.proved()
    found = payments_shown(visitor=visitor)
    assert ([row.document for row in found.rows], found.total) == (["R-2"], 2)
    paid(visitor, "390.00", item_id=item("R-1"))
    assert Dispute.objects.get().amount == 1_000


def test_the_same_payment_is_disputed_once_at_a_time(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    paid(visitor, reference="TT-77")
    with pytest.raises(ClaimStands):
        paid(visitor, reference="tt-77")
    paid(visitor, reference="TT-78")  # two true payments of one day
    paid(visitor, "300.01", reference="TT-77")
    paid(visitor, "390.00", item_id=item("R-1"))
    with pytest.raises(ClaimStands):
        paid(visitor, "380.00", item_id=item("R-1"))
    assert Dispute.objects.count() == PortalAnswer.objects.count() == 4
    first = Dispute.objects.order_by("id")[0]
    closed(book, first.id)
    again = paid(visitor, reference="TT-77")
    with pytest.raises(ClaimStands):
        reopen_dispute(**book.books.scope("ARA"), origin=DOOR, dispute_id=first.id, said="再看")
    closed(book, Dispute.objects.get(key__startswith=f"portal {again} ").id)
    reopen_dispute(**book.books.scope("ARA"), origin=DOOR, dispute_id=first.id, said="再看")


def test_a_payment_that_cannot_be_is_refused_and_another_customers_is_as_if_absent(link: Sent) -> None:  # fmt: skip
    visitor, today = link.proved(), timezone.localdate()
    for what in (
        Paid(None, day("01-28")), Paid(0, day("01-28")), Paid(-1, day("01-28")), Paid(1 << 60, day("01-28")), Paid(100, None),
        Paid(100, today + timedelta(days=1)), Paid(100, today - timedelta(days=4 * 366)),
        Paid(100, day("01-28"), item_id=item("INV-1")), Paid(100, day("01-28"), item_id=item("CN-1")),
    ):  # fmt: skip
        with pytest.raises(PaymentIsWrong):
            dispute_payment(**said(visitor), paid=what)
    told = []
    for number in (item("OTHER-R"), 999_999_999, 0):
        with pytest.raises(PaymentIsWrong) as caught:
            dispute_payment(**said(visitor), paid=Paid(100, day("01-28"), item_id=number))
        told.append(str(caught.value))
    assert len(set(told)) == 1
    assert not PortalAnswer.objects.exists()


def test_a_form_sent_again_disputes_nothing_twice(link: Sent) -> None:
    visitor = link.proved()
    assert paid(visitor, key="k") == paid(visitor, key="k")
    assert Dispute.objects.count() == 1


# --- a settled line -------------------------------------------------------------------------------------


def test_what_is_settled_and_credit_notes_are_offered_for_what_nobody_disputes(link: Sent) -> None:
    visitor = link.proved()
    found = settled_lines(visitor=visitor)
    assert sorted((row.document, row.free.text, row.is_credit) for row in found.rows) == [
        ("CN-1", "20.00", True), ("INV-1", "400.00", False), ("PAID", "50.00", False),
    ]  # fmt: skip
    settled(visitor, DisputedLine(item("PAID"), 5_000, "price"), DisputedLine(item("INV-1"), 10_000, "quantity"))  # fmt: skip
    found = settled_lines(visitor=visitor)
    assert sorted((row.document, row.free.text) for row in found.rows) == [("CN-1", "20.00"), ("INV-1", "300.00")]  # fmt: skip


def test_a_settled_line_is_disputed_for_no_more_than_was_settled(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    for line in (
        DisputedLine(item("PAID"), 5_001, "price"), DisputedLine(item("PAID"), 0, "price"), DisputedLine(item("PAID"), None, "price"),
        DisputedLine(item("PAID"), 100, "no reason of ours"), DisputedLine(item("R-1"), 100, "price"), DisputedLine(item("OTHER-1"), 100, "price"),
        DisputedLine(item("INV-1"), 40_001, "price"), DisputedLine(999_999_999, 100, "price"),
    ):  # fmt: skip
        with pytest.raises(LinesAreWrong):
            settled(visitor, line)
    settled(visitor, DisputedLine(item("INV-1"), 40_000, "price"))
    dispute_lines(**said(visitor), lines=[DisputedLine(item("INV-1"), 60_000, "price")])
    rows = Dispute.objects.order_by("id").values_list("item_id", "document", "amount", "standing")
    assert list(rows) == [(None, "INV-1", 40_000, 40_000), (item("INV-1"), "", 60_000, 60_000)]
    assert uncontested(OpenItem.objects.get(document="INV-1")) == 0
    assert verify_company(book.company_id).is_whole


def test_what_was_claimed_while_it_was_settled_is_not_disputed_again_when_the_payment_is_undone(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    settled(visitor, DisputedLine(item("INV-1"), 40_000, "price"))
    book.take_apart(Allocation.objects.get(debit_item_id=item("INV-1")).seq, "02-02")
    paper = OpenItem.objects.get(document="INV-1")
    assert paper.allocated == 0
    assert free_of(book.company_id, [paper]) == {paper.id: 60_000}
    with pytest.raises(LinesAreWrong):
        dispute_lines(**said(visitor), lines=[DisputedLine(paper.id, 60_001, "price")])
    with pytest.raises(DisputeDoesNotFit):
        open_dispute(
            company_id=book.company_id, who=Who(book.books.people["ARA"], DOOR), key="k", customer_id=paper.customer_id, item_id=paper.id,
            statement_id=None, currency="CNY", amount=60_001, reason="price", said="x", raised_by="staff",
        )  # fmt: skip
    dispute_lines(**said(visitor), lines=[DisputedLine(paper.id, 60_000, "price")])


def test_a_settled_line_has_its_outcome_and_no_claim_of_before_comes_back_too_large(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    settled(visitor, DisputedLine(item("PAID"), 3_000, "price"))
    first = Dispute.objects.get()
    closed(book, first.id)
    settled(visitor, DisputedLine(item("PAID"), 5_000, "price"))
    with pytest.raises(DisputeDoesNotFit):
        reopen_dispute(**book.books.scope("ARA"), origin=DOOR, dispute_id=first.id, said="再看")


# --- a missing paper ------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["invoice", "credit_note", "delivery"])
def test_a_missing_paper_is_a_dispute_with_its_number_and_amount(link: Sent, book: Ledger, paper: str) -> None:  # fmt: skip
    visitor = link.proved()
    missing(visitor, paper, " CN  9 ", on=day("01-20"))
    case, claim = Dispute.objects.get(), DisputeClaim.objects.get()
    assert (case.item_id, case.document, case.amount, case.reason) == (None, "CN 9", 6_000, "document")  # fmt: skip
    assert (claim.kind, claim.paper, claim.reference, claim.on) == ("paper", paper, "CN 9", day("01-20"))  # fmt: skip
    with pytest.raises(ClaimStands):
        missing(visitor, paper, "cn 9", "70.00")
    assert [each.reason.en for each in whole_statement(visitor=visitor).disputes] == ["Paper missing"]  # fmt: skip
    assert verify_company(book.company_id).is_whole


def test_a_paper_without_kind_number_or_amount_is_refused(link: Sent) -> None:
    visitor = link.proved()
    for what in ({"paper": "receipt"}, {"paper": ""}, {"number": "  "}, {"amount": None}, {"amount": "0"}, {"on": timezone.localdate() + timedelta(days=1)}):  # fmt: skip
        with pytest.raises(PaperIsWrong):
            missing(visitor, **what)  # type: ignore[arg-type] # as the form says it
    assert not PortalAnswer.objects.exists()


# --- all of them ----------------------------------------------------------------------------------------


def test_a_link_alone_claims_nothing_and_sees_no_payment(link: Sent) -> None:
    visitor = link.visitor()
    for look in (payments_shown, settled_lines, paper_asked):
        with pytest.raises(CodeIsNeeded):
            look(visitor=visitor)
    for do in (paid, missing, lambda who: settled(who, DisputedLine(item("PAID"), 100, "price"))):
        with pytest.raises(CodeIsNeeded):
            do(visitor)
    assert not PortalAnswer.objects.exists()


def test_what_was_confirmed_is_claimed_no_more(link: Sent) -> None:
    visitor = link.proved()
    confirm(visitor=visitor, address=ADDRESS, name="王芳", shown=whole_statement(visitor=visitor).shown, key=key())  # fmt: skip
    for do in (paid, missing, lambda who: settled(who, DisputedLine(item("PAID"), 100, "price"))):
        with pytest.raises(StatementIsConfirmed):
            do(visitor)


def test_a_claim_changed_behind_our_back_is_found(link: Sent, book: Ledger) -> None:
    paid(link.proved(), reference="TT-77")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_disputeclaim DISABLE TRIGGER append_only")
        cursor.execute("UPDATE store_disputeclaim SET paid = paid + 1")
        cursor.execute("ALTER TABLE store_disputeclaim ENABLE TRIGGER append_only")
    said = [str(fault) for fault in verify_company(book.company_id).faults]
    assert len(said) == 1, said
    assert "what a dispute claims is not what was said" in said[0]

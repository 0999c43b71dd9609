"""A customer disputes lines, hands in its ledger and asks: what stands afterwards as disputes, reconciliations and replies."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.ledgers import DOOR, Ledger, day, open_ledger
from tests.portal import ADDRESS, Sent, key, sent
from wanglai.services.access.scope import NotFound, NotPermitted
from wanglai.services.disputes.queries import Wanted, dispute_file, dispute_page, disputes
from wanglai.services.disputes.refusals import DisputeDoesNotFit, DisputeHasNoOwner
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.disputes.say_in_dispute import say_in_dispute
from wanglai.services.ledger.book import KeyWasUsed, Who
from wanglai.services.ledger.verify import verify_company
from wanglai.services.portal import dispute_lines as disputing
from wanglai.services.portal.account import EMAIL
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.dispute_lines import DisputedLine, dispute_lines, lines_to_dispute
from wanglai.services.portal.disputing import EVIDENCE_MAX
from wanglai.services.portal.make_link import make_link, revoke_link
from wanglai.services.portal.reconcile_answer import reconcile_answer
from wanglai.services.portal.refusals import (
    CodeIsNeeded,
    FileIsTooLarge,
    LinesAreWrong,
    LinkIsNotGood,
    NameIsNeeded,
    StatementIsConfirmed,
    WordsAreNeeded,
)
from wanglai.services.portal.reply import reply_to_question
from wanglai.services.portal.say import ask
from wanglai.services.portal.show_links import portal_of_statement
from wanglai.services.portal.show_statement import receipt_of, whole_statement
from wanglai.services.portal.upload_ledger import upload_ledger
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.start_from_book import NothingOnAccount
from wanglai.services.reconciliation.uploads import FileIsEmpty, Upload
from wanglai.services.refusals import Refusal
from wanglai.services.statements.issue_statement import reissue_statement
from wanglai.store.models import (
    Act,
    BookSide,
    Dispute,
    DisputeStep,
    Membership,
    OpenItem,
    PortalAnswer,
    PortalReply,
    Reconciliation,
    Run,
    User,
)

THEIRS = b"Date,Ref,Description,Debit,Credit\n2026-01-10,INV-1,Purchase,,1000.00\n2026-01-25,R-1,Payment,400.00,\n"


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="01-20")
    ledger.post("invoice", "INV-2", "300.00", "01-15", due="02-14")
    ledger.post("invoice", "PAID", "50.00", "01-16")
    ledger.post("receipt", "R-1", "400.00", "01-25")
    ledger.post("receipt", "R-2", "50.00", "01-26")
    ledger.settle("INV-1", "R-1", "400.00", "01-25")
    ledger.settle("PAID", "R-2", "50.00", "01-26")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


def item(document: str) -> int:
    return int(OpenItem.objects.get(document=document).id)


def disputed(visitor: Visitor, *lines: DisputedLine, **more: Any) -> int:
    said = {
        "visitor": visitor,
        "address": ADDRESS,
        "name": "王芳",
        "words": "少了两箱",
        "key": key(),
    }
    return dispute_lines(**{**said, "lines": lines, **more})  # type: ignore[arg-type] # as the form says it


def handed_in(visitor: Visitor, form: str, content: bytes = THEIRS) -> int:
    return upload_ledger(visitor=visitor, address=ADDRESS, name="王芳", words="", file=Upload("../ours.csv", content), key=form)  # fmt: skip


@pytest.mark.parametrize("kind", ["open_items", "forward", "activity"])
def test_what_is_offered_is_what_the_statement_lists_and_is_open_now(book: Ledger, kind: str) -> None:  # fmt: skip
    visitor = sent(book, kind=kind).proved()
    found = lines_to_dispute(visitor=visitor)
    assert [(row.document, row.free.text) for row in found.rows] == [("INV-1", "600.00"), ("INV-2", "300.00")]  # fmt: skip
    book.post("receipt", "R-3", "250.00", "02-03")
    book.settle("INV-2", "R-3", "250.00", "02-03")
    book.post("invoice", "LATER", "5.00", "02-04")  # not on the statement
    disputed(visitor, DisputedLine(item("INV-1"), 10_000, "price"))
    found = lines_to_dispute(visitor=visitor)
    assert [(row.document, row.free.text) for row in found.rows] == [("INV-1", "500.00"), ("INV-2", "50.00")]  # fmt: skip


def test_each_line_becomes_a_dispute_of_the_customer_with_an_owner(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    photo = Upload("../photo.jpg", b"two boxes")
    made = disputed(
        visitor, DisputedLine(item("INV-1"), 60_000, "quantity"), DisputedLine(item("INV-2"), 6_000, "price"), file=photo
    )  # fmt: skip
    rows = list(Dispute.objects.order_by("id"))
    assert [(each.item_id, each.amount, each.standing, each.reason, each.raised_by, each.state) for each in rows] == [
        (item("INV-1"), 60_000, 60_000, "quantity", "customer", "open"),
        (item("INV-2"), 6_000, 6_000, "price", "customer", "open"),
    ]  # fmt: skip
    assert {(each.statement_id, each.customer_id, each.opened_by.email) for each in rows} == {
        (link.statement_id, book.customer("远景"), EMAIL)
    }
    assert all(each.owner_id in book.books.people.values() for each in rows)
    page = dispute_page(**book.reader, dispute_id=rows[0].id)
    assert [(step.kind, step.from_customer, step.said) for step in page.steps] == [("opened", True, "少了两箱"), ("attached", True, "")]  # fmt: skip
    assert dispute_file(**book.reader, dispute_id=rows[1].id, no=2).content == b"two boxes"
    said = receipt_of(visitor=visitor, answer_id=made).answer
    assert [(line.document, line.amount.text, line.reason.en, line.state) for line in said.lines] == [
        ("INV-1", "600.00", "Quantity", "open"), ("INV-2", "60.00", "Price", "open"),
    ]  # fmt: skip
    assert said.file_name == "photo.jpg"
    staff = portal_of_statement(**book.reader, statement_id=link.statement_id)
    assert [line.dispute_id for line in staff.answers[0].lines] == [each.id for each in rows]
    assert staff.standing.state == "disputed"
    found = disputes(**book.reader, wanted=Wanted(statement_id=link.statement_id))
    assert [row.raised_by.en for row in found.rows] == ["Raised by the customer"] * 2
    assert verify_company(book.company_id).is_whole


def test_a_form_sent_again_opens_nothing_twice(link: Sent) -> None:
    visitor, line = link.proved(), DisputedLine(item("INV-1"), 100, "other")
    first = disputed(visitor, line, key="k")
    assert disputed(visitor, line, key="k") == first
    assert (PortalAnswer.objects.count(), Dispute.objects.count()) == (1, 1)


def test_no_line_is_disputed_for_more_than_is_open_of_it(link: Sent, book: Ledger) -> None:
    visitor, inv = link.proved(), item("INV-1")
    for amount in (60_001, 0, -1, None):
        with pytest.raises(LinesAreWrong):
            disputed(visitor, DisputedLine(inv, amount, "price"))
    disputed(visitor, DisputedLine(inv, 59_999, "price"))
    with pytest.raises(LinesAreWrong):
        disputed(visitor, DisputedLine(inv, 2, "price"))
    disputed(visitor, DisputedLine(inv, 1, "price"))
    assert sum(Dispute.objects.values_list("amount", flat=True)) == 60_000


def test_of_several_lines_all_are_disputed_or_none(link: Sent) -> None:
    visitor, good = link.proved(), DisputedLine(item("INV-2"), 100, "price")
    for lines in (
        (), (good, good), (good, DisputedLine(item("INV-1"), 60_001, "price")), (good, DisputedLine(item("PAID"), 1, "price")),
        (good, DisputedLine(item("INV-1"), 100, "no reason of ours")), tuple(DisputedLine(number, 1, "price") for number in range(101)),
    ):  # fmt: skip
        with pytest.raises(LinesAreWrong):
            disputed(visitor, *lines)
    assert not PortalAnswer.objects.exists()
    assert not Dispute.objects.exists()


def test_what_is_paid_while_the_form_is_sent_is_disputed_no_more(link: Sent, book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """The page's figure is older than the book: the book says how much fits, and nothing of the answer stays."""
    visitor = link.proved()
    told = disputing._told

    def paid_meanwhile(*said: Any) -> Any:
        lines = told(*said)
        book.post("receipt", "R-3", "300.00", "02-03")
        book.settle("INV-2", "R-3", "300.00", "02-03")
        return lines

    monkeypatch.setattr(disputing, "_told", paid_meanwhile)
    with pytest.raises(DisputeDoesNotFit):
        disputed(visitor, DisputedLine(item("INV-2"), 30_000, "price"))
    assert not PortalAnswer.objects.exists()
    assert not Dispute.objects.exists()


def test_another_customers_debt_is_as_if_absent(link: Sent) -> None:
    visitor, said = link.proved(), []
    for number in (item("OTHER-1"), 999_999_999, 0, -1):
        with pytest.raises(LinesAreWrong) as caught:
            disputed(visitor, DisputedLine(number, 100, "price"))
        said.append(str(caught.value))
    assert len(set(said)) == 1
    assert not Dispute.objects.exists()


def test_a_link_alone_sees_no_line_and_disputes_nothing(link: Sent) -> None:
    visitor = link.visitor()
    with pytest.raises(CodeIsNeeded):
        lines_to_dispute(visitor=visitor)
    with pytest.raises(CodeIsNeeded):
        disputed(visitor, DisputedLine(item("INV-1"), 100, "price"))
    proved = link.proved()
    revoke_link(**link.book.books.scope("ARA"), origin=DOOR, link_id=link.link.id)
    with pytest.raises(LinkIsNotGood):
        disputed(proved, DisputedLine(item("INV-1"), 100, "price"))
    assert not PortalAnswer.objects.exists()


def test_a_dispute_says_who_what_and_no_more_than_fits(link: Sent) -> None:
    visitor, line = link.proved(), DisputedLine(item("INV-1"), 100, "price")
    for wrong, more in (
        (NameIsNeeded, {"name": " "}), (WordsAreNeeded, {"words": ""}), (WordsAreNeeded, {"words": "x" * 2001}),
        (FileIsEmpty, {"file": Upload("x", b"")}), (FileIsTooLarge, {"file": Upload("x", b"x" * (EVIDENCE_MAX + 1))}),
    ):  # fmt: skip
        with pytest.raises(wrong):
            disputed(visitor, line, **more)
    assert not PortalAnswer.objects.exists()


def test_what_was_confirmed_is_disputed_no_more_and_the_rest_is_confirmed_after_a_dispute(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    disputed(visitor, DisputedLine(item("INV-1"), 100, "price"))
    shown = whole_statement(visitor=visitor).shown
    confirm(visitor=visitor, address=ADDRESS, name="王芳", shown=shown, key=key())
    assert lines_to_dispute(visitor=visitor).is_confirmed
    with pytest.raises(StatementIsConfirmed):
        disputed(visitor, DisputedLine(item("INV-2"), 100, "price"))
    page = portal_of_statement(**book.reader, statement_id=link.statement_id)
    assert page.standing.state == "confirmed_differing"


def test_where_nobody_can_settle_it_nothing_is_kept(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    Membership.objects.filter(company_id=book.company_id).delete()
    with pytest.raises(DisputeHasNoOwner):
        disputed(visitor, DisputedLine(item("INV-1"), 100, "price"))
    assert not PortalAnswer.objects.exists()


def test_the_customer_reads_where_its_dispute_stands_and_what_was_written_to_it(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    disputed(visitor, DisputedLine(item("INV-1"), 10_000, "price"))
    case, who = Dispute.objects.get(), Who(book.books.people["FM"], DOOR)
    one = {"company_id": book.company_id, "who": who, "dispute_id": case.id}
    say_in_dispute(**one, said="among ourselves: they are right")
    say_in_dispute(**one, said="我们正在核实。", for_customer=True)
    (shown,) = whole_statement(visitor=visitor).disputes
    assert (shown.document, shown.amount.text, shown.state, shown.ends) == ("INV-1", "100.00", "open", ())  # fmt: skip
    assert [words for _, words in shown.said] == ["我们正在核实。"]
    resolve_dispute(
        **book.books.scope("FM"), origin=DOOR, dispute_id=case.id, parts=(Part("rejected", 10_000),), said="价格与合同一致。",
        on=day("02-10"), key=key(),
    )  # fmt: skip
    (shown,) = whole_statement(visitor=visitor).disputes
    assert (shown.state, shown.state_words.en) == ("rejected", "Rejected")
    assert [(words.en, amount.text) for words, amount in shown.ends] == [("Rejection", "100.00")]
    assert [words for _, words in shown.said] == ["我们正在核实。", "价格与合同一致。"]
    assert "among ourselves" not in repr(whole_statement(visitor=visitor))
    stranger = sent(book, "别家").proved()
    assert whole_statement(visitor=stranger).disputes == ()


def test_a_further_version_still_tells_of_disputes_and_replies(link: Sent, book: Ledger) -> None:
    visitor, staff = link.proved(), {**book.books.scope("ARA"), "origin": DOOR}
    disputed(visitor, DisputedLine(item("INV-1"), 100, "price"))
    question = ask(visitor=visitor, address=ADDRESS, name="王芳", words="INV-2？", key=key())
    book.post("debit_note", "LATE-1", "5.00", "01-15")
    newer = reissue_statement(**staff, statement_id=link.statement_id, reason="补记", key="again")
    reply_to_question(**staff, statement_id=link.statement_id, answer_id=question, words="运费。", key=key())  # fmt: skip
    made = make_link(**staff, statement_id=newer, contact_id=link.contact_id)
    page = whole_statement(visitor=Sent(book, newer, link.contact_id, made).proved())
    assert [each.document for each in page.disputes] == ["INV-1"]
    assert [reply.words for each in page.questions for reply in each.replies] == ["运费。"]
    assert page.answers == ()  # of this version nothing was said yet


# --- the customer's own ledger ----------------------------------------------------------------------


def test_a_ledger_handed_in_is_laid_beside_our_book_once(
    link: Sent, book: Ledger, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    visitor = link.proved()
    with django_capture_on_commit_callbacks(execute=True):
        made = handed_in(visitor, "u")
        assert not Reconciliation.objects.exists()  # the answer comes first
    with django_capture_on_commit_callbacks(execute=True):
        assert handed_in(visitor, "u") == made
    opened = Reconciliation.objects.get()
    side = BookSide.objects.get(reconciliation=opened)
    assert (opened.customer_id, opened.theirs_name, opened.ours_file_id) == (book.customer("远景"), "ours.csv", None)  # fmt: skip
    assert opened.theirs_file is not None
    assert bytes(opened.theirs_file.content) == THEIRS
    assert (side.currency, side.from_on, side.through_on, side.statement_id) == (
        "CNY", link.statement.from_on, link.statement.through_on, link.statement_id,
    )  # fmt: skip
    assert opened.created_by.email == EMAIL  # nobody of ours has asked for it
    assert Run.objects.get().state == "queued"
    page = portal_of_statement(**book.reader, statement_id=link.statement_id)
    assert page.answers[0].reconciliation_id == opened.id
    scope = book.books.scope("ARA")
    assert reconcile_answer(**scope, statement_id=link.statement_id, answer_id=made) == opened.id
    assert Reconciliation.objects.count() == 1
    assert verify_company(book.company_id).is_whole


@pytest.mark.parametrize("fault", [NothingOnAccount("CNY"), RuntimeError("the disk is full")])
def test_where_it_cannot_begin_the_answer_stands_and_staff_begin_it(
    link: Sent, book: Ledger, fault: Exception, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    def broken(**_said: Any) -> int:
        raise fault

    monkeypatch.setattr("wanglai.services.portal.reconcile_answer.begin_from_book", broken)
    with django_capture_on_commit_callbacks(execute=True):
        made = handed_in(link.proved(), "u")
    assert PortalAnswer.objects.get().id == made
    assert not Reconciliation.objects.exists()
    page = portal_of_statement(**book.reader, statement_id=link.statement_id)
    assert page.answers[0].reconciliation_id is None
    begun = reconcile_answer(**book.books.scope("FM"), statement_id=link.statement_id, answer_id=made)  # fmt: skip
    assert (Reconciliation.objects.get().id, Reconciliation.objects.get().created_by_id) == (begun, book.books.people["FM"])  # fmt: skip


def test_only_a_ledger_of_this_statement_is_reconciled(link: Sent, book: Ledger) -> None:
    other, made = sent(book, "别家"), handed_in(link.proved(), "u")
    question = ask(visitor=link.proved(), address=ADDRESS, name="x", words="x", key=key())
    staff = book.books.scope("ARA")
    for statement, answer in ((other.statement_id, made), (link.statement_id, question), (link.statement_id, 0)):  # fmt: skip
        with pytest.raises(NotFound):
            reconcile_answer(**staff, statement_id=statement, answer_id=answer)
    with pytest.raises(NotPermitted):
        reconcile_answer(**book.books.scope("AUD"), statement_id=link.statement_id, answer_id=made)
    assert not Reconciliation.objects.exists()


def test_what_cannot_be_opened_is_refused_and_nothing_is_kept(
    link: Sent, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    visitor = link.proved()
    with django_capture_on_commit_callbacks(execute=True):
        for content in (b"", b"PK\x03\x04 not a workbook"):
            with pytest.raises(Refusal):
                upload_ledger(visitor=visitor, address=ADDRESS, name="x", words="", file=Upload("a.xlsx", content), key=key())  # fmt: skip
        with pytest.raises(CodeIsNeeded):
            handed_in(link.visitor(), "m")
    assert not PortalAnswer.objects.exists()
    assert not Reconciliation.objects.exists()


# --- questions and replies ----------------------------------------------------------------------------


@pytest.fixture
def asked(link: Sent) -> dict[str, Any]:
    """A question, as staff reply to it."""
    question = ask(visitor=link.proved(), address=ADDRESS, name="王芳", words="INV-2 是什么？", key=key())  # fmt: skip
    return {**link.book.books.scope("ARA"), "origin": DOOR, "statement_id": link.statement_id, "answer_id": question}  # fmt: skip


def test_staff_reply_and_the_customer_reads_it(link: Sent, book: Ledger, asked: dict[str, Any]) -> None:  # fmt: skip
    first = reply_to_question(**asked, words=" 运费。 ", key="k")
    assert reply_to_question(**asked, words="运费。", key="k") == first
    with pytest.raises(KeyWasUsed):
        reply_to_question(**asked, words="别的", key="k")
    reply_to_question(**asked, words="附上运单号 123。", key="k2")
    name = User.objects.get(id=book.books.people["ARA"]).name
    (question,) = whole_statement(visitor=link.proved()).questions
    assert [(each.words, each.by) for each in question.replies] == [("运费。", name), ("附上运单号 123。", name)]  # fmt: skip
    staff = portal_of_statement(**book.reader, statement_id=link.statement_id)
    assert staff.answers[0].replies == question.replies
    act = Act.objects.filter(kind="reply_to_question").first()
    assert act is not None
    assert "运费" not in str(act.facts)
    assert verify_company(book.company_id).is_whole


def test_only_questions_in_sight_are_replied_to(link: Sent, book: Ledger, asked: dict[str, Any]) -> None:  # fmt: skip
    other = sent(book, "别家").statement_id
    visitor = link.proved()
    shown = whole_statement(visitor=visitor).shown
    confirmed = confirm(visitor=visitor, address=ADDRESS, name="王芳", shown=shown, key=key())
    for wrong in ({"statement_id": other}, {"answer_id": confirmed}, {"answer_id": 0}):
        with pytest.raises(NotFound):
            reply_to_question(**{**asked, **wrong}, words="x", key=key())
    for words in ("", " ", "x" * 2001):
        with pytest.raises(WordsAreNeeded):
            reply_to_question(**asked, words=words, key=key())
    with pytest.raises(NotPermitted):
        reply_to_question(**{**asked, **book.books.scope("AUD")}, words="x", key=key())
    assert not PortalReply.objects.exists()


def test_a_reply_changed_or_removed_behind_our_back_is_found(book: Ledger, asked: dict[str, Any]) -> None:  # fmt: skip
    first = reply_to_question(**asked, words="运费。", key=key())
    second = reply_to_question(**asked, words="x", key=key())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_portalreply DISABLE TRIGGER append_only")
        cursor.execute("UPDATE store_portalreply SET words = '税费。' WHERE id = %s", [first])
        cursor.execute("DELETE FROM store_portalreply WHERE id = %s", [second])
        cursor.execute("ALTER TABLE store_portalreply ENABLE TRIGGER append_only")
    said = [str(fault) for fault in verify_company(book.company_id).faults]
    assert len(said) == 2, said
    assert "not what was said" in said[0]
    assert "is gone" in said[1]


def test_what_the_customer_wrote_in_a_dispute_is_from_the_customer(link: Sent) -> None:
    disputed(link.proved(), DisputedLine(item("INV-1"), 100, "price"))
    step = DisputeStep.objects.get()
    assert (step.from_customer, step.for_customer, step.by and step.by.email) == (True, True, EMAIL)

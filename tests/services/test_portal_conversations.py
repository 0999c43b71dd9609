"""The customer goes on in the dispute it raised: it reads what is written to it, answers, and agrees to what we propose or does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from tests.ledgers import DOOR, Ledger, day, open_ledger
from tests.portal import ADDRESS, Sent, key, sent
from wanglai.services.access.scope import NotFound, NotPermitted
from wanglai.services.disputes.causes import causes
from wanglai.services.disputes.hand_over_dispute import hand_over_dispute
from wanglai.services.disputes.propose_outcome import propose_outcome
from wanglai.services.disputes.queries import Wanted, dispute_page, disputes
from wanglai.services.disputes.refusals import (
    DisputeIsOver,
    NobodyWouldRead,
    NothingIsProposed,
    PartsDoNotAddUp,
)
from wanglai.services.disputes.reopen_dispute import reopen_dispute
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.disputes.say_in_dispute import attach_to_dispute, say_in_dispute
from wanglai.services.ledger.book import KeyWasUsed, Who
from wanglai.services.ledger.verify import verify_company
from wanglai.services.portal.dispute_lines import DisputedLine, dispute_lines
from wanglai.services.portal.disputing import EVIDENCE_MAX
from wanglai.services.portal.follow_dispute import answer_outcome, follow_dispute
from wanglai.services.portal.make_link import make_link, revoke_link
from wanglai.services.portal.refusals import (
    CodeIsNeeded,
    FileIsTooLarge,
    LinkIsNotGood,
    NameIsNeeded,
    WordsAreNeeded,
)
from wanglai.services.portal.show_dispute import conversation, file_of_conversation
from wanglai.services.portal.show_links import portal_of_statement
from wanglai.services.portal.show_statement import whole_statement
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.issue_statement import reissue_statement
from wanglai.store.models import Act, Dispute, DisputeStep, Message, OpenItem, PortalAnswer

INNER = "among ourselves: they are right"


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="01-20")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


def raised(visitor: Visitor, document: str = "INV-1", amount: int = 30_000) -> int:
    line = DisputedLine(OpenItem.objects.get(document=document).id, amount, "price")
    dispute_lines(visitor=visitor, address=ADDRESS, name="王芳", words="单价不符", lines=[line], key=key())  # fmt: skip
    return int(Dispute.objects.latest("id").id)


def followed(visitor: Visitor, dispute_id: int, words: str = "附上合同", **more: Any) -> int:
    said = {"visitor": visitor, "address": ADDRESS, "name": "王芳", "key": key(), **more}
    return follow_dispute(**said, dispute_id=dispute_id, words=words)


def answered(visitor: Visitor, dispute_id: int, answer: str, words: str = "", **more: Any) -> int:
    """To the proposal that is there, unless another is named."""
    if "proposal" not in more:
        more["proposal"] = conversation(visitor=visitor, dispute_id=dispute_id).proposal_seq or 0
    said = {"visitor": visitor, "address": ADDRESS, "name": "王芳", "key": key(), **more}
    return answer_outcome(**said, dispute_id=dispute_id, answer=answer, words=words)


def of_us(book: Ledger, dispute_id: int, role: str = "FM") -> dict[str, Any]:
    return {"company_id": book.company_id, "who": Who(book.books.people[role], DOOR), "dispute_id": dispute_id}  # fmt: skip


def proposed(book: Ledger, dispute_id: int, *parts: Part, role: str = "ARA", said: str = "差价部分冲减", form: str = "") -> int:  # fmt: skip
    wanted = parts or (Part("credit_note", 20_000), Part("rejected", 10_000))
    return propose_outcome(
        **book.books.scope(role), origin=DOOR, dispute_id=dispute_id, parts=wanted, said=said, key=form or key(),
    )  # fmt: skip


def rejected(book: Ledger, dispute_id: int) -> None:
    part = Part("rejected", Dispute.objects.get(id=dispute_id).amount)
    resolve_dispute(**book.books.scope("FM"), origin=DOOR, dispute_id=dispute_id, parts=[part], said="价格与合同一致", on=day("02-10"), key=key())  # fmt: skip


def test_the_customer_reads_what_is_written_to_it_and_no_inner_note(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    case = raised(visitor)
    us = of_us(book, case)
    say_in_dispute(**us, said=INNER)
    attach_to_dispute(**us, upload=Upload("inner.txt", b"inner"), said=INNER)
    hand_over_dispute(**book.books.scope("ARA"), origin=DOOR, dispute_id=case, owner_id=book.books.people["CRC"], said=INNER)  # fmt: skip
    say_in_dispute(**us, said="我们正在核实。", for_customer=True)
    attach_to_dispute(**us, upload=Upload("price.txt", b"price list"), said="价目表", for_customer=True)  # fmt: skip
    page = conversation(visitor=visitor, dispute_id=case)
    assert [(word.words.en, word.is_theirs, word.said, word.file_name) for word in page.words] == [
        ("Raised", True, "单价不符", ""), ("Said", False, "我们正在核实。", ""), ("File", False, "价目表", "price.txt"),
    ]  # fmt: skip
    assert INNER not in repr(page)
    assert "inner.txt" not in repr(page)
    shown = page.words[-1].no
    assert file_of_conversation(visitor=visitor, dispute_id=case, no=shown).content == b"price list"
    for hidden in (2, 3, 4, 1, 99):
        with pytest.raises(NotFound):
            file_of_conversation(visitor=visitor, dispute_id=case, no=hidden)


def test_it_answers_with_words_and_a_file_and_staff_see_that_it_waits(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    case = raised(visitor)
    waiting = Wanted(show="waits")
    assert [row.id for row in disputes(**book.reader, wanted=waiting).rows] == [
        case
    ]  # it was raised
    say_in_dispute(**of_us(book, case), said="请附合同。", for_customer=True)
    assert disputes(**book.reader, wanted=waiting).rows == ()
    made = followed(visitor, case, file=Upload("../contract.pdf", b"contract"))
    found = disputes(**book.reader, wanted=waiting)
    assert ([row.id for row in found.rows], found.waiting, found.rows[0].waits) == ([case], 1, True)
    say_in_dispute(**of_us(book, case), said=INNER)  # to nobody outside: it waits still
    assert disputes(**book.reader, wanted=waiting).waiting == 1
    step = DisputeStep.objects.get(dispute_id=case, kind="attached")
    assert (step.from_customer, step.said, step.file_name) == (True, "附上合同", "contract.pdf")
    answer = PortalAnswer.objects.get(id=made)
    assert (answer.kind, answer.dispute_id, answer.name, answer.words) == ("followed", case, "王芳", "附上合同")  # fmt: skip
    staff = portal_of_statement(**book.reader, statement_id=link.statement_id)
    assert (staff.answers[0].kind, staff.answers[0].dispute_id) == ("followed", case)
    assert staff.standing.state == "disputed"
    say_in_dispute(**of_us(book, case), said="收到，谢谢。", for_customer=True)
    assert disputes(**book.reader, wanted=waiting).waiting == 0
    assert Message.objects.filter(kind="reply", contact_id=link.contact_id).count() == 2
    assert verify_company(book.company_id).is_whole


def test_of_several_that_wait_each_is_found_and_one_of_staff_never_waits(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    one, two = raised(visitor, amount=10_000), raised(visitor, amount=5_000)
    say_in_dispute(**of_us(book, one), said="收到", for_customer=True)
    assert [row.id for row in disputes(**book.reader, wanted=Wanted(show="waits")).rows] == [two]
    rejected(book, two)
    assert disputes(**book.reader, wanted=Wanted(show="waits")).waiting == 0
    followed(visitor, two, "仍不认可")  # closed, and the customer goes on
    assert [row.id for row in disputes(**book.reader, wanted=Wanted(show="waits")).rows] == [two]


def test_a_form_sent_again_says_nothing_twice(link: Sent) -> None:
    visitor = link.proved()
    case = raised(visitor)
    assert followed(visitor, case, key="k") == followed(visitor, case, key="k")
    assert DisputeStep.objects.filter(dispute_id=case).count() == 2


def test_anothers_dispute_and_one_of_staff_are_as_if_absent(link: Sent, book: Ledger) -> None:
    visitor, stranger = link.proved(), sent(book, "别家").proved()
    case = raised(visitor)
    ours = Dispute.objects.create(
        company_id=book.company_id, customer_id=book.customer("远景"), statement_id=link.statement_id, currency="CNY", amount=1, standing=1,
        reason="price", raised_by="staff", owner_id=book.books.people["FM"], due_on=day("02-20"), opened_by_id=book.books.people["FM"],
        opened_on=day("02-10"), key="ours", request_hash=b"",
    ).id  # fmt: skip
    said = []
    for who, number in ((stranger, case), (visitor, ours), (visitor, 999_999_999)):
        for do in (
            lambda who, number: conversation(visitor=who, dispute_id=number),
            lambda who, number: file_of_conversation(visitor=who, dispute_id=number, no=1),
            followed,
            lambda who, number: answered(who, number, "agreed"),
        ):
            with pytest.raises(LinkIsNotGood) as caught:
                do(who, number)
            said.append(str(caught.value))
    assert len(set(said)) == 1
    assert PortalAnswer.objects.count() == 1


def test_a_link_alone_reads_nothing_and_says_nothing(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    case = raised(visitor)
    proposed(book, case)
    alone = link.visitor()
    for do in (
        lambda: conversation(visitor=alone, dispute_id=case), lambda: file_of_conversation(visitor=alone, dispute_id=case, no=1),
        lambda: followed(alone, case), lambda: answered(alone, case, "agreed"),
    ):  # fmt: skip
        with pytest.raises(CodeIsNeeded):
            do()
    revoke_link(**book.books.scope("ARA"), origin=DOOR, link_id=link.link.id)
    with pytest.raises(LinkIsNotGood):
        followed(visitor, case)
    assert PortalAnswer.objects.count() == 1


def test_what_is_said_has_a_name_words_and_a_file_that_fits(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    case = raised(visitor)
    for wrong, more in (
        (NameIsNeeded, {"name": " "}), (WordsAreNeeded, {"words": " "}), (WordsAreNeeded, {"words": "x" * 2001}),
        (FileIsTooLarge, {"file": Upload("x", b"x" * (EVIDENCE_MAX + 1))}),
    ):  # fmt: skip
        with pytest.raises(wrong):
            followed(visitor, case, **more)
    proposed(book, case)
    with pytest.raises(WordsAreNeeded):
        answered(visitor, case, "declined")
    assert PortalAnswer.objects.count() == 1


@pytest.mark.parametrize(("answer", "words", "kept"), [("agreed", "", "同意所提方案。"), ("agreed", "谢谢", "谢谢"), ("declined", "合同另有约定", "合同另有约定")])  # fmt: skip
def test_the_customer_says_whether_it_agrees_to_what_is_proposed(link: Sent, book: Ledger, answer: str, words: str, kept: str) -> None:  # fmt: skip
    visitor = link.proved()
    case = raised(visitor)
    proposed(book, case)
    page = conversation(visitor=visitor, dispute_id=case)
    assert [(words.en, amount.text) for words, amount in page.proposal] == [("Credit note", "200.00"), ("Rejection", "100.00")]  # fmt: skip
    assert [each.asks for each in whole_statement(visitor=visitor).disputes] == [True]
    assert dispute_page(**book.reader, dispute_id=case).proposal == "waits"
    answered(visitor, case, answer, words)
    page = conversation(visitor=visitor, dispute_id=case)
    assert page.proposal == ()
    assert (page.state, page.words[-1].said) == ("open", kept)
    assert dispute_page(**book.reader, dispute_id=case).proposal == answer
    assert disputes(**book.reader, wanted=Wanted(show="waits")).waiting == 1
    with pytest.raises(NothingIsProposed):
        answered(visitor, case, "agreed")
    assert Message.objects.filter(kind="reply").count() == 1
    assert verify_company(book.company_id).is_whole


def test_a_further_proposal_takes_the_place_of_the_one_before(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    case = raised(visitor)
    proposed(book, case)
    proposed(book, case, Part("credit_note", 30_000), said="全额冲减")
    page = conversation(visitor=visitor, dispute_id=case)
    assert [amount.text for _, amount in page.proposal] == ["300.00"]
    answered(visitor, case, "declined", "仍不对")
    told = json.loads(Act.objects.filter(kind="answer_proposal").latest("seq").facts)
    assert (told["answer"], told["proposal"]) == ("declined", page.proposal_seq)
    proposed(book, case, Part("compensation", 30_000))
    answered(visitor, case, "agreed")


def test_to_a_proposal_that_took_the_place_of_the_one_it_read_nobody_has_agreed(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    case = raised(visitor)
    proposed(book, case)
    read = conversation(visitor=visitor, dispute_id=case).proposal_seq
    proposed(book, case, Part("rejected", 30_000), said="全部驳回")
    for seq in (read, 0):
        with pytest.raises(NothingIsProposed):
            answered(visitor, case, "agreed", proposal=seq)
    assert dispute_page(**book.reader, dispute_id=case).proposal == "waits"
    assert not PortalAnswer.objects.filter(kind="agreed").exists()


def test_what_was_proposed_is_over_once_the_dispute_ended_or_began_again(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    case = raised(visitor)
    proposed(book, case)
    rejected(book, case)
    assert conversation(visitor=visitor, dispute_id=case).proposal == ()
    with pytest.raises(DisputeIsOver):
        answered(visitor, case, "agreed")
    with pytest.raises(DisputeIsOver):
        proposed(book, case)
    reopen_dispute(**book.books.scope("ARA"), origin=DOOR, dispute_id=case, said="再看")
    with pytest.raises(NothingIsProposed):
        answered(visitor, case, "agreed")


def test_a_proposal_fits_the_dispute_is_said_once_and_by_who_may_settle_it(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    case = raised(visitor)
    for parts in ((Part("credit_note", 30_001),), (Part("credit_note", 10_000),), (Part("shrug", 30_000),)):  # fmt: skip
        with pytest.raises(PartsDoNotAddUp):
            proposed(book, case, *parts)
    with pytest.raises(NotPermitted):
        proposed(book, case, role="SAL")
    with pytest.raises(NotFound):
        proposed(book, 999_999_999)
    assert proposed(book, case, form="k") == proposed(book, case, form="k")
    with pytest.raises(KeyWasUsed):
        proposed(book, case, Part("rejected", 30_000), form="k")
    assert DisputeStep.objects.filter(dispute_id=case, kind="proposed").count() == 2


def test_to_a_dispute_of_staff_nothing_is_proposed(link: Sent, book: Ledger) -> None:
    from tests.services.test_payment_reminders import dispute

    dispute(book, "INV-1", "10.00")
    with pytest.raises(NobodyWouldRead):
        proposed(book, Dispute.objects.get().id, Part("rejected", 1_000))


def test_a_proposal_counts_as_no_outcome_and_an_outcome_names_its_paper(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    case = raised(visitor)
    proposed(book, case)
    answered(visitor, case, "agreed")
    rejected(book, case)
    assert [row.upheld.text for row in causes(**book.reader).rows] == ["0.00"]
    assert [(words.en, amount.text) for words, amount in whole_statement(visitor=visitor).disputes[0].ends] == [("Rejection", "300.00")]  # fmt: skip
    second = raised(visitor, amount=20_000)
    resolve_dispute(
        **book.books.scope("ARA"), origin=DOOR, dispute_id=second, parts=[Part("credit_note", 20_000, number="CN-1")], said="冲减",
        on=day("02-10"), key=key(), approver=book.books.people["FM"],
    )  # fmt: skip
    last = conversation(visitor=visitor, dispute_id=second).words[-1]
    assert last.paper is not None
    assert (last.outcome and last.outcome.en, last.amount and last.amount.text, last.paper.document, last.paper.on) == (
        "Credit note", "200.00", "CN-1", day("02-10"),
    )  # fmt: skip


def test_by_the_link_to_a_further_version_the_customer_goes_on(link: Sent, book: Ledger) -> None:
    case, staff = raised(link.proved()), {**book.books.scope("ARA"), "origin": DOOR}
    book.post("debit_note", "LATE-1", "5.00", "01-15")
    newer = reissue_statement(**staff, statement_id=link.statement_id, reason="补记", key="again")
    made = make_link(**staff, statement_id=newer, contact_id=link.contact_id)
    visitor = Sent(book, newer, link.contact_id, made).proved()
    followed(visitor, case)
    assert [word.said for word in conversation(visitor=visitor, dispute_id=case).words] == ["单价不符", "附上合同"]  # fmt: skip


def test_a_word_of_a_customer_changed_behind_our_back_is_found(link: Sent, book: Ledger) -> None:
    visitor = link.proved()
    case, other = raised(visitor), raised(visitor, amount=100)
    made = followed(visitor, case)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_portalanswer DISABLE TRIGGER USER")
        cursor.execute("UPDATE store_portalanswer SET dispute_id = %s WHERE id = %s", [other, made])  # fmt: skip
        cursor.execute("ALTER TABLE store_portalanswer ENABLE TRIGGER USER")
    said = [str(fault) for fault in verify_company(book.company_id).faults]
    assert len(said) == 1, said
    assert "not what the customer said" in said[0]

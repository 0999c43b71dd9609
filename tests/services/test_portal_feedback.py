"""Complaints are replied to like questions; who confirmed may say how easily the statement was checked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.portal import ADDRESS, Sent, key, sent
from wanglai.services.access.scope import NotFound
from wanglai.services.exports.answers import answers_table
from wanglai.services.ledger.verify import verify_company
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.list_answers import WantedAnswers, list_answers
from wanglai.services.portal.refusals import CodeIsNeeded, NothingToRate
from wanglai.services.portal.reply import reply_to_question
from wanglai.services.portal.say import give_feedback, rate
from wanglai.services.portal.show_statement import receipt_of, whole_statement
from wanglai.services.portal.visitor import Visitor
from wanglai.store.models import Message, PortalAnswer


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="01-20")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


def said(visitor: Visitor, *, is_complaint: bool) -> int:
    return give_feedback(visitor=visitor, address=ADDRESS, name="王芳", words="对账单来得太晚", is_complaint=is_complaint, key=key())  # fmt: skip


def confirmed(visitor: Visitor) -> int:
    shown = whole_statement(visitor=visitor).shown
    return confirm(visitor=visitor, address=ADDRESS, name="王芳", shown=shown, key=key())


def rated(visitor: Visitor, score: int | None, **more: Any) -> int:
    form = {"visitor": visitor, "address": ADDRESS, "words": "", "key": key(), **more}
    return rate(**form, score=score)


def test_a_complaint_waits_until_it_is_replied_to_and_the_customer_reads_the_reply(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    praise, complaint = said(visitor, is_complaint=False), said(visitor, is_complaint=True)
    waiting = list_answers(**book.reader, wanted=WantedAnswers(waits=True))
    assert ([row.id for row in waiting.rows], waiting.waiting) == ([complaint], 1)
    staff = {**book.books.scope("ARA"), "origin": DOOR, "statement_id": link.statement_id}
    reply_to_question(**staff, answer_id=complaint, words="下月起每月 3 日前发出。", key=key())
    with pytest.raises(NotFound):
        reply_to_question(**staff, answer_id=praise, words="谢谢", key=key())
    assert list_answers(**book.reader, wanted=WantedAnswers(waits=True)).waiting == 0
    (read,) = whole_statement(visitor=visitor).questions
    assert (read.kind, [reply.words for reply in read.replies]) == ("complaint", ["下月起每月 3 日前发出。"])  # fmt: skip
    assert Message.objects.filter(kind="reply", contact_id=link.contact_id).count() == 1
    assert verify_company(book.company_id).is_whole


def test_who_confirmed_says_how_easily_it_was_checked_once_if_at_all(link: Sent, book: Ledger) -> None:  # fmt: skip
    visitor = link.proved()
    with pytest.raises(NothingToRate):
        rated(visitor, 5)  # nothing is confirmed yet
    made = confirmed(visitor)
    assert receipt_of(visitor=visitor, answer_id=made).may_rate
    for score in (0, 6, -1, None):
        with pytest.raises(NothingToRate):
            rated(visitor, score)
    kept = rated(visitor, 4, words="请附合同号", key="k")
    assert rated(visitor, 4, words="请附合同号", key="k") == kept
    with pytest.raises(NothingToRate):
        rated(visitor, 5)
    assert not receipt_of(visitor=visitor, answer_id=made).may_rate
    row = PortalAnswer.objects.get(id=kept)
    assert (row.kind, row.score, row.words, row.name) == ("rated", 4, "请附合同号", "王芳")
    assert receipt_of(visitor=visitor, answer_id=kept).answer.score == 4
    assert verify_company(book.company_id).is_whole


def test_the_mean_of_what_was_rated_stands_above_the_answers_and_each_in_the_export(link: Sent, book: Ledger) -> None:  # fmt: skip
    assert list_answers(**book.reader).score == ""
    first, second, third = (
        link.proved(),
        sent(book, "别家").proved(),
        sent(book, last="02-28").proved(),
    )
    for visitor, score in ((first, 5), (second, 4), (third, 4)):
        confirmed(visitor)
        rated(visitor, score)
    assert list_answers(**book.reader).score == "4.3"
    table = answers_table(**book.reader, wanted=WantedAnswers(kind="rated"))
    at = [column.words.en for column in table.columns].index("Score")
    assert [row[at] for row in table.rows] == [4, 4, 5]
    assert PortalAnswer.objects.filter(kind="rated").latest("id").words == "容易"


def test_a_link_alone_rates_nothing(link: Sent) -> None:
    confirmed(link.proved())
    with pytest.raises(CodeIsNeeded):
        rated(link.visitor(), 5)

"""Everything customers said, on one page: by kind, by what waits for a reply, searched, taken away, each seen by whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.ledgers import DOOR, Ledger, open_ledger
from tests.portal import ADDRESS, Sent, key, sent
from tests.web.test_book import signed_in, text_of

from wanglai.services.portal import list_answers as listing
from wanglai.services.portal.list_answers import WantedAnswers, list_answers
from wanglai.services.portal.reply import reply_to_question
from wanglai.services.portal.say import ask, give_feedback, promise

PAGE = "/statements/answers/"


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="01-20")
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


@pytest.fixture
def question(link: Sent) -> int:
    """A question, a complaint and a promise; the question's id."""
    said = {"visitor": link.proved(), "address": ADDRESS, "name": "王芳"}
    made = ask(**said, words="=INV-1 是什么？", key=key())
    give_feedback(**said, words="对账太慢", is_complaint=True, key=key())
    promise(
        **said,
        words="下周付",
        amount=60_000,
        on=timezone.localdate() + timedelta(days=7),
        key=key(),
    )
    return made


def test_before_anybody_answers_the_page_says_how_they_will(clerk: Client) -> None:
    assert "No customer has answered yet" in text_of(clerk.get(PAGE))


def test_a_question_and_a_complaint_wait_until_somebody_replies(
    link: Sent, question: int, clerk: Client
) -> None:
    book = link.book
    page = text_of(clerk.get(f"{PAGE}?waits=1"))
    assert "是什么？" in page
    assert "对账太慢" in page
    assert "600.00" not in page  # a promise waits for nobody
    complaint = list_answers(**book.reader, wanted=WantedAnswers(kind="complaint")).rows[0].id
    for answer in (question, complaint):
        reply_to_question(
            **book.books.scope("ARA"), origin=DOOR, statement_id=link.statement_id, answer_id=answer, words="运费", key=key()
        )  # fmt: skip
    assert "Nothing fits these filters" in text_of(clerk.get(f"{PAGE}?waits=1"))
    assert [row.replied for row in list_answers(**book.reader).rows] == [None, True, True]


@pytest.mark.usefixtures("question")
def test_answers_are_filtered_searched_and_taken_away(link: Sent, clerk: Client) -> None:
    assert "600.00 CNY" in text_of(clerk.get(f"{PAGE}?kind=promised"))
    assert "对账太慢" in text_of(clerk.get(f"{PAGE}?q=太慢"))
    assert "Nothing fits these filters" in text_of(clerk.get(f"{PAGE}?q=zzzz"))
    assert "Nothing fits these filters" in text_of(
        clerk.get(f"{PAGE}?to=2020-01-01&kind=x&after=x")
    )
    sheet = clerk.get(f"{PAGE}sheet/en/csv/?kind=asked").content.decode("utf-8-sig")
    assert "Waits for a reply" in sheet
    assert "'=INV-1" in sheet  # no formula leaves the house
    assert "对账太慢" not in sheet
    assert "投诉" in text_of(clerk.get(PAGE, headers={"accept-language": "zh-hans"}))


@pytest.mark.usefixtures("question")
def test_pages_go_on_and_nobody_reads_of_customers_they_do_not_see(
    link: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE_ROWS", 2)
    book = link.book
    first = list_answers(**book.reader)
    rest = list_answers(**book.reader, wanted=WantedAnswers(after=first.next_after))
    assert [row.kind for row in (*first.rows, *rest.rows)] == ["promised", "complaint", "asked"]
    assert rest.next_after is None
    assert first.waiting == 2
    assert list_answers(**book.books.scope("SAL")).rows == ()

"""One request, sent by fifty at once, again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

from tests.ledgers import Ledger
from tests.races.racing import race, side_by_side
from wanglai.domain.ledger import Document
from wanglai.services.ledger.book import KeyWasUsed, Posted
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.verify import verify_company
from wanglai.store.models import Entry

THREADS = 50
KEYS = 20


def _document(customer: int, number: str, gross: int = 11_300) -> Document:
    return Document("invoice", customer, number, date(2026, 1, 5), gross, 1_300)


def _each_key(book: Ledger, send: Callable[[int, str], Posted | None]) -> list[list[Posted | None]]:
    """What every thread was told, key after key; all fifty send each key at one moment."""
    line = threading.Barrier(THREADS)

    def work(thread: int) -> list[Posted | None]:
        said = []
        for number in range(KEYS):
            with side_by_side(line):
                said.append(send(thread, f"INV-{number}"))
        return said

    return [list(each) for each in zip(*race(THREADS, work), strict=True)]


def test_one_key_from_fifty_threads_posts_once(book: Ledger) -> None:
    customer = book.customer("远景")

    def send(_: int, key: str) -> Posted:
        return post_document(**book.scope, document=_document(customer, key), key=key)

    for number, answers in enumerate(_each_key(book, send)):
        entry = Entry.objects.get(company_id=book.company_id, document=f"INV-{number}")
        assert {(each.seq, each.number) for each in answers if each} == {(entry.seq, entry.number)}
        assert [each.repeated for each in answers if each].count(False) == 1
    assert Entry.objects.filter(company_id=book.company_id).count() == KEYS
    assert verify_company(book.company_id).is_whole


def test_one_key_for_two_papers_posts_the_first_and_refuses_the_other(book: Ledger) -> None:
    customer = book.customer("远景")

    def send(thread: int, key: str) -> Posted | None:
        document = _document(customer, key, 11_300 + thread % 2)
        try:
            return post_document(**book.scope, document=document, key=key)
        except KeyWasUsed:
            return None

    for number, answers in enumerate(_each_key(book, send)):
        entry = Entry.objects.get(company_id=book.company_id, document=f"INV-{number}")
        assert {each.seq for each in answers if each} == {entry.seq}
        assert answers.count(None) == THREADS // 2

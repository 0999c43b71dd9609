"""Fifty at once with one code, and fifty forms of one confirmation: one success, and nothing else happens."""

from __future__ import annotations

from collections import Counter

from tests.ledgers import Ledger
from tests.portal import ADDRESS, key, sent, wrong
from tests.races.racing import race
from wanglai.services.portal.codes import ask_code, prove_code
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.show_statement import whole_statement
from wanglai.services.portal.visitor import visitor_of
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Message, PortalAnswer, PortalCode

AT_ONCE = 50


def test_fifty_at_once_with_one_code_confirm_once(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,000.00", "01-10")
    link = sent(book)
    secret = link.opened()
    visitor = visitor_of(secret)
    code = link.code(visitor)

    def proves(_worker: int) -> str:
        try:
            prove_code(visitor=visitor, code=code)
        except UnableTo as refusal:
            return refusal.code_of_refusal
        return "done"

    assert Counter(race(AT_ONCE, proves)) == {"done": 1, "portal.code": AT_ONCE - 1}
    proved = visitor_of(secret)
    shown = whole_statement(visitor=proved).shown

    def confirms(_worker: int) -> str:
        try:
            confirm(visitor=proved, address=ADDRESS, name="王芳", shown=shown, key=key())
        except UnableTo as refusal:
            return refusal.code_of_refusal
        return "done"

    assert Counter(race(AT_ONCE, confirms)) == {"done": 1, "portal.confirmed": AT_ONCE - 1}
    assert PortalAnswer.objects.count() == 1


def test_fifty_guesses_at_once_are_five_tries(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,000.00", "01-10")
    link = sent(book)
    visitor = visitor_of(link.opened())
    code = link.code(visitor)

    def guesses(_worker: int) -> str:
        try:
            prove_code(visitor=visitor, code=wrong(code))
        except UnableTo as refusal:
            return refusal.code_of_refusal
        return "done"

    assert Counter(race(AT_ONCE, guesses)) == {"portal.code": AT_ONCE}
    assert PortalCode.objects.get().tries == 5


def test_fifty_asking_for_a_code_get_five_mails(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,000.00", "01-10")
    link = sent(book)
    visitor = visitor_of(link.opened())

    def asks(_worker: int) -> str:
        try:
            ask_code(visitor=visitor, address=ADDRESS)
        except UnableTo as refusal:
            return refusal.code_of_refusal
        return "done"

    assert Counter(race(AT_ONCE, asks)) == {"done": 5, "portal.tries": AT_ONCE - 5}
    assert Message.objects.filter(kind="code").count() == 5

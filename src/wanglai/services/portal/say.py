"""What else a customer says of a statement: a question, a promise, feedback, a complaint, how easily it was checked."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from wanglai.services.portal.answering import Said, keep_answer, known_answer, name_of, words_of
from wanglai.services.portal.refusals import NothingToRate, PromiseIsWrong
from wanglai.services.portal.visitor import Visitor, held, proof_of
from wanglai.services.portal.words import SCORES
from wanglai.store.models import PortalAnswer
from wanglai.store.models.portal import ASKED, COMPLAINT, CONFIRMED, FEEDBACK, PROMISED, RATED

PROMISED_WITHIN = timedelta(days=366)


def ask(*, visitor: Visitor, address: str, name: str, words: str, key: str) -> int:
    """Keep a question; its id. Refuses, in order: NameIsNeeded, WordsAreNeeded, LinkIsNotGood, CodeIsNeeded, TooManyTries."""
    return _kept(visitor, address, key, Said(ASKED, name_of(name), words_of(words)))


def give_feedback(*, visitor: Visitor, address: str, name: str, words: str, is_complaint: bool, key: str) -> int:  # fmt: skip
    """Keep feedback or a complaint; its id. Refuses as ``ask``."""
    kind = COMPLAINT if is_complaint else FEEDBACK
    return _kept(visitor, address, key, Said(kind, name_of(name), words_of(words)))


def promise(*, visitor: Visitor, address: str, name: str, words: str, amount: int | None, on: date | None, key: str) -> int:  # fmt: skip
    """Keep a promise to pay so many minor units of the statement's currency by a day; its id. No due date changes.

    Refuses, in order: NameIsNeeded, PromiseIsWrong, LinkIsNotGood, CodeIsNeeded, TooManyTries.
    """
    name, today = name_of(name), timezone.localdate()
    if amount is None or not 0 < amount < 1 << 62 or on is None or not today <= on <= today + PROMISED_WITHIN:  # fmt: skip
        raise PromiseIsWrong
    words = words.replace("\0", "").strip()[:500] or on.isoformat()
    return _kept(visitor, address, key, Said(PROMISED, name, words, amount=amount, on=on))


def rate(*, visitor: Visitor, address: str, score: int | None, words: str, key: str) -> int:
    """Keep how easily a confirmed statement was checked, one (very hard) to five (very easy), once; the answer's id. It may be left out.

    It stands under the name of whoever confirmed. Refuses, in order: NothingToRate, LinkIsNotGood, CodeIsNeeded, TooManyTries.
    """
    if score not in SCORES:
        raise NothingToRate
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        code, mine = proof_of(visitor), PortalAnswer.objects.filter(statement=link.statement)
        confirmed = mine.filter(kind=CONFIRMED).first()
        if confirmed is None or mine.filter(kind=RATED).exists():
            raise NothingToRate
        words = words.replace("\0", "").strip()[:500] or SCORES[score].within(visitor.language)
        return keep_answer(visitor, link, code, Said(RATED, confirmed.name, words, score=score), address, key)  # fmt: skip


def _kept(visitor: Visitor, address: str, key: str, said: Said) -> int:
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        return keep_answer(visitor, link, proof_of(visitor), said, address, key)

"""The customer confirms a statement: in these words, by this name, having been shown this paper."""

from __future__ import annotations

from wanglai.services.ledger.book import known_act
from wanglai.services.portal.answering import Said, keep_answer, known_answer, name_of
from wanglai.services.portal.paper import paper_of, pdf_hash
from wanglai.services.portal.refusals import (
    CodeIsNeeded,
    ContactIsNew,
    ShownIsOther,
    StatementIsConfirmed,
)
from wanglai.services.portal.visitor import CONFIRMS_FOR, Visitor, held, proof_of, rests_until
from wanglai.store.models import PortalAnswer
from wanglai.store.models.portal import CONFIRMED


def confirm(*, visitor: Visitor, address: str, name: str, shown: str, key: str) -> int:
    """Keep the confirmation; its id. ``shown`` is the digest of the PDF in hex, as the page that asks carries it.

    A code confirms once, within ten minutes after it was typed; a statement is confirmed once.
    Refuses, in order: NameIsNeeded, LinkIsNotGood, StatementIsConfirmed, ContactIsNew, CodeIsNeeded, ShownIsOther, TooManyTries.
    """
    name = name_of(name)
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        known_act(link.company_id, "", b"")  # takes the book: no other contact answers beside us
        if PortalAnswer.objects.filter(statement=link.statement, kind=CONFIRMED).exists():
            raise StatementIsConfirmed
        if rests_until(link) is not None:
            raise ContactIsNew
        code = proof_of(visitor, CONFIRMS_FOR)
        if PortalAnswer.objects.filter(code=code, kind=CONFIRMED).exists():
            raise CodeIsNeeded
        digest = pdf_hash(link.statement)
        if digest.hex() != shown:
            raise ShownIsOther
        wording = paper_of(link.statement).wording.within(visitor.language)
        return keep_answer(visitor, link, code, Said(CONFIRMED, name, wording, shown_hash=digest), address, key)  # fmt: skip

"""The customer says a paper is missing: an invoice it never had, a credit note it was promised, a delivery nobody wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from wanglai.services.disputes.claims import Claim
from wanglai.services.portal.disputing import (
    Line,
    checked_form,
    claim_line,
    is_confirmed,
    keep_disputed,
    link_looked_at,
)
from wanglai.services.portal.paper import paper_of
from wanglai.services.portal.refusals import PaperIsWrong
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Wording
from wanglai.store.models.disputes import CLAIMED_PAPERS

DATED_WITHIN = timedelta(days=3 * 366)
_MOST = 1 << 60  # of any currency: beyond it is a slip of the finger


@dataclass(frozen=True)
class PaperAsked:
    """What the page that asks for a missing paper shows of the statement."""

    number: str
    seller: Wording
    currency: str
    is_confirmed: bool


@dataclass(frozen=True)
class Missing:
    """The paper as the customer knows it; ``amount`` in minor units of the statement, ``on`` its day where it knows that."""

    paper: str
    number: str
    amount: int | None
    on: date | None = None


def paper_asked(*, visitor: Visitor) -> PaperAsked:
    """Refuses, in order: CodeIsNeeded, LinkIsNotGood."""
    link = link_looked_at(visitor)
    paper = paper_of(link.statement)
    return PaperAsked(paper.number, paper.seller, link.statement.currency, is_confirmed(link.statement))  # fmt: skip


def dispute_paper(
    *,
    visitor: Visitor,
    address: str,
    name: str,
    words: str,
    missing: Missing,
    key: str,
    file: Upload | None = None,
) -> int:
    """Keep the answer and open a dispute of the missing paper; the answer's id. The same paper is disputed once at a time.

    A promised credit note over 60.00 of which the statement knows nothing is a dispute of 60.00.
    Refuses, in order: NameIsNeeded, WordsAreNeeded, FileIsEmpty, FileIsTooLarge, LinkIsNotGood, CodeIsNeeded, StatementIsConfirmed,
    PaperIsWrong, TooManyTries, ClaimStands, DisputeHasNoOwner.
    """
    form = checked_form(name, words, file)
    return keep_disputed(visitor, address, key, form, lambda _link: [_told(missing)])


def _told(missing: Missing) -> Line:
    """Refuses: PaperIsWrong."""
    today, number = timezone.localdate(), " ".join(missing.number.split())[:100]
    is_sound = (
        missing.paper in CLAIMED_PAPERS
        and bool(number)
        and missing.amount is not None
        and 0 < missing.amount < _MOST
        and (missing.on is None or today - DATED_WITHIN <= missing.on <= today)
    )
    if not is_sound:
        raise PaperIsWrong
    assert missing.amount is not None
    claim = Claim("paper", paper=missing.paper, on=missing.on, reference=number)
    return claim_line(missing.amount, "document", number, claim)

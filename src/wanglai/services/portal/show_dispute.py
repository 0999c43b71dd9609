"""A dispute as the customer that raised it may read it: what it said, what we wrote to it, what is proposed, how it ended. No inner note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from wanglai.services.access.scope import NotFound
from wanglai.services.disputes.policy import reason_words
from wanglai.services.disputes.propose_outcome import proposed_now
from wanglai.services.disputes.show_claim import ClaimShown, claim_shown
from wanglai.services.disputes.words import OUTCOMES, STATES, STEPS, claimed
from wanglai.services.files import Download
from wanglai.services.money import Amount
from wanglai.services.portal.disputing import link_looked_at
from wanglai.services.portal.follow_dispute import own_dispute
from wanglai.services.portal.paper import paper_of
from wanglai.services.portal.visitor import Visitor
from wanglai.services.refusals import Wording
from wanglai.store.models import Dispute, DisputeStep, Entry, OpenItem


@dataclass(frozen=True)
class Paper:
    """What an outcome was posted by, as it is called on the next statement."""

    document: str
    on: date


@dataclass(frozen=True)
class Word:
    """One thing that was said; ``by`` is who of ours wrote it, empty where the customer did."""

    no: int
    at: datetime
    by: str
    is_theirs: bool
    words: Wording
    said: str
    file_name: str
    outcome: Wording | None
    amount: Amount | None
    paper: Paper | None


@dataclass(frozen=True)
class Conversation:
    """A dispute with its words in their order; ``proposal`` are the parts that wait for the customer's answer."""

    number: str
    seller: Wording
    id: int
    document: str
    reason: Wording
    claim: ClaimShown | None
    amount: Amount
    opened_on: date
    state: str
    state_words: Wording
    closed_on: date | None
    words: tuple[Word, ...]
    proposal: tuple[tuple[Wording, Amount], ...]
    proposal_seq: int | None  # the act that proposed them: an answer names it


def conversation(*, visitor: Visitor, dispute_id: int) -> Conversation:
    """Refuses, in order: CodeIsNeeded, LinkIsNotGood (another's dispute, too)."""
    link = link_looked_at(visitor)
    dispute, paper = own_dispute(link, dispute_id), paper_of(link.statement)
    claim, proposed = claim_shown(dispute), proposed_now(dispute)
    item = OpenItem.objects.filter(id=dispute.item_id).first() if dispute.item_id else None
    return Conversation(
        number=paper.number,
        seller=paper.seller,
        id=dispute.id,
        document=item.document if item is not None else dispute.document,
        reason=claimed(claim.kind if claim else "", reason_words(link.company_id)[dispute.reason]),
        claim=claim,
        amount=Amount(dispute.amount, dispute.currency),
        opened_on=dispute.opened_on,
        state=dispute.state,
        state_words=STATES[dispute.state],
        closed_on=dispute.closed_on,
        words=_words(dispute),
        proposal=tuple((OUTCOMES[each.outcome], Amount(each.amount or 0, dispute.currency)) for each in proposed),
        proposal_seq=proposed[0].seq if proposed else None,
    )  # fmt: skip


def file_of_conversation(*, visitor: Visitor, dispute_id: int, no: int) -> Download:
    """A file the customer may read, byte for byte under its own name. Refuses, in order: CodeIsNeeded, LinkIsNotGood, NotFound (none)."""
    dispute = own_dispute(link_looked_at(visitor), dispute_id)
    step = _readable(dispute).filter(no=no, file__isnull=False).select_related("file").first()
    if step is None or step.file is None:
        raise NotFound
    return Download(step.file_name, "application/octet-stream", bytes(step.file.content))


def _readable(dispute: Dispute) -> QuerySet[DisputeStep]:
    return DisputeStep.objects.filter(dispute=dispute, for_customer=True)


def _words(dispute: Dispute) -> tuple[Word, ...]:
    steps = list(_readable(dispute).select_related("by").order_by("no"))
    papers = _papers(dispute.company_id, [each.entry_seq for each in steps if each.entry_seq])
    return tuple(
        Word(
            each.no, each.at, "" if each.from_customer or each.by is None else each.by.name, each.from_customer, STEPS[each.kind],
            each.said, each.file_name, OUTCOMES.get(each.outcome), Amount(each.amount, dispute.currency) if each.amount else None,
            papers.get(each.entry_seq or 0),
        )
        for each in steps
    )  # fmt: skip


def _papers(company_id: int, seqs: Iterable[int]) -> dict[int, Paper]:
    rows = Entry.objects.filter(company_id=company_id, seq__in=list(seqs))
    return {seq: Paper(document, on) for seq, document, on in rows.values_list("seq", "document", "entry_on")}  # fmt: skip

"""What a visitor sees: masked before a code, everything the paper says after it. Looking changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from wanglai.domain.masking import masked_name
from wanglai.domain.payment_reference import in_fours
from wanglai.services.disputes.policy import reason_words
from wanglai.services.disputes.propose_outcome import proposals_waiting
from wanglai.services.disputes.words import OUTCOMES, STATES, claimed
from wanglai.services.files import Download
from wanglai.services.messages.show_messages import MailRow, mails_of_keys
from wanglai.services.money import Amount
from wanglai.services.portal.codes import is_shut
from wanglai.services.portal.disputing import key_of_line
from wanglai.services.portal.paper import Paper, paper_of, pdf_hash, pdf_of
from wanglai.services.portal.reconcile_answer import reconciliations_of
from wanglai.services.portal.refusals import CodeIsNeeded, LinkIsNotGood
from wanglai.services.portal.show_ledger import LedgerHandedIn, ledgers_of
from wanglai.services.portal.tell_contact import key_of_reply
from wanglai.services.portal.visitor import CONFIRMS_FOR, SEES_FOR, Visitor, rests_until
from wanglai.services.refusals import Wording
from wanglai.services.statements.queries import item_of, line_of, settlements_of, strip_of
from wanglai.services.statements.rows import Bucket, Line, OpenLineRow
from wanglai.store.models import (
    ContactChannel,
    Dispute,
    DisputeClaim,
    DisputeStep,
    OpenItem,
    PortalAnswer,
    PortalCode,
    PortalLink,
    PortalReply,
    Statement,
)
from wanglai.store.models.portal import (
    ANSWERED,
    CODE_TRIES,
    CONFIRMED,
    DISPUTED,
    RATED,
    TO_REPLY,
    UPLOADED,
)

PAGE_LINES = 200


@dataclass(frozen=True)
class Applied:
    """How a payment was used: so much of it for one paper."""

    on: date
    by: str
    paid: str
    amount: Amount


@dataclass(frozen=True)
class LineSaid:
    """A line that was disputed, and where its dispute stands now."""

    document: str
    amount: Amount
    reason: Wording
    dispute_id: int
    state: str
    state_words: Wording


@dataclass(frozen=True)
class DifferenceSaid:
    """What was said of one difference of the own ledger."""

    document: str
    amount: Amount
    agrees: bool
    words: str


@dataclass(frozen=True)
class Reply:
    """What staff wrote to a question; ``mail``, for staff: the one that says so to whoever asked, None where none went out."""

    words: str
    by: str
    at: datetime
    mail: MailRow | None = None


@dataclass(frozen=True)
class CustomerDispute:
    """A dispute of the customer as it may read it; ``ends`` are the parts it ended in, ``said`` what was written to the customer.

    ``asks``: we propose an outcome and the customer has not said whether it agrees.
    """

    id: int
    document: str
    amount: Amount
    reason: Wording
    opened_on: date
    state: str
    state_words: Wording
    closed_on: date | None
    ends: tuple[tuple[Wording, Amount], ...]
    said: tuple[tuple[datetime, str], ...]
    asks: bool


@dataclass(frozen=True)
class AnswerRow:
    """One answer of a statement, as customer and staff see it."""

    id: int
    kind: str
    name: str
    words: str
    amount: Amount | None
    on: date | None
    lines: tuple[LineSaid, ...]
    file_id: int | None
    file_name: str
    shown: str  # digest of the paper that was confirmed, hex
    contact: str
    made_at: datetime
    replies: tuple[Reply, ...] = ()
    dispute_id: int | None = None  # it was said in
    differences: tuple[DifferenceSaid, ...] = ()
    score: int | None = None  # of five
    reconciliation_id: int | None = None  # begun with the ledger that was handed in; for staff


@dataclass(frozen=True)
class Masked:
    """All that a link alone shows. ``to`` is where a code goes, masked; ``is_shut``: too many wrong codes were typed."""

    number: str
    seller: Wording
    customer: str
    from_on: date
    through_on: date
    currency: str
    to: str
    code_until: datetime | None  # one was sent to this session and is good still
    is_shut: bool
    is_demo: bool


@dataclass(frozen=True)
class Whole:
    """What a statement says. ``lines`` and ``items`` are one stretch of each."""

    number: str
    kind: str
    seller: Wording
    customer: str
    from_on: date
    through_on: date
    opening: Amount
    changed: Amount
    charged: Amount
    credited: Amount
    closing: Amount
    overdue: Amount
    wording: Wording
    shown: str  # digest of the PDF, hex
    changes: tuple[Line, ...]
    lines: tuple[Line, ...]
    lines_total: int
    items: tuple[OpenLineRow, ...]
    items_total: int
    strip: tuple[Bucket, ...]
    applied: tuple[Applied, ...]
    pay_to: str
    reference: str  # what the customer writes with its payment; empty on papers that carry none
    contact: str
    answers: tuple[AnswerRow, ...]
    questions: tuple[
        AnswerRow, ...
    ]  # and complaints; of every version of the statement, with what was replied
    disputes: tuple[CustomerDispute, ...]  # of every version
    ledgers: tuple[LedgerHandedIn, ...]  # of every version
    is_confirmed: bool
    rests_until: datetime | None  # the contact is new and does not confirm yet
    code_confirms: bool  # the code that was typed still confirms
    seen_until: datetime


def masked_statement(*, visitor: Visitor) -> Masked:
    """Refuses: LinkIsNotGood."""
    link = _link(visitor)
    paper = paper_of(link.statement)
    to = ContactChannel.objects.filter(contact_id=link.contact_id, channel="email").values_list("shown", flat=True).first()  # fmt: skip
    return Masked(
        paper.number, paper.seller, masked_name(paper.said["customer"]["name"]), link.statement.from_on,
        link.statement.through_on, link.statement.currency, to or "", _good_until(visitor), is_shut(int(link.id)), visitor.is_demo,
    )  # fmt: skip


def whole_statement(*, visitor: Visitor, lines_after: int = 0, items_after: int = 0) -> Whole:
    """Refuses, in order: CodeIsNeeded, LinkIsNotGood."""
    if visitor.proved_at is None:
        raise CodeIsNeeded
    link = _link(visitor)
    paper, found = paper_of(link.statement), link.statement
    said, currency = paper.said, found.currency
    settled = settlements_of(said)
    pay_to = said["company"]["paid_to"]
    answers = answers_of(link.company_id, found.id)
    items = tuple(item_of(each, said) for each in said["items"])
    return Whole(
        number=paper.number,
        kind=found.kind,
        seller=paper.seller,
        customer=said["customer"]["name"],
        from_on=found.from_on,
        through_on=found.through_on,
        opening=Amount(found.opening, currency),
        changed=Amount(found.changed, currency),
        charged=Amount(found.charged, currency),
        credited=Amount(found.credited, currency),
        closing=paper.closing,
        overdue=Amount(sum(each.open.minor for each in items if each.days_late), currency),
        wording=paper.wording,
        shown=pdf_hash(found).hex(),
        changes=tuple(line_of(each, said, {}) for each in said["changes"]),
        lines=tuple(line_of(each, said, settled) for each in said["movements"][lines_after : lines_after + PAGE_LINES]),
        lines_total=len(said["movements"]),
        items=items[items_after : items_after + PAGE_LINES],
        items_total=len(items),
        strip=tuple(strip_of(said)) if found.kind != "activity" else (),
        applied=tuple(
            Applied(date.fromisoformat(each["on"]), each["by"], each["paid"], Amount(each["amount"], currency))
            for each in said["settlements"]
        ),
        pay_to=" · ".join(pay_to[part] for part in ("name", "bank", "number") if pay_to[part]) if pay_to else "",
        reference=in_fours(said["customer"].get("reference", "")),
        contact=said["company"]["contact"],
        answers=answers,
        questions=_questions(found),
        disputes=_disputes(found),
        ledgers=ledgers_of(found),
        is_confirmed=any(each.kind == CONFIRMED for each in answers),
        rests_until=rests_until(link),
        code_confirms=_confirms_still(visitor),
        seen_until=visitor.proved_at + SEES_FOR,
    )  # fmt: skip


def paper_to_take(*, visitor: Visitor) -> Download:
    """The PDF, byte for byte as it was kept. Refuses, in order: CodeIsNeeded, LinkIsNotGood."""
    if not visitor.sees_all:
        raise CodeIsNeeded
    link = _link(visitor)
    name = paper_of(link.statement).number.replace("/", "-")
    return Download(f"{name}.pdf", "application/pdf", pdf_of(link.statement))


def paper_shown(*, visitor: Visitor) -> Paper:
    """The paper, for who chooses lines of it. Refuses, in order: CodeIsNeeded, LinkIsNotGood."""
    if not visitor.sees_all:
        raise CodeIsNeeded
    return paper_of(_link(visitor).statement)


def answers_of(company_id: int, statement_id: int) -> tuple[AnswerRow, ...]:
    """What was answered to one version of a statement, newest first."""
    rows = PortalAnswer.objects.filter(company_id=company_id, statement_id=statement_id)
    return answer_rows(company_id, rows)


def answer_rows(company_id: int, rows: QuerySet[PortalAnswer]) -> tuple[AnswerRow, ...]:
    """Answers with what followed: disputes, replies, reconciliations; newest first, in five questions however many there are."""
    found = list(rows.select_related("link__contact", "statement").order_by("-id"))
    lines, replies = _lines_said(company_id, found), _replies(company_id, found)
    begun = reconciliations_of(company_id, [each.id for each in found if each.kind == UPLOADED])
    return tuple(
        AnswerRow(
            int(each.id), each.kind, each.name, each.words,
            Amount(each.amount, each.statement.currency) if each.amount else None, each.on, lines.get(each.id, ()),
            each.file_id, each.file_name, bytes(each.shown_hash).hex() if each.shown_hash is not None else "",
            each.link.contact.name, each.made_at, replies.get(each.id, ()), each.dispute_id, _differences_said(each), each.score, begun.get(each.id),
        )
        for each in found
    )  # fmt: skip


def _differences_said(answer: PortalAnswer) -> tuple[DifferenceSaid, ...]:
    if answer.kind != ANSWERED:
        return ()
    currency = answer.statement.currency
    return tuple(DifferenceSaid(line["document"], Amount(line["amount"], currency), line["agrees"], line["words"]) for line in answer.lines)  # fmt: skip


def _lines_said(company_id: int, answers: Sequence[PortalAnswer]) -> dict[int, tuple[LineSaid, ...]]:  # fmt: skip
    disputed = [each for each in answers if each.kind == DISPUTED]
    if not disputed:
        return {}
    keys = [key_of_line(each.id, line["no"]) for each in disputed for line in each.lines]
    cases = {each.key: each for each in Dispute.objects.filter(company_id=company_id, key__in=keys)}
    reasons = reason_words(company_id)
    return {
        each.id: tuple(
            LineSaid(
                line["document"], Amount(line["amount"], each.statement.currency), claimed(line.get("claim", ""), reasons[line["reason"]]), case.id, case.state,
                STATES[case.state],
            )
            for line in each.lines
            for case in [cases[key_of_line(each.id, line["no"])]]
        )
        for each in disputed
    }  # fmt: skip


def _replies(company_id: int, answers: Sequence[PortalAnswer]) -> dict[int, tuple[Reply, ...]]:
    asked = [each.id for each in answers if each.kind in TO_REPLY]
    found: dict[int, tuple[Reply, ...]] = {}
    rows = PortalReply.objects.filter(company_id=company_id, answer_id__in=asked)
    told = list(rows.select_related("made_by").order_by("id"))
    mails = mails_of_keys(company_id, [key_of_reply(each.id) for each in told])
    for each in told:
        # an address of ours is nobody's name
        reply = Reply(each.words, each.made_by.name, each.made_at, mails.get(key_of_reply(each.id)))
        found[each.answer_id] = (*found.get(each.answer_id, ()), reply)
    return found


def _questions(statement: Statement) -> tuple[AnswerRow, ...]:
    """Of every version: a reply to a question of the version before is read by the link to the newest."""
    rows = PortalAnswer.objects.filter(
        company_id=statement.company_id, customer_id=statement.customer_id, kind__in=TO_REPLY,
        statement__year=statement.year, statement__number=statement.number,
    )  # fmt: skip
    return answer_rows(statement.company_id, rows)


def _disputes(statement: Statement) -> tuple[CustomerDispute, ...]:
    """What the customer raised of any version, newest first; of its steps those that are written for the customer."""
    rows = Dispute.objects.filter(
        company_id=statement.company_id, customer_id=statement.customer_id, raised_by="customer",
        statement__year=statement.year, statement__number=statement.number,
    )  # fmt: skip
    found, reasons = list(rows.order_by("-id")), reason_words(statement.company_id)
    papers = dict(OpenItem.objects.filter(id__in=[each.item_id for each in found if each.item_id]).values_list("id", "document"))  # fmt: skip
    claims = dict(DisputeClaim.objects.filter(dispute__in=found).values_list("dispute_id", "kind"))
    asking = proposals_waiting(found)
    steps: dict[int, list[DisputeStep]] = {}
    for step in DisputeStep.objects.filter(dispute_id__in=[each.id for each in found], for_customer=True, from_customer=False).order_by("no"):  # fmt: skip
        steps.setdefault(step.dispute_id, []).append(step)
    return tuple(
        CustomerDispute(
            each.id, papers.get(each.item_id or 0) or each.document, Amount(each.amount, each.currency), claimed(claims.get(each.id, ""), reasons[each.reason]), each.opened_on,
            each.state, STATES[each.state], each.closed_on, _ends(each, steps.get(each.id, [])),
            tuple((step.at, step.said) for step in steps.get(each.id, []) if step.said), each.id in asking,
        )
        for each in found
    )  # fmt: skip


def _ends(dispute: Dispute, steps: Sequence[DisputeStep]) -> tuple[tuple[Wording, Amount], ...]:
    """The parts of the outcome in force: none while it is open, and none of an outcome before it was opened again."""
    if dispute.state == "open":
        return ()
    last = max((step.seq for step in steps if step.kind == "resolved"), default=0)
    return tuple(
        (OUTCOMES[step.outcome], Amount(step.amount or 0, dispute.currency))
        for step in steps
        if step.kind == "resolved" and step.seq == last
    )


def _link(visitor: Visitor) -> PortalLink:
    link = PortalLink.objects.filter(id=visitor.link_id).select_related("statement", "contact").first()  # fmt: skip
    if link is None:
        raise LinkIsNotGood
    return link


def _good_until(visitor: Visitor) -> datetime | None:
    newest = PortalCode.objects.filter(session_id=visitor.session_id).order_by("-id").first()
    is_good = newest is not None and newest.proved_at is None and newest.expires_at > timezone.now() and newest.tries < CODE_TRIES  # fmt: skip
    return newest.expires_at if newest is not None and is_good else None


def _confirms_still(visitor: Visitor) -> bool:
    assert visitor.proved_at is not None
    newest = PortalCode.objects.filter(session_id=visitor.session_id, proved_at=visitor.proved_at).first()  # fmt: skip
    is_spent = PortalAnswer.objects.filter(code=newest, kind=CONFIRMED).exists()
    return not is_spent and visitor.proved_at > timezone.now() - CONFIRMS_FOR


@dataclass(frozen=True)
class Receipt:
    """An answer with where it is sealed: what a customer keeps."""

    answer: AnswerRow
    number: str
    seller: Wording
    closing: Amount
    through_on: date
    seq: int
    may_rate: bool  # it is the confirmation, and nobody said yet how easily it was checked


def receipt_of(*, visitor: Visitor, answer_id: int) -> Receipt:
    """One answer of the visitor's own statement. Refuses, in order: CodeIsNeeded, LinkIsNotGood (another's, too)."""
    paper = paper_shown(visitor=visitor)
    rows = PortalAnswer.objects.filter(
        company_id=visitor.company_id, statement_id=visitor.statement_id
    )
    found = rows.filter(id=answer_id).only("id", "seq", "kind").first()
    if found is None:
        raise LinkIsNotGood
    return Receipt(
        answer_rows(visitor.company_id, rows.filter(id=found.id))[0], paper.number, paper.seller, paper.closing, paper.statement.through_on, found.seq,
        found.kind == CONFIRMED and not rows.filter(kind=RATED).exists(),
    )  # fmt: skip

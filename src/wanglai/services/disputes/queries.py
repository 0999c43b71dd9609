"""Disputes to look at: the list, soonest deadline first, and one dispute with its conversation, its money and what may end it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, Sight, admit, admit_to_rows
from wanglai.services.contested.covering import Outcome, left_to_cover
from wanglai.services.contested.items import free_of
from wanglai.services.contested.owners import Owner, called, owners_of
from wanglai.services.disputes.claims import invoice_about, item_about
from wanglai.services.disputes.policy import reason_words
from wanglai.services.disputes.show_claim import ClaimShown, claim_shown
from wanglai.services.disputes.waiting import proposal_of, waiting_in
from wanglai.services.disputes.words import OUTCOMES, STATES, STEPS
from wanglai.services.files import Download
from wanglai.services.messages.show_messages import MailRow, mails_of_keys
from wanglai.services.money import Amount
from wanglai.services.portal.tell_contact import answer_of_dispute, key_of_step
from wanglai.services.searching import name_fits
from wanglai.store.models import (
    ApprovalEnd,
    ApprovalRequest,
    Company,
    Customer,
    Disposition,
    Dispute,
    DisputeStep,
    Invoice,
    OpenItem,
    Statement,
)

PAGE_ROWS = 50
SHOWN = ("open", "waits", "late", "mine", "closed", "all")
_RAISED = {"staff": Wording("我方登记", "Raised by us"), "customer": Wording("客户提出", "Raised by the customer")}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """``show`` is one of ``SHOWN``: mine are open and the person's own, in those that wait the customer spoke last; ``reason``, ``state`` '' and ``customer_id`` None are every.

    ``text`` is looked for in the customer's name, the document and what was said first; a number is the dispute's, too. ``after``
    is the deadline and id of the last row of the page before.
    """

    show: str = "open"
    reason: str = ""
    state: str = ""
    customer_id: int | None = None
    item_id: int | None = None
    statement_id: int | None = None
    text: str = ""
    after: tuple[date, int] | None = None


@dataclass(frozen=True)
class DisputeRow:
    """One dispute; ``amount`` as it was raised, ``standing`` what of it still stands."""

    id: int
    customer_id: int
    customer: str
    item_id: int | None
    statement_id: int | None
    document: str  # of the item, the statement's number, or what is missing
    amount: Amount
    standing: Amount
    reason: Wording
    said: str
    raised_by: Wording
    owner: str
    opened_on: date
    due_on: date
    is_late: bool
    state: str
    state_words: Wording
    closed_on: date | None
    waits: bool  # the customer spoke last, and reads in the portal what we reply


@dataclass(frozen=True)
class Disputes:
    """One page; ``next_after`` None is the last one. ``standing`` and ``late`` of every open dispute in sight, ``waiting`` of every one."""

    rows: tuple[DisputeRow, ...]
    next_after: tuple[date, int] | None
    standing: tuple[Amount, ...]
    late: int
    waiting: int


@dataclass(frozen=True)
class Step:
    """One thing that was said or done."""

    no: int
    at: datetime
    by: str  # empty: the machine
    from_customer: bool
    for_customer: bool
    kind: str
    words: Wording
    said: str
    file_name: str
    owner: str
    due_on: date | None
    due_before: date | None
    outcome: Wording | None
    amount: Amount | None
    entry_seq: int | None
    mail: MailRow | None  # the one that says to the customer that this is there


@dataclass(frozen=True)
class DraftNote:
    """A credit note of the item's invoice that waits to be posted."""

    id: int
    number: str
    amount: Amount


@dataclass(frozen=True)
class Credit:
    """An open credit of the customer that may be refunded."""

    item_id: int
    document: str
    amount: Amount


@dataclass(frozen=True)
class DisputePage:
    row: DisputeRow
    owner_id: int
    needs_rate: bool  # of a foreign currency, and no item says at which rate
    is_own: bool  # the person raised or owns it: what moves money needs another
    opened_by: str
    item_open: Amount | None
    invoice_id: int | None
    statement_number: str
    reconciliation_id: int | None  # whose difference it was
    claim: ClaimShown | None
    steps: tuple[Step, ...]
    notes: tuple[DraftNote, ...]
    taken: tuple[Outcome, ...]
    credits: tuple[Credit, ...]
    waiting_request: int | None  # for approval of an outcome
    was_escalated: bool  # for the deadline in force
    may_propose: bool  # the customer raised it in the portal and would read a proposal there
    proposal: str  # "waits", "agreed", "declined"; empty where nothing is proposed


def disputes(*, company_id: int, actor: int, wanted: Wanted = Wanted()) -> Disputes:
    """Disputes of the customers one sees, soonest deadline first. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    seen = sight.of(Dispute.objects.filter(company_id=company_id))
    rows = _fitting(seen, actor, wanted)
    if wanted.after is not None:
        due_on, last = wanted.after
        rows = rows.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, id__gt=last))
    page = list(rows.select_related("customer", "owner").order_by("due_on", "id")[: PAGE_ROWS + 1])
    after = (page[PAGE_ROWS - 1].due_on, page[PAGE_ROWS - 1].id) if len(page) > PAGE_ROWS else None
    open_ = seen.filter(state="open")
    sums = open_.values("currency").annotate(sum=Sum("standing")).order_by("currency")
    return Disputes(
        _rows(company_id, page[:PAGE_ROWS]),
        after,
        tuple(Amount(each["sum"], each["currency"]) for each in sums),
        open_.filter(due_on__lt=timezone.localdate()).count(),
        waiting_in(seen).count(),
    )


def _fitting(rows: QuerySet[Dispute], actor: int, wanted: Wanted) -> QuerySet[Dispute]:
    if wanted.show in ("open", "late", "mine"):
        rows = rows.filter(state="open")
    if wanted.show == "closed":
        rows = rows.exclude(state="open")
    if wanted.show == "waits":
        rows = waiting_in(rows)
    if wanted.show == "late":
        rows = rows.filter(due_on__lt=timezone.localdate())
    if wanted.show == "mine":
        rows = rows.filter(owner_id=actor)
    exact = {"reason": wanted.reason, "state": wanted.state, "customer_id": wanted.customer_id}
    exact |= {"item_id": wanted.item_id, "statement_id": wanted.statement_id}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.filter(_holds(wanted.text.strip())) if wanted.text.strip() else rows


def _holds(text: str) -> Q:
    items = OpenItem.objects.filter(document__icontains=text).values("id")
    said = DisputeStep.objects.filter(kind="opened", said__icontains=text).values("dispute_id")
    found = name_fits(text) | Q(document__icontains=text)
    found |= Q(item_id__in=items) | Q(id__in=said)
    return found | Q(id=int(text)) if text.isdecimal() and len(text) < 18 else found


def _rows(company_id: int, cases: Iterable[Dispute]) -> tuple[DisputeRow, ...]:
    found, today = list(cases), timezone.localdate()
    reasons = reason_words(company_id)
    papers = dict(OpenItem.objects.filter(id__in=[each.item_id for each in found if each.item_id]).values_list("id", "document"))  # fmt: skip
    told = Statement.objects.filter(
        id__in=[each.statement_id for each in found if each.statement_id]
    )
    statements = {each.id: _statement_number(each) for each in told}
    first = DisputeStep.objects.filter(dispute_id__in=[each.id for each in found], no=1)
    said = dict(first.values_list("dispute_id", "said"))
    waiting = set(waiting_in(Dispute.objects.filter(id__in=[each.id for each in found])).values_list("id", flat=True))  # fmt: skip
    return tuple(
        DisputeRow(
            id=each.id,
            customer_id=each.customer_id,
            customer=each.customer.name,
            item_id=each.item_id,
            statement_id=each.statement_id,
            document=papers.get(each.item_id or 0) or each.document or statements.get(each.statement_id or 0, ""),
            amount=Amount(each.amount, each.currency),
            standing=Amount(each.standing, each.currency),
            reason=reasons[each.reason],
            said=said.get(each.id, ""),
            raised_by=_RAISED[each.raised_by],
            owner=called(each.owner),
            opened_on=each.opened_on,
            due_on=each.due_on,
            is_late=each.state == "open" and each.due_on < today,
            state=each.state,
            state_words=STATES[each.state],
            closed_on=each.closed_on,
            waits=each.id in waiting,
        )
        for each in found
    )  # fmt: skip


def _statement_number(statement: Statement) -> str:
    version = f"/{statement.version}" if statement.version > 1 else ""
    return f"{statement.year}-{statement.number:06d}{version}"


def dispute_page(*, company_id: int, actor: int, dispute_id: int) -> DisputePage:
    """One dispute whole. Refuses, in order: NotFound, NotPermitted, NotFound (dispute)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    dispute = _in_sight(company_id, sight, dispute_id)
    item = OpenItem.objects.filter(id=dispute.item_id).first() if dispute.item_id else None
    papers = Invoice.objects.filter(company_id=company_id)
    invoice = invoice_about(dispute)
    steps = DisputeStep.objects.filter(dispute_id=dispute.id)
    return DisputePage(
        row=_rows(company_id, [dispute])[0],
        owner_id=dispute.owner_id,
        needs_rate=_needs_rate(dispute),
        is_own=actor in (dispute.owner_id, dispute.opened_by_id),
        opened_by=called(dispute.opened_by),
        item_open=Amount(item.amount - item.allocated, item.currency) if item else None,
        invoice_id=invoice.id if invoice else None,
        statement_number=_statement_number(dispute.statement) if dispute.statement else "",
        reconciliation_id=_reconciliation(dispute),
        claim=claim_shown(dispute),
        steps=_steps(steps, dispute.currency),
        notes=_notes(papers, invoice),
        taken=left_to_cover(company_id, item.id, dispute_id=dispute.id) if item else (),
        credits=_credits(dispute),
        waiting_request=_waiting_request(company_id, dispute.id),
        was_escalated=steps.filter(kind="escalated", due_before=dispute.due_on).exists(),
        may_propose=answer_of_dispute(dispute) is not None,
        proposal=proposal_of(steps),
    )


def _in_sight(company_id: int, sight: Sight, dispute_id: int) -> Dispute:
    rows = sight.of(Dispute.objects.filter(company_id=company_id, id=dispute_id))
    found: Dispute | None = rows.select_related(
        "customer", "owner", "opened_by", "statement"
    ).first()
    if found is None:
        raise NotFound
    return found


def _needs_rate(dispute: Dispute) -> bool:
    base = Company.objects.values_list("base_currency", flat=True).get(id=dispute.company_id)
    return dispute.currency != base and item_about(dispute) is None


def _reconciliation(dispute: Dispute) -> int | None:
    """The reconciliation in which a difference became it, the last of them where it was carried on."""
    said = Disposition.objects.filter(company_id=dispute.company_id, dispute_id=dispute.id)
    return said.order_by("-id").values_list("reconciliation_id", flat=True).first()


def _steps(rows: QuerySet[DisputeStep], currency: str) -> tuple[Step, ...]:
    found = list(rows.select_related("by", "owner").order_by("no"))
    keys = {
        each.no: key_of_step(each.dispute_id, each.seq)
        for each in found
        if each.for_customer and not each.from_customer
    }
    mails = mails_of_keys(found[0].company_id, keys.values()) if keys else {}
    return tuple(
        Step(
            each.no, each.at, called(each.by), each.from_customer, each.for_customer, each.kind, STEPS[each.kind],
            each.said, each.file_name, called(each.owner), each.due_on, each.due_before,
            OUTCOMES.get(each.outcome), Amount(each.amount, currency) if each.amount else None, each.entry_seq,
            mails.get(keys.get(each.no, "")),
        )
        for each in found
    )  # fmt: skip


def _notes(papers: QuerySet[Invoice], invoice: Invoice | None) -> tuple[DraftNote, ...]:
    if invoice is None:
        return ()
    rows = papers.filter(corrects_id=invoice.id, kind="credit_note", state="draft").order_by("id")
    return tuple(
        DraftNote(each.id, each.number, Amount(each.gross, each.currency)) for each in rows
    )


def _credits(dispute: Dispute) -> tuple[Credit, ...]:
    rows = OpenItem.objects.filter(
        company_id=dispute.company_id, customer_id=dispute.customer_id, currency=dispute.currency, side=-1,
    )  # fmt: skip
    return tuple(
        Credit(each.id, each.document, Amount(each.amount - each.allocated, each.currency))
        for each in rows.filter(amount__gt=F("allocated")).order_by("id")[:PAGE_ROWS]
    )


def _waiting_request(company_id: int, dispute_id: int) -> int | None:
    rows = ApprovalRequest.objects.filter(
        company_id=company_id, kind__in=("credit_note", "refund", "resolve_dispute"),
        subject__contains=f'"dispute_id": {dispute_id},', expires_at__gt=timezone.now(),
    )  # fmt: skip
    over = ApprovalEnd.objects.filter(company_id=company_id)
    return rows.exclude(id__in=over.values("request_id")).values_list("id", flat=True).first()


def dispute_file(*, company_id: int, actor: int, dispute_id: int, no: int) -> Download:
    """A file of a step byte for byte under its own name. Refuses, in order: NotFound, NotPermitted, NotFound (none)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    dispute = _in_sight(company_id, sight, dispute_id)
    step = DisputeStep.objects.filter(dispute_id=dispute.id, no=no, file__isnull=False).select_related("file").first()  # fmt: skip
    if step is None or step.file is None:
        raise NotFound
    return Download(step.file_name, "application/octet-stream", bytes(step.file.content))


def dispute_owners(*, company_id: int, actor: int) -> tuple[Owner, ...]:
    """Who may own a dispute, by name. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="dispute_item")
    return owners_of(company_id, "keep_dispute")


@dataclass(frozen=True)
class OpenDebt:
    """An open item of the customer and how much of it nobody contests yet."""

    id: int
    document: str
    due_on: date | None
    free: Amount


@dataclass(frozen=True)
class About:
    """What a new dispute of a customer may be about."""

    customer_id: int
    customer: str
    item: OpenDebt | None
    statement_id: int | None
    statement_number: str
    currency: str
    debts: tuple[OpenDebt, ...]


def about_customer(
    *, company_id: int, actor: int, customer_id: int, item_id: int | None = None, statement_id: int | None = None
) -> About:  # fmt: skip
    """The customer's open items with what is free of each, soonest due first, and what was chosen of them.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer, item, statement).
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    sight.require(customer_id)
    mine = {"company_id": company_id, "customer_id": customer_id}
    customer = Customer.objects.filter(company_id=company_id, id=customer_id).first()
    statement = Statement.objects.filter(**mine, id=statement_id).first() if statement_id else None
    items = OpenItem.objects.filter(**mine, side=1, amount__gt=F("allocated"))
    chosen = items.filter(id=item_id).first() if item_id else None
    if customer is None or (statement_id and statement is None) or (item_id and chosen is None):
        raise NotFound
    if statement is not None:
        items = items.filter(currency=statement.currency)
    debts = _debts(company_id, list(items.order_by("due_on", "id")[: 4 * PAGE_ROWS]))
    item = _debts(company_id, [chosen])[0] if chosen is not None else None
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    return About(
        customer_id, customer.name, item, statement_id, _statement_number(statement) if statement else "",
        item.free.currency if item else statement.currency if statement else base, debts,
    )  # fmt: skip


def _debts(company_id: int, items: list[OpenItem]) -> tuple[OpenDebt, ...]:
    free = free_of(company_id, items)
    return tuple(
        OpenDebt(each.id, each.document, each.due_on, Amount(free[each.id], each.currency))
        for each in items
    )

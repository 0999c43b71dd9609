"""What the policy lets the machine book: many lines at a time by set-based verbs, each line an act of its own that can be undone alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from wanglai.domain.allocation import ItemState, moved
from wanglai.domain.ledger import Draft, entry_of
from wanglai.services.allocation.items import item_states
from wanglai.services.cash.composing import owners_of, wanted_of
from wanglai.services.cash.planning import MONEY, Move, Plan, Planner, Ready, Row
from wanglai.services.cash.run_life import tell
from wanglai.services.cash.settle_line import receipt_of, settle
from wanglai.services.cash.third_party import Asked, Stranger, strangers_of
from wanglai.services.ledger.book import (
    Chart,
    Who,
    chart_of,
    known_act,
    post_drafts,
    request_hash,
    write_many_allocations,
)
from wanglai.services.refusals import Refusal
from wanglai.store.models import AcceptedPayer, BankEntry, CashProposal, CashRun, OpenItem

CHUNK = 1_000  # lines of one transaction
# Of a proposal, what booking it needs; of its line, what is looked at before it is held.
BOOKED_BY = ("bank_entry_id", "customer_id", "payer_by", "parts")
_LOOKED_AT = (
    "company_id", "state", "version", "amount", "currency", "handed_in_by_id", "booked_on", "other_name", "other_account_hash",
    "other_account_shown", "bank_reference", "text",
)  # fmt: skip


def book_automatically(run: CashRun) -> int:
    """Book every automatic proposal within the policy; how many lines were booked.

    What no longer fits since the machine looked stays an open proposal.
    """
    policy = run.policy
    assert policy is not None, "only a policy lets the machine book"
    who = Who(None, f"policy {policy.version}", policy.agreed_by_id)
    booked, after = 0, 0
    while chunk := _next(run, after):
        after = chunk[-1].id
        allowed = [each for each in chunk if _is_within(each, policy.chance_max)]
        booked += book_proposals(run.company_id, who, allowed, policy_id=policy.id, amount_max=policy.amount_max)  # fmt: skip
        if not tell(run.id, booked=booked):
            break
    return booked


def _next(run: CashRun, after: int) -> list[CashProposal]:
    rows = CashProposal.objects.filter(run_id=run.id, state="open", status="auto", id__gt=after)
    return list(rows.only("evidence", *BOOKED_BY).order_by("id")[:CHUNK])


def _is_within(proposal: CashProposal, chance_max: Decimal) -> bool:
    """Whether so few accidental answers are expected; evidence that names the debts leaves none to chance."""
    said = dict(proposal.evidence).get("chance")
    return said is None or Decimal(str(said)) <= chance_max


def book_proposals(
    company_id: int, who: Who, proposals: Sequence[CashProposal], *, policy_id: int | None, amount_max: int | None = None
) -> int:  # fmt: skip
    """Make of each line what its proposal says, all in one transaction where they can be, else one by one; how many were made.

    Lines of a file the person brought in stay, and so do those of another currency than the company's: somebody gives the rate.
    """
    owners = owners_of(item for each in proposals for item, _ in each.parts)
    wanted_lines = [each.bank_entry_id for each in proposals]
    lines = {each.id: each for each in BankEntry.objects.only(*_LOOKED_AT).filter(id__among=wanted_lines)}  # fmt: skip
    base = chart_of(company_id).base
    ready = []
    for each in proposals:
        wanted, line = wanted_of(each, owners), lines[each.bank_entry_id]
        is_small = amount_max is None or line.amount <= amount_max
        is_theirs = line.handed_in_by_id is not None and line.handed_in_by_id == who.actor
        if wanted is not None and line.state == "waiting" and line.currency == base and is_small and not is_theirs:  # fmt: skip
            ready.append(Ready(line, wanted, each.id))
    # Who pays for another is told one by one, with the paper or the word on the act; what has neither is for a person.
    strangers = _strangers(company_id, ready, {each.id: each for each in proposals})
    ready = [each for each in ready if each.line.id not in strangers or strangers[each.line.id].is_allowed]  # fmt: skip
    told = strangers.keys() | _spoken_for(ready)
    together = [each for each in ready if each.line.id not in told]
    alone = [each for each in ready if each.line.id in told]
    try:
        with transaction.atomic():
            made = _book_together(company_id, who, together, policy_id)
    except Refusal:
        made, alone = 0, ready
    return made + sum(_book_alone(company_id, who, each, policy_id) for each in alone)


def _spoken_for(ready: Sequence[Ready]) -> set[int]:
    """Lines of which two people said that their money pays another customer's debts."""
    lines = [each.line.id for each in ready if each.wanted.shares]
    rows = AcceptedPayer.objects.filter(bank_entry_id__in=lines)
    return set(rows.values_list("bank_entry_id", flat=True)) if lines else set()


def _strangers(
    company_id: int, ready: Sequence[Ready], said: Mapping[int, CashProposal]
) -> dict[int, Stranger]:
    asked = [Asked(each.line, each.wanted.customer_id, said.get(each.proposal_id or 0)) for each in ready]  # fmt: skip
    return strangers_of(company_id, asked)


def _book_alone(company_id: int, who: Who, ready: Ready, policy_id: int | None) -> int:
    """One line by the verb of people; what it refuses waits for them."""
    try:
        with transaction.atomic():
            settle(
                company_id, who, ready.line.id, ready.wanted, key=_key(ready), version=ready.line.version,
                proposal_id=ready.proposal_id, policy_id=policy_id,
            )  # fmt: skip
    except Refusal:
        return 0
    return 1


def _key(ready: Ready) -> str:
    """A line that was undone and is booked again is another event: its version says so."""
    return f"bank:{ready.line.id}:{ready.line.version}"


def _book_together(company_id: int, who: Who, ready: Sequence[Ready], policy_id: int | None) -> int:
    """Receipts in one call, what moves to others in another, settlements in a third; how many lines were made.

    One that does not fit beside the others would be refused alone as well, since they are made: it waits.
    """
    held = _held(ready)
    if not held:
        return 0
    known_act(company_id, "", b"")  # takes the book
    chart = chart_of(company_id)
    planner = Planner(company_id, who, chart, held)
    plans = [plan for each in held if (plan := planner.plan(each)) is not None]
    if not plans:
        return 0
    work = _Writing(company_id, who, chart, [_Made(plan) for plan in plans])
    _post_receipts(work)
    # Before anything is settled, so that the book's own wall sees whose file the money came with.
    _stand_posted(work)
    _post_moves(work)
    _settle(work)
    _keep(work, policy_id)
    return len(plans)


def _held(ready: Sequence[Ready]) -> list[Ready]:
    """Those whose line still waits as it was looked at, locked in the order of their ids, and whose proposal nobody rejected."""
    ids = [each.line.id for each in ready]
    rows = BankEntry.objects.select_for_update(no_key=True).filter(id__among=ids, state="waiting")
    # What was looked at is what is held: whatever changes of a line, its version does.
    held = set(rows.order_by("id").values_list("id", "version"))
    said = CashProposal.objects.filter(id__among=[each.proposal_id for each in ready], state="open")
    open_ones = set(said.values_list("id", flat=True))
    return [
        each for each in ready
        if each.proposal_id in open_ones and (each.line.id, each.line.version) in held
    ]  # fmt: skip


class _Made:
    """A plan on its way into the book: its acts and items as they come to stand."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.ready = plan, plan.ready
        self.key = _key(plan.ready)
        self.asked = request_hash({"settle": plan.ready.line.id, **plan.ready.wanted.facts()})
        self.receipt_seq = 0
        self.item = 0  # of the receipt
        self.moved: list[_Moved] = []  # of each share, in their order
        self.seqs: list[int] = []  # acts beside the receipt


class _Moved(NamedTuple):
    """The two items of money that moves: the one that takes it from the receipt, and the one it is there."""

    out: int
    there: int


class _Writing(NamedTuple):
    company_id: int
    who: Who
    chart: Chart
    made: list[_Made]


def _post_receipts(work: _Writing) -> None:
    drafts = []
    for each in work.made:
        paper = receipt_of(each.ready.line, each.ready.wanted.customer_id, each.plan.on)
        drafts.append((f"{each.key}:receipt", each.asked, entry_of(paper, work.chart.base)))
    for each, (seq, items) in zip(work.made, _posted(work, drafts), strict=True):
        each.receipt_seq, each.item = seq, items[0]


def _posted(
    work: _Writing, drafts: Sequence[tuple[str, bytes, Draft]]
) -> list[tuple[int, list[int]]]:
    """Entries posted in one call: the act of each, and its items in their order."""
    seqs = [each.seq for each in post_drafts(work.company_id, work.who, drafts, chart=work.chart)]
    items: dict[int, list[int]] = {seq: [] for seq in seqs}
    rows = OpenItem.objects.filter(company_id=work.company_id, seq__among=seqs).order_by("seq", "item_no")  # fmt: skip
    for seq, item in rows.values_list("seq", "id"):
        items[seq].append(item)
    return [(seq, items[seq]) for seq in seqs]


def _post_moves(work: _Writing) -> None:
    """Money that pays for others moves to them, each share by an entry of its own."""
    moving = [each for each in work.made if each.plan.moves]
    if not moving:
        return
    states = item_states(work.company_id, [each.item for each in moving])
    drafts = [
        (f"{each.key}:to:{no}", each.asked, _to_another(each.plan, move, states[each.item]))
        for each in moving
        for no, move in enumerate(each.plan.moves)
    ]
    posted = iter(_posted(work, drafts))
    for each in moving:
        for seq, (out, there) in islice(posted, len(each.plan.moves)):
            each.moved.append(_Moved(out, there))
            each.seqs.append(seq)


def _to_another(plan: Plan, move: Move, receipt: ItemState) -> Draft:
    return moved(
        receipt, move.amount, account=receipt.account, customer_id=move.customer_id, on=plan.on,
        document=receipt.document,
    )  # fmt: skip


def _settle(work: _Writing) -> None:
    """Every settlement is an act of its own under the key it has where a person makes it."""
    wanted = [(each, key, rows) for each in work.made for key, rows in _acts_of(each)]
    acts = write_many_allocations(
        work.company_id, work.who, "allocate", [(key, each.asked, rows) for each, key, rows in wanted]
    )  # fmt: skip
    for (each, _, _), seq in zip(wanted, acts, strict=True):
        each.seqs.append(seq)


def _acts_of(made: _Made) -> Iterator[tuple[str, list[dict[str, object]]]]:
    if made.plan.rows:
        yield f"{made.key}:settled", [_row(row, made.item) for row in made.plan.rows]
    for no, (move, item) in enumerate(zip(made.plan.moves, made.moved, strict=True)):
        out = Row(item.out, MONEY, move.amount, move.amount, move.amount, made.plan.on)
        yield f"{made.key}:to:{no}:settled", [_row(out, made.item)]
        yield f"{made.key}:settled:{no}", [_row(row, item.there) for row in move.rows]


def _row(row: Row, money: int) -> dict[str, object]:
    return {
        "debit_item_id": row.debit, "credit_item_id": row.credit or money, "amount": row.amount,
        "debit_base": row.debit_base, "credit_base": row.credit_base, "effective_on": row.on,
    }  # fmt: skip


def _keep(work: _Writing, policy_id: int | None) -> None:
    """Settlements and proposals as they stand now, in two statements."""
    now, actor = timezone.now(), work.who.actor
    with connection.cursor() as cursor, cursor.copy(_SETTLEMENTS) as copy:
        for each in work.made:
            ready = each.ready
            copy.write_row(
                (
                    work.company_id, ready.line.id, ready.proposal_id, ready.wanted.customer_id, each.receipt_seq,
                    each.seqs[-1] if each.seqs else None, each.seqs, each.plan.settled, policy_id, actor, now, each.key,
                    each.asked,
                )
            )  # fmt: skip
    made = [each.ready for each in work.made]
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSALS, {"ids": [each.line.id for each in made], "taken": [each.proposal_id or 0 for each in made], "actor": actor})  # fmt: skip


def _stand_posted(work: _Writing) -> None:
    """Each line names its receipt and its customer."""
    made = {
        "ids": [each.ready.line.id for each in work.made],
        "customers": [each.ready.wanted.customer_id for each in work.made],
        "seqs": [each.receipt_seq for each in work.made],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES, made)


_SETTLEMENTS = """
COPY store_settlement (company_id, bank_entry_id, proposal_id, customer_id, receipt_seq, allocate_seq, other_seqs, allocated,
                       policy_id, settled_by_id, settled_at, key, request_hash) FROM STDIN
"""
_LINES = """
UPDATE store_bankentry AS line
   SET state = 'posted', customer_id = made.customer, entry_seq = made.seq, version = line.version + 1
  FROM unnest(%(ids)s::bigint[], %(customers)s::bigint[], %(seqs)s::bigint[]) AS made (line, customer, seq)
 WHERE line.id = made.line
"""
_PROPOSALS = """
UPDATE store_cashproposal AS proposal
   SET state = CASE WHEN proposal.id = ANY(%(taken)s) THEN 'taken' ELSE 'replaced' END,
       decided_by_id = %(actor)s, decided_at = now()
 WHERE proposal.bank_entry_id = ANY(%(ids)s) AND proposal.state = 'open'
"""

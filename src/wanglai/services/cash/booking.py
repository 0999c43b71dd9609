"""What the policy lets the machine book: many lines at a time by set-based verbs, each line an act of its own that can be undone alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction

from wanglai.domain.allocation import ItemState, first_fault
from wanglai.domain.allocation import settle as settled
from wanglai.domain.ledger import DEBIT, entry_of
from wanglai.domain.settling import Source, Target, pairings
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.settling import NotSoMuchIsOpen
from wanglai.services.cash.composing import owners_of, wanted_of
from wanglai.services.cash.lines import first_open_day
from wanglai.services.cash.run_life import tell
from wanglai.services.cash.settle_line import Wanted, receipt_of, settle
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
from wanglai.store.models import BankEntry, CashProposal, CashRun, OpenItem, Settlement

CHUNK = 1_000  # lines of one transaction


class Ready(NamedTuple):
    """A line with what is to be made of it."""

    line: BankEntry
    wanted: Wanted
    proposal_id: int | None


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
    return list(rows.order_by("id")[:CHUNK])


def _is_within(proposal: CashProposal, chance_max: Decimal) -> bool:
    """Whether so few accidental answers are expected; evidence that names the debts leaves none to chance."""
    said = dict(proposal.evidence).get("chance")
    return said is None or Decimal(str(said)) <= chance_max


def book_proposals(
    company_id: int, who: Who, proposals: Sequence[CashProposal], *, policy_id: int | None, amount_max: int | None = None
) -> int:  # fmt: skip
    """Make of each line what its proposal says, all in one transaction where they can be, else one by one; how many were made."""
    owners = owners_of(item for each in proposals for item, _ in each.parts)
    lines = {each.id: each for each in BankEntry.objects.filter(id__in=[each.bank_entry_id for each in proposals])}  # fmt: skip
    ready = []
    for each in proposals:
        wanted = wanted_of(each, owners)
        line = lines[each.bank_entry_id]
        if wanted is not None and line.state == "waiting" and (amount_max is None or line.amount <= amount_max):  # fmt: skip
            ready.append(Ready(line, wanted, each.id))
    base = chart_of(company_id).base
    simple = [each for each in ready if each.line.currency == base and not each.wanted.shares]
    others = [each for each in ready if each.line.currency == base and each.wanted.shares]
    try:
        with transaction.atomic():
            made = _book_together(company_id, who, simple, policy_id)
    except Refusal:
        made = 0
        others = [*simple, *others]
    return made + sum(_book_alone(company_id, who, each, policy_id) for each in others)


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


@dataclass
class _Together:
    """A chunk: its items as they stand, and what earlier lines of it have taken of them."""

    states: dict[int, ItemState]
    taken: dict[int, tuple[int, int]]

    def left(self, item: int) -> ItemState:
        state = self.states[item]
        amount, base = self.taken.get(item, (0, 0))
        return replace(state, amount_open=state.amount_open - amount, base_open=state.base_open - base)  # fmt: skip

    def take(self, item: int, amount: int, base: int) -> None:
        before = self.taken.get(item, (0, 0))
        self.taken[item] = before[0] + amount, before[1] + base


def _book_together(company_id: int, who: Who, ready: Sequence[Ready], policy_id: int | None) -> int:
    """Receipts in one call, settlements in another; refuses where one of them does not fit."""
    if not ready:
        return 0
    ready = _held(ready)
    known_act(company_id, "", b"")  # takes the book
    states = item_states(company_id, {part.item_id for each in ready for part in each.wanted.parts})
    chart = chart_of(company_id)
    days = _Days(company_id)
    asked = [request_hash({"settle": each.line.id, **each.wanted.facts()}) for each in ready]
    posted = _receipts(company_id, who, ready, asked, days, chart)
    for each, item in zip(ready, posted.items, strict=True):
        states[item.id] = item
        assert item.customer_id == each.wanted.customer_id
    together = _Together(states, {})
    rows = [
        _rows(together, each, item, days, digest)
        for each, item, digest in zip(ready, posted.items, asked, strict=True)
    ]
    acts = write_many_allocations(company_id, who, "allocate", [each for each in rows if each[2]])
    _keep(company_id, who, ready, posted.seqs, acts, rows, asked, policy_id)
    return len(ready)


def _held(ready: Sequence[Ready]) -> list[Ready]:
    """Those whose line still waits, locked in the order of their ids."""
    ids = [each.line.id for each in ready]
    rows = BankEntry.objects.select_for_update(no_key=True).filter(id__in=ids, state="waiting")
    held = {each.id: each for each in rows.order_by("id")}
    return [each._replace(line=held[each.line.id]) for each in ready if each.line.id in held]


class _Days:
    """First open days, asked once for each day."""

    def __init__(self, company_id: int) -> None:
        self._company = company_id
        self._known: dict[date, date] = {}

    def open(self, day: date) -> date:
        if day not in self._known:
            self._known[day] = first_open_day(self._company, day)
        return self._known[day]


class _Posted(NamedTuple):
    seqs: list[int]
    items: list[ItemState]


def _receipts(
    company_id: int, who: Who, ready: Sequence[Ready], asked: Sequence[bytes], days: _Days, chart: Chart
) -> _Posted:  # fmt: skip
    drafts = [
        (
            f"{_key(each)}:receipt", digest,
            entry_of(receipt_of(each.line, each.wanted.customer_id, days.open(each.line.booked_on)), chart.base),
        )
        for each, digest in zip(ready, asked, strict=True)
    ]  # fmt: skip
    seqs = [each.seq for each in post_drafts(company_id, who, drafts, chart=chart)]
    items = dict(OpenItem.objects.filter(company_id=company_id, seq__in=seqs).values_list("seq", "id"))  # fmt: skip
    states = item_states(company_id, items.values())
    return _Posted(seqs, [states[items[seq]] for seq in seqs])


def _rows(
    together: _Together, ready: Ready, receipt: ItemState, days: _Days, digest: bytes
) -> tuple[str, bytes, list[dict[str, Any]]]:  # fmt: skip
    """The settlements of one line, checked against what the lines before it left."""
    parts = ready.wanted.parts
    debts = [Target(part.item_id, part.amount) for part in parts if together.states[part.item_id].side == DEBIT]  # fmt: skip
    helpers = [Source(part.item_id, part.amount) for part in parts if together.states[part.item_id].side != DEBIT]  # fmt: skip
    needed = sum(each.amount for each in debts) - sum(each.amount for each in helpers)
    if not 0 <= needed <= receipt.amount_open:
        raise NotSoMuchIsOpen(receipt.document)
    rows = []
    for each in pairings(debts, [*helpers, Source(receipt.id, needed)]):
        debit, credit = together.left(each.debit), together.left(each.credit)
        on = days.open(max(debit.free_from, credit.free_from))
        if first_fault(debit, credit, each.amount, on) is not None:
            raise NotSoMuchIsOpen(debit.document)
        found = settled(debit, credit, each.amount, on)
        if found.realised:
            raise NotSoMuchIsOpen(debit.document)
        together.take(debit.id, each.amount, found.debit_base)
        together.take(credit.id, each.amount, found.credit_base)
        rows.append(
            {
                "debit_item_id": debit.id, "credit_item_id": credit.id, "amount": each.amount,
                "debit_base": found.debit_base, "credit_base": found.credit_base, "effective_on": on,
            }
        )  # fmt: skip
    return f"{_key(ready)}:settled", digest, rows


def _keep(
    company_id: int, who: Who, ready: Sequence[Ready], seqs: Sequence[int], acts: Sequence[int],
    rows: Sequence[tuple[str, bytes, list[dict[str, Any]]]], asked: Sequence[bytes], policy_id: int | None,
) -> None:  # fmt: skip
    """Settlements, lines and proposals as they stand now, in three statements."""
    numbers = iter(acts)
    made = []
    for each, seq, (_, _, settling), digest in zip(ready, seqs, rows, asked, strict=True):
        act = next(numbers) if settling else None
        made.append(
            Settlement(
                company_id=company_id, bank_entry_id=each.line.id, proposal_id=each.proposal_id,
                customer_id=each.wanted.customer_id, receipt_seq=seq, allocate_seq=act,
                other_seqs=[act] if act else [], allocated=_of_money(settling, each),
                policy_id=policy_id, settled_by_id=who.actor, key=_key(each), request_hash=digest,
            )
        )  # fmt: skip
    Settlement.objects.bulk_create(made)
    lines = [(each.line.id, each.wanted.customer_id, seq) for each, seq in zip(ready, seqs, strict=True)]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"ids": [line for line, _, _ in lines], "customers": [each for _, each, _ in lines], "seqs": [seq for _, _, seq in lines]})  # fmt: skip
        cursor.execute(_PROPOSALS, {"ids": [line for line, _, _ in lines], "taken": [each.proposal_id or 0 for each in ready], "actor": who.actor})  # fmt: skip


def _of_money(settling: Sequence[dict[str, Any]], ready: Ready) -> int:
    """Of what was settled, what the receipt itself paid."""
    helpers = {part.item_id for part in ready.wanted.parts}
    return sum(row["amount"] for row in settling if row["credit_item_id"] not in helpers)


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

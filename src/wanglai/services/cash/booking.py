"""What the policy lets the machine book: many lines at a time by set-based verbs, each line an act of its own that can be undone alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from wanglai.domain.allocation import ItemState, first_fault
from wanglai.domain.allocation import settle as settled
from wanglai.domain.ledger import CREDIT, DEBIT, RULES, entry_of
from wanglai.domain.settling import Source, Target, pairings
from wanglai.services.allocation.items import item_states
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
from wanglai.store.models import BankEntry, CashProposal, CashRun, OpenItem

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
            made, left_over = _book_together(company_id, who, simple, policy_id)
    except Refusal:
        made, left_over = 0, simple
    return made + sum(_book_alone(company_id, who, each, policy_id) for each in (*left_over, *others))  # fmt: skip


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


def _book_together(
    company_id: int, who: Who, ready: Sequence[Ready], policy_id: int | None
) -> tuple[int, list[Ready]]:  # fmt: skip
    """Receipts in one call, settlements in another: how many were made, and those that did not fit beside the others."""
    ready = _held(ready)
    if not ready:
        return 0, []
    known_act(company_id, "", b"")  # takes the book
    states = item_states(company_id, {part.item_id for each in ready for part in each.wanted.parts})
    chart = chart_of(company_id)
    days, together = _Days(company_id), _Together(states, {})
    planned, left_over = [], []
    for each in ready:
        rows = _planned(together, each, days, chart)
        if rows is None:
            left_over.append(each)
        else:
            planned.append((each, rows))
    if not planned:
        return 0, left_over
    fitting = [each for each, _ in planned]
    asked = [request_hash({"settle": each.line.id, **each.wanted.facts()}) for each in fitting]
    posted = _receipts(company_id, who, fitting, asked, days, chart)
    rows_of = [
        (f"{_key(each)}:settled", digest, [{**row, "credit_item_id": row["credit_item_id"] or item} for row in rows])
        for (each, rows), item, digest in zip(planned, posted.items, asked, strict=True)
    ]  # fmt: skip
    # Before anything is settled, so that the book's own wall sees whose file the money came with.
    _stand_posted(fitting, posted.seqs)
    acts = write_many_allocations(
        company_id, who, "allocate", [each for each in rows_of if each[2]]
    )
    _keep(company_id, who, fitting, posted.seqs, acts, rows_of, asked, policy_id)
    return len(fitting), left_over


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
    items: list[int]


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
    return _Posted(seqs, [items[seq] for seq in seqs])


_RECEIPT = 0  # stands for the item of a receipt that is not posted yet


def _planned(
    together: _Together, ready: Ready, days: _Days, chart: Chart
) -> list[dict[str, Any]] | None:
    """The settlements of one line beside what the lines before it took; None where it does not fit."""
    line, parts = ready.line, ready.wanted.parts
    receipt = _receipt_of(line, ready.wanted.customer_id, days.open(line.booked_on), chart)
    debts = [Target(part.item_id, part.amount) for part in parts if together.states[part.item_id].side == DEBIT]  # fmt: skip
    helpers = [Source(part.item_id, part.amount) for part in parts if together.states[part.item_id].side != DEBIT]  # fmt: skip
    needed = sum(each.amount for each in debts) - sum(each.amount for each in helpers)
    if not 0 <= needed <= line.amount:
        return None
    sources = [*helpers, *([Source(_RECEIPT, needed)] if needed else [])]
    rows, before = [], dict(together.taken)
    together.states[_RECEIPT] = receipt
    together.taken.pop(_RECEIPT, None)
    for each in pairings(debts, sources):
        debit, credit = together.left(each.debit), together.left(each.credit)
        on = days.open(max(debit.free_from, credit.free_from))
        found = settled(debit, credit, each.amount, on) if first_fault(debit, credit, each.amount, on) is None else None  # fmt: skip
        if found is None or found.realised:
            together.taken = before
            return None
        together.take(debit.id, each.amount, found.debit_base)
        together.take(credit.id, each.amount, found.credit_base)
        rows.append(
            {
                "debit_item_id": debit.id, "credit_item_id": credit.id, "amount": each.amount,
                "debit_base": found.debit_base, "credit_base": found.credit_base, "effective_on": on,
            }
        )  # fmt: skip
    return rows


def _receipt_of(line: BankEntry, customer_id: int, on: date, chart: Chart) -> ItemState:
    """The item the receipt will have: all of it open, in the company's own currency."""
    control = RULES["receipt"].control
    return ItemState(
        id=_RECEIPT, customer_id=customer_id, account=control, account_id=chart.accounts[control], currency=line.currency,
        kind="receipt", side=CREDIT, amount_open=line.amount, base_open=line.amount, document=str(line.id),
        document_on=on, due_on=on, undone_on=None,
    )  # fmt: skip


def _keep(
    company_id: int, who: Who, ready: Sequence[Ready], seqs: Sequence[int], acts: Sequence[int],
    rows: Sequence[tuple[str, bytes, list[dict[str, Any]]]], asked: Sequence[bytes], policy_id: int | None,
) -> None:  # fmt: skip
    """Settlements and proposals as they stand now, in two statements."""
    numbers = iter(acts)
    made, now = [], timezone.now()
    for each, seq, (_, _, settling), digest in zip(ready, seqs, rows, asked, strict=True):
        act = next(numbers) if settling else None
        made.append(
            (
                company_id, each.line.id, each.proposal_id, each.wanted.customer_id, seq, act, [act] if act else [],
                _of_money(settling, each), policy_id, who.actor, now, _key(each), digest,
            )
        )  # fmt: skip
    with connection.cursor() as cursor, cursor.copy(_SETTLEMENTS) as copy:
        for row in made:
            copy.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSALS, {"ids": [each.line.id for each in ready], "taken": [each.proposal_id or 0 for each in ready], "actor": who.actor})  # fmt: skip


def _stand_posted(ready: Sequence[Ready], seqs: Sequence[int]) -> None:
    """Each line names its receipt and its customer."""
    made = {
        "ids": [each.line.id for each in ready],
        "customers": [each.wanted.customer_id for each in ready],
        "seqs": list(seqs),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES, made)


def _of_money(settling: Sequence[dict[str, Any]], ready: Ready) -> int:
    """Of what was settled, what the receipt itself paid."""
    helpers = {part.item_id for part in ready.wanted.parts}
    return sum(row["amount"] for row in settling if row["credit_item_id"] not in helpers)


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

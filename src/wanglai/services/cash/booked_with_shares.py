"""Lines whose money pays for others, many in three calls: receipts, what moves to others, settlements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from wanglai.domain.allocation import ItemState, moved
from wanglai.domain.ledger import Draft, entry_of
from wanglai.services.allocation.items import item_states
from wanglai.services.cash.planning import MONEY, Move, Plan, Row
from wanglai.services.cash.settle_line import receipt_of
from wanglai.services.copying import copy_rows
from wanglai.services.ledger.book import Chart, Who, post_drafts, write_many_allocations
from wanglai.store.models import OpenItem


def book_with_shares(
    company_id: int, who: Who, chart: Chart, plans: Sequence[Plan], policy_id: int | None
) -> None:
    """Every line of the plans, in one transaction that holds the book. Refuses: ItemsDoNotMeet, CashierSettles, KeyWasUsed, PeriodIsNotOpen."""
    work = _Writing(company_id, who, chart, [_Made(plan) for plan in plans])
    _post_receipts(work)
    # Before anything is settled, so that the book's own wall sees whose file the money came with.
    _stand_posted(work)
    _post_moves(work)
    _settle(work)
    _keep(work, policy_id)


class _Made:
    """A plan on its way into the book: its acts and items as they come to stand."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.ready = plan, plan.ready
        self.key, self.asked = plan.ready.key, plan.ready.asked()
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
    settlements = (
        (
            work.company_id, each.ready.line.id, each.ready.proposal_id, each.ready.wanted.customer_id, each.receipt_seq,
            each.seqs[-1] if each.seqs else None, each.seqs, each.plan.settled, policy_id, actor, now, each.key, each.asked,
        )
        for each in work.made
    )  # fmt: skip
    copy_rows("store_settlement", _SETTLEMENT, settlements)
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


_SETTLEMENT = (
    "company_id", "bank_entry_id", "proposal_id", "customer_id", "receipt_seq", "allocate_seq", "other_seqs", "allocated",
    "policy_id", "settled_by_id", "settled_at", "key", "request_hash",
)  # fmt: skip
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

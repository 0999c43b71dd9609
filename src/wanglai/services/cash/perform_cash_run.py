"""What a worker does with a run: look, have the engine decide, keep its proposals, and book what the policy allows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection, transaction

from tieout.cash import apply_cash
from tieout.cash.decisions import Allocation, CashDecisions, Parts
from tieout.cash.policies import Order
from tieout.cash.rules import CashRules
from tieout.refusal import Wording
from tieout.rulebook import version_of
from tieout.rules import ENGINE_VERSION
from wanglai.services.cash.accept_status import accept_for, look_at_what_came_meanwhile
from wanglai.services.cash.booking import book_automatically
from wanglai.services.cash.returns import proposed_returns
from wanglai.services.cash.run_life import claim_cash_run, end, tell
from wanglai.services.cash.tables import Looked, look
from wanglai.services.copying import copy_rows
from wanglai.services.remittances.linking import link_what_fits
from wanglai.services.remittances.payment_references import referred_customers
from wanglai.services.remittances.stated import Stated
from wanglai.store.models import CashProposal, CashRun

_STATUSES = (
    "suggested",
    "ambiguous",
    "auto",
    "none",
)  # the order of the queue: what helps most first


def perform_cash_run(run_id: int) -> None:
    """Done twice it does nothing the second time; a fault is raised."""
    run = claim_cash_run(run_id)
    if run is None:
        return
    if run.accepts:
        accept_for(run)
    elif not _looked(run):
        return
    with transaction.atomic():
        mine = CashRun.objects.select_for_update(no_key=True).get(id=run_id)
        if mine.state in ("running", "booking"):
            end(mine, "done")
    if run.accepts:
        look_at_what_came_meanwhile(run)


def _looked(run: CashRun) -> bool:
    """Say of every line that waits what it pays, and book what the policy lets the machine book; False where the run was stopped."""
    with transaction.atomic():
        link_what_fits(run.company_id)
    looked = look(run.company_id)
    rules = CashRules(order=cast("Order", run.policy.order) if run.policy else "none")
    found = apply_cash(looked.items, looked.receipts, looked.remittances, looked.parties, rules)
    if not _kept(run, looked, found, rules):
        return False
    if run.policy is not None and run.policy.books_automatically:
        tell(run.id, state="booking")
        book_automatically(run)
    return True


@transaction.atomic
def _kept(run: CashRun, looked: Looked, found: CashDecisions, rules: CashRules) -> bool:
    """The new proposals in place of the old ones; False where the run was stopped meanwhile."""
    waiting = _held_waiting(looked.line_ids)
    proposed = _by_reference(
        run.company_id, looked, list(_by_statement(looked, _proposed(looked, found)))
    )
    rows = _ranked(_with_returns(run.company_id, list(proposed)))
    counts = Counter(str(each["status"]) for each in rows)
    alive = tell(
        run.id, lines=len(looked.line_ids), items=len(looked.item_ids), proposals=dict(counts),
        engine=ENGINE_VERSION[:40], ruleset=rules.digest[:80], inputs=looked.prints,
    )  # fmt: skip
    if not alive:
        return False
    CashProposal.objects.filter(company_id=run.company_id, state="open").update(state="replaced")
    _copied(run, rows)
    # A line somebody dealt with while the machine looked has no open proposal.
    gone = [line for line in looked.line_ids if line not in waiting]
    mine = CashProposal.objects.filter(run_id=run.id, state="open", bank_entry_id__in=gone)
    mine.update(state="replaced")
    return True


def _held_waiting(looked_at: Sequence[int]) -> set[int]:
    """Those of the lines that still wait, held until the end: before their proposals, as everybody who settles does."""
    with connection.cursor() as cursor:
        cursor.execute(_STILL_WAIT, {"lines": list(looked_at)})
        return {line for (line,) in cursor.fetchall()}


_STILL_WAIT = """
SELECT id FROM store_bankentry WHERE id = ANY(%(lines)s) AND state IN ('waiting', 'asked') ORDER BY id FOR SHARE
"""


@dataclass(frozen=True)
class _ByLine:
    """What the engine says of each receipt, by its row."""

    allocations: dict[int, Allocation]
    payers: dict[int, Any]
    left: dict[int, Any]
    deductions: dict[int, list[Any]]


def _proposed(looked: Looked, found: CashDecisions) -> Iterator[dict[str, Any]]:
    said = _ByLine({each.receipt: each for each in found.allocations}, {each.receipt: each for each in found.payers}, {each.receipt: each for each in found.unapplied}, {})  # fmt: skip
    for each in found.deductions:
        said.deductions.setdefault(each.receipt, []).append([looked.item_ids[each.item - 1], each.amount, each.reason])  # fmt: skip
    amounts = looked.receipts["amount"].to_pylist()
    for row, line_id in enumerate(looked.line_ids, start=1):
        yield _proposal(looked, said, row, line_id, amounts[row - 1])


def _proposal(looked: Looked, said: _ByLine, row: int, line_id: int, amount: int) -> dict[str, Any]:
    allocation, payer, left = said.allocations.get(row), said.payers.get(row), said.left.get(row)
    party = payer.party if payer else None
    parts = _named(looked, allocation.parts) if allocation else []
    is_auto = allocation is not None and allocation.status == "auto"
    return {
        "bank_entry_id": line_id,
        "customer_id": int(party) if party and party.isdecimal() else None,
        "payer_by": payer.by[:40] if payer else "",
        "payer_sentence": _words(payer.sentence) if payer else None,
        "status": allocation.status if allocation else "none",
        "rule": allocation.rule[:60] if allocation else "",
        "rule_version": str(version_of(allocation.rule, ENGINE_VERSION))[:40] if allocation else "",
        "sentence": _words(allocation.sentence) if allocation else None,
        "evidence": [list(fact) for fact in allocation.evidence] if allocation else [],
        "parts": parts,
        "alternatives": [_named(looked, each) for each in allocation.alternatives] if allocation else [],
        "deductions": said.deductions.get(row, []),
        "left": left.amount if is_auto and left else amount - sum(part for _, part in parts),
        "left_reason": left.reason[:40] if left else "",
        "left_sentence": _words(left.sentence) if left else None,
        "amount": amount,
    }  # fmt: skip


def _by_statement(looked: Looked, proposed: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What names a statement of ours: exactly what is open of it is settled where nobody else has it, of anything else it is a candidate."""
    rows = list(proposed)
    taken = {item for row in rows for item, _ in row["parts"]}
    for row in rows:
        stated = looked.stated.get(row["bank_entry_id"])
        if stated is None:
            yield row
            continue
        items = {each.item_id for each in stated.items}
        is_exact = row["amount"] == stated.total
        if row["rule"] == "advice" and {item for item, _ in row["parts"]} == items:
            yield row | _settling(row, stated)
        elif row["status"] == "none" and is_exact and not items & taken:
            taken |= items
            status = "auto" if row["customer_id"] in (None, stated.customer_id) else "suggested"
            parts = [[each.item_id, each.open] for each in stated.items]
            yield row | _payer(row, stated) | _settling(row, stated) | {"status": status, "parts": parts, "left": 0, "left_reason": "", "left_sentence": None}  # fmt: skip
        elif row["status"] == "none":
            yield row | _candidate(row, stated)
        else:
            yield row


def _settling(row: dict[str, Any], stated: Stated) -> dict[str, Any]:
    sentence = Wording(f"附言写明对账单 {stated.number}，其未清项合计等于收款。", f"The text names statement {stated.number}, and what is open of it comes to the receipt.")  # fmt: skip
    return {
        "rule": "statement", "rule_version": "1", "sentence": _words(sentence),
        "evidence": [["statement", stated.number], *row["evidence"]],
    }  # fmt: skip


def _payer(row: dict[str, Any], stated: Stated) -> dict[str, Any]:
    if row["customer_id"] is not None:
        return {}
    said = Wording(
        f"附言写明对账单 {stated.number}。", f"The text names statement {stated.number}."
    )
    return {"customer_id": stated.customer_id, "payer_by": "statement", "payer_sentence": _words(said)}  # fmt: skip


def _candidate(row: dict[str, Any], stated: Stated) -> dict[str, Any]:
    """The statement's items as far as the money goes, for a person to take or leave."""
    payer, parts = _payer(row, stated), [list(each) for each in stated.up_to(row["amount"])]
    if not parts:
        return payer
    differs = Wording(f"附言写明对账单 {stated.number}，但其未清项合计与收款不同，或已被另一笔收款支付。", f"The text names statement {stated.number}, but what is open of it does not come to the receipt, or another receipt pays it.")  # fmt: skip
    return payer | {
        "status": "ambiguous", "rule": "statement", "rule_version": "1", "sentence": _words(differs),
        "evidence": [["statement", stated.number]], "alternatives": [parts],
    }  # fmt: skip


def _by_reference(
    company_id: int, looked: Looked, rows: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Where nobody was found, the customer whose payment reference the payer wrote: its debts are shown, none is chosen."""
    texts = dict(zip(looked.line_ids, looked.receipts["text"].to_pylist(), strict=True))
    unknown = {row["bank_entry_id"]: texts[row["bank_entry_id"]] or "" for row in rows if row["customer_id"] is None}  # fmt: skip
    named = referred_customers(company_id, unknown)
    for row in rows:
        said = named.get(row["bank_entry_id"])
        if said is None:
            yield row
            continue
        customer, reference = said
        sentence = Wording(f"附言含有该客户的付款参考号 {reference}。", f"The text holds this customer's payment reference {reference}.")  # fmt: skip
        yield row | {"customer_id": customer, "payer_by": "reference", "payer_sentence": _words(sentence)}  # fmt: skip


def _with_returns(company_id: int, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Money that goes back returns a receipt of the book, which the engine does not see: it looks at what waits."""
    back = [row["bank_entry_id"] for row in rows if row["amount"] < 0]
    returns = proposed_returns(company_id, back) if back else {}
    for row in rows:
        said = returns.get(row["bank_entry_id"])
        if said is None or (row["parts"] and len(said.evidence) == 1):
            yield row
            continue
        yield row | {
            "status": said.status, "rule": "returned", "rule_version": "1", "sentence": _words(said.sentence),
            "evidence": [list(fact) for fact in said.evidence], "parts": [], "alternatives": [], "deductions": [],
            "customer_id": said.customer_id, "payer_by": "", "payer_sentence": None, "left": row["amount"],
            "left_reason": "", "left_sentence": None,
        }  # fmt: skip


def _named(looked: Looked, parts: Parts) -> list[list[int]]:
    return [[looked.item_ids[item - 1], amount] for item, amount in parts]


def _words(wording: Wording) -> dict[str, str]:
    return {"zh": wording.zh, "en": wording.en}


def _ranked(rows: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a word settles first, of that the most money first; what nobody knows last."""
    ordered = sorted(rows, key=lambda each: (_STATUSES.index(each["status"]), -abs(each["amount"]), each["bank_entry_id"]))  # fmt: skip
    return [each | {"rank": rank} for rank, each in enumerate(ordered, start=1)]


_PLAIN = (
    "bank_entry_id", "customer_id", "payer_by", "status", "rule", "rule_version", "left", "left_reason", "rank",
)  # fmt: skip
_JSON = (
    "payer_sentence", "sentence", "evidence", "parts", "alternatives", "deductions", "left_sentence",
)  # fmt: skip
_spelled = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _copied(run: CashRun, rows: Sequence[dict[str, Any]]) -> None:
    copy_rows(
        "store_cashproposal", ("company_id", "run_id", "state", *_PLAIN, *_JSON),
        (
            (
                run.company_id, run.id, "open", *(row[name] for name in _PLAIN),
                *(None if (said := row[name]) is None else _spelled(said) for name in _JSON),
            )
            for row in rows
        ),
    )  # fmt: skip

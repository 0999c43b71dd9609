"""Lines by which money goes back, and the receipts each may take back: what is proposed, with what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.bounces import DAYS, Told, facts_for
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.words import LINE_STATES
from wanglai.services.cash.words import RETURN_FACTS
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.store.models import BankEntry

SHOWN = 50


@dataclass(frozen=True)
class ReturnedLine:
    """A line by which money went back, as its page shows it."""

    line_id: int
    version: int
    account: str
    on: date
    amount: Amount
    name: str
    text: str
    reference: str
    state: str
    state_words: Wording
    bounce: Bounce | None
    candidates: tuple[Candidate, ...]
    is_own: bool  # who looks brought the file


@dataclass(frozen=True)
class Candidate:
    """A receipt that the line may take back, with what speaks for it, and what its money settled."""

    line_id: int
    on: date
    name: str
    text: str
    state_words: Wording
    customer: str
    facts: tuple[Wording, ...]
    settles: tuple[str, ...]  # documents that would be open again


@dataclass(frozen=True)
class Bounce:
    """What was said of a receipt that came back."""

    id: int
    came_id: int | None
    went_id: int | None
    bill_id: int | None
    on: date
    reason: str
    by: str
    at: Any
    can_be_withdrawn: bool


def told_of(line: BankEntry) -> Told:
    """A line as the rules of returns see it."""
    account = bytes(line.other_account_hash).hex() if line.other_account_hash else ""
    return Told(
        line.booked_on, line.amount, line.currency, line.other_name, account, line.reference, line.bank_reference,
        line.text, line.code,
    )  # fmt: skip


def returned_line(*, company_id: int, actor: int, line_id: int) -> ReturnedLine:
    """A line by which money went back, and which receipts it may return, the likeliest first.

    Refuses, in order: NotFound, NotPermitted, NotFound (line, or money came in with it).
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    line = BankEntry.objects.filter(company_id=company_id, id=line_id, amount__lt=0).first()
    if line is None:
        raise NotFound
    bounce = bounce_with(company_id, line_id)
    account = fetch("SELECT name FROM store_bankaccount WHERE id = %(id)s", {"id": line.bank_account_id})[0][0]  # fmt: skip
    found = [] if bounce else likely(company_id, [line])[line.id]
    return ReturnedLine(
        line.id, line.version, account, line.booked_on, Amount(line.amount, line.currency), line.other_name, line.text,
        line.reference or line.bank_reference, line.state, LINE_STATES[line.state], bounce,
        tuple(_shown(company_id, found[:SHOWN])), line.handed_in_by_id == actor,
    )  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """A receipt that a line may return, and what speaks for it."""

    came: BankEntry
    facts: tuple[str, ...]


def likely(company_id: int, lines: Sequence[BankEntry]) -> dict[int, list[Likely]]:
    """For each line the receipts it may return: what most speaks for first, of those alike the latest."""
    wanted = [line.id for line in lines]
    pairs = fetch(_CANDIDATES, {"company": company_id, "lines": wanted, "days": DAYS, "rows": 4 * SHOWN})  # fmt: skip
    came = BankEntry.objects.in_bulk([receipt for _, receipt in pairs])
    found: dict[int, list[Likely]] = {line.id: [] for line in lines}
    told = {line.id: told_of(line) for line in lines}
    for line, receipt in pairs:
        facts = facts_for(told[line], told_of(came[receipt]))
        found[line].append(Likely(came[receipt], facts))
    for each in found.values():
        each.sort(key=lambda one: (-len(one.facts), -one.came.booked_on.toordinal(), -one.came.id))
    return found


# The same money the other way on the same account, whose receipt stands: not reversed, not bounced.
_CANDIDATES = """
SELECT went.id, came.id
  FROM store_bankentry AS went
 CROSS JOIN LATERAL (
       SELECT other.id FROM store_bankentry AS other
        WHERE other.bank_account_id = went.bank_account_id AND other.company_id = went.company_id
          AND other.amount = -went.amount AND other.currency = went.currency
          AND other.booked_on BETWEEN went.booked_on - %(days)s AND went.booked_on
          AND other.state IN ('waiting', 'asked', 'posted')
          AND NOT EXISTS (SELECT FROM store_bouncedreceipt AS bounce
                           WHERE bounce.company_id = other.company_id AND bounce.came_id = other.id AND bounce.withdrawn_at IS NULL)
        ORDER BY other.booked_on DESC, other.id DESC LIMIT %(rows)s) AS came
 WHERE went.company_id = %(company)s AND went.id = ANY(%(lines)s) AND went.amount < 0
"""


def _shown(company_id: int, found: Iterable[Likely]) -> Iterable[Candidate]:
    rows = list(found)
    customers = dict(
        fetch(
            "SELECT id, name FROM store_customer WHERE company_id = %(company)s AND id = ANY(%(ids)s)",
            {"company": company_id, "ids": [each.came.customer_id for each in rows if each.came.customer_id]},
        )
    )  # fmt: skip
    settled: dict[int, list[str]] = {}
    for line, document in fetch(_SETTLED, {"company": company_id, "lines": [each.came.id for each in rows]}):  # fmt: skip
        settled.setdefault(line, []).append(document)
    for each in rows:
        yield Candidate(
            each.came.id, each.came.booked_on, each.came.other_name, each.came.text, LINE_STATES[each.came.state],
            customers.get(each.came.customer_id, ""), tuple(RETURN_FACTS[fact] for fact in each.facts),
            tuple(settled.get(each.came.id, ())),
        )  # fmt: skip


_SETTLED = """
SELECT DISTINCT settlement.bank_entry_id, debt.document
  FROM store_settlement AS settlement
  JOIN store_allocation AS allocation
    ON allocation.company_id = settlement.company_id AND allocation.seq = ANY(settlement.other_seqs) AND allocation.amount > 0
  JOIN store_openitem AS debt ON debt.id = allocation.debit_item_id AND debt.kind <> 'transfer'
 WHERE settlement.company_id = %(company)s AND settlement.bank_entry_id = ANY(%(lines)s) AND settlement.undone_at IS NULL
 ORDER BY 1, 2
"""


def bounce_of_line(*, company_id: int, actor: int, line_id: int) -> Bounce | None:
    """The bounce that a line stands in, if there is one. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    return bounce_with(company_id, line_id)


def bounce_with(company_id: int, line_id: int) -> Bounce | None:
    """The bounce that a line stands in, either of the two; None where there is none."""
    return _bounce(company_id, "%(id)s IN (bounce.came_id, bounce.went_id)", line_id)


def bounce_of_bill(company_id: int, bill_id: int) -> Bounce | None:
    """Who said that a bill was not paid, when and why; None where nobody did."""
    return _bounce(company_id, "bounce.bill_id = %(id)s", bill_id)


def _bounce(company_id: int, which: str, number: int) -> Bounce | None:
    rows = fetch(_BOUNCE + which, {"company": company_id, "id": number})
    return Bounce(*rows[0]) if rows else None


_BOUNCE = """
SELECT bounce.id, bounce.came_id, bounce.went_id, bounce.bill_id, bounce.bounced_on, bounce.reason,
       coalesce(nullif(person.name, ''), person.email), bounce.bounced_at, bounce.bill_id IS NULL
  FROM store_bouncedreceipt AS bounce
  JOIN store_user AS person ON person.id = bounce.bounced_by_id
 WHERE bounce.company_id = %(company)s AND bounce.withdrawn_at IS NULL AND """


@dataclass(frozen=True)
class ProposedReturn:
    """What the machine says of a line by which money goes back."""

    status: str
    sentence: Wording
    evidence: tuple[tuple[str, str], ...]
    customer_id: int | None


def proposed_returns(company_id: int, line_ids: Sequence[int]) -> dict[int, ProposedReturn]:
    """For each line that may return a receipt: suggested where more speaks for one than for any other, else ambiguous."""
    lines = list(BankEntry.objects.filter(company_id=company_id, id__in=line_ids, amount__lt=0))
    found = likely(company_id, lines)
    return {line.id: _proposed(line, found[line.id]) for line in lines if found[line.id]}


def _proposed(line: BankEntry, found: Sequence[Likely]) -> ProposedReturn:
    best = found[0]
    is_alone = len(found) == 1 or len(found[1].facts) < len(best.facts)
    amount, on = Amount(best.came.amount, line.currency), best.came.booked_on
    name = best.came.other_name or best.came.bank_reference or str(best.came.id)
    evidence = (("receipt", str(best.came.id)), *((fact, "yes") for fact in best.facts))
    return ProposedReturn(
        "suggested" if is_alone else "ambiguous",
        Wording(
            f"退回 {on} {name} 的收款 {amount} {line.currency}。",
            f"Takes back the receipt of {amount} {line.currency} from {name} of {on}.",
        ),
        evidence,
        best.came.customer_id,
    )

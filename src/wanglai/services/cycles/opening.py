"""Cycles are opened by the contracts in force, for thousands of customers in a few looks at the database.

Repeating opens nothing twice. Where an amendment or the end of a contract moved a cut-off, the open cycles from there on
are dropped and cut anew; closed ones stay, and the new ones follow the last of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from wanglai.domain.cycles import CutCycle, Version, cycles_after, held_one_by_one
from wanglai.domain.terms import Cycle
from wanglai.domain.terms_form import kept_cycle
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import NoBook, Who, write_act
from wanglai.services.ledger.queries import companies_with_books, fetch
from wanglai.store.models import ChainHead, Company, Period, SettlementCycle

DOOR = "wanglai worker"
CHUNK = 2_000

log = structlog.get_logger("wanglai.cycles")


@dataclass(frozen=True)
class Opened:
    """How many cycles were opened, and how many open ones were dropped because their terms had changed."""

    opened: int
    dropped: int


@transaction.atomic
def open_cycles(*, company_id: int, actor: int, origin: str, since: date | None = None) -> Opened:
    """Open every customer's cycles up to the one today lies in.

    ``since`` says in which days the first one of a customer lies, where it had none before; else today's is the first.
    What was delivered before its first cycle and not invoiced is billed with it.
    Refuses, in order: NotFound, NotPermitted, NoBook.
    """
    admit(company_id=company_id, actor=actor, act="close_cycle")
    if not ChainHead.objects.filter(company_id=company_id).exists():
        raise NoBook
    return cut_cycles(company_id, Who(actor, origin), timezone.localdate(), since=since)


def open_every_companys_cycles(on: date) -> Opened:
    """For the nightly job: all companies with books, each by itself."""
    opened = dropped = 0
    for company_id in companies_with_books():
        try:
            found = cut_cycles(company_id, Who(None, DOOR), on)
        except DatabaseError:
            log.exception("cycles not opened", company=company_id)
            continue
        opened, dropped = opened + found.opened, dropped + found.dropped
    return Opened(opened, dropped)


@transaction.atomic
def cut_cycles(
    company_id: int, who: Who, on: date, *, customer_ids: Collection[int] | None = None, since: date | None = None
) -> Opened:  # fmt: skip
    """Bring the open cycles of these customers (all, where None) in line with their contracts, up to that of ``on``."""
    company = Company.objects.select_for_update(no_key=True).get(id=company_id)  # one at a time
    if company.is_demo:  # the demo's days end with its book, long ago
        on = min(on, _last_day(company_id) or on)
    asked = {"company": company_id, "customers": None if customer_ids is None else sorted(set(customer_ids))}  # fmt: skip
    standing = _standing(asked)
    new: list[SettlementCycle] = []
    gone: list[int] = []
    for customer_id, signed in _signed(asked).items():
        closed_through, still_open = standing.get(customer_id, _NOTHING)
        wanted = cycles_after(
            closed_through, held_one_by_one(signed), first_on=_first(still_open, since or on),
            through=max(on, still_open[-1][1].from_on) if still_open else on,
        )  # fmt: skip
        kept = _alike(still_open, wanted)
        gone += [row_id for row_id, _ in still_open[kept:]]
        new += [_row(company_id, customer_id, each) for each in wanted[kept:]]
    if gone:
        SettlementCycle.objects.filter(company_id=company_id, id__in=gone).update(state="dropped")
    for at in range(0, len(new), CHUNK):
        SettlementCycle.objects.bulk_create(new[at : at + CHUNK])
    if new or gone:
        write_act(company_id, who, "open_cycles", {"opened": len(new), "dropped": gone, "through": on})  # fmt: skip
    return Opened(len(new), len(gone))


def _last_day(company_id: int) -> date | None:
    periods = Period.objects.filter(company_id=company_id).order_by("-to_on")
    return periods.values_list("to_on", flat=True).first()


def _first(still_open: list[tuple[int, CutCycle]], on: date) -> date:
    """The days that are open already are where the cycles begin."""
    return still_open[0][1].from_on if still_open else on


def _alike(still_open: list[tuple[int, CutCycle]], wanted: Iterable[CutCycle]) -> int:
    """How many of the open ones stand as they should, from the first on."""
    count = 0
    for (_, stands), should in zip(still_open, wanted, strict=False):
        if stands != should:
            break
        count += 1
    return count


def _row(company_id: int, customer_id: int, each: CutCycle) -> SettlementCycle:
    return SettlementCycle(
        company_id=company_id, customer_id=customer_id, contract_id=each.contract_id, version=each.version,
        from_on=each.from_on, to_on=each.to_on, statement_on=each.statement_on,
    )  # fmt: skip


_Standing = tuple[date | None, list[tuple[int, CutCycle]]]
_NOTHING: _Standing = (None, [])


def _standing(asked: dict[str, Any]) -> dict[int, _Standing]:
    """Of each customer the end of the last closed cycle, and those still open in their order, held."""
    closed: dict[int, date] = dict(fetch(_CLOSED, asked))
    still_open: dict[int, list[tuple[int, CutCycle]]] = defaultdict(list)
    for row_id, customer_id, *cut in fetch(_OPEN, asked):
        still_open[customer_id].append((row_id, CutCycle(*cut)))
    return {each: (closed.get(each), still_open.get(each, [])) for each in {*closed, *still_open}}


def _signed(asked: dict[str, Any]) -> dict[int, list[Version]]:
    """What was signed with each customer for whatever is traded."""
    found: dict[int, list[Version]] = defaultdict(list)
    for customer_id, contract_id, number, from_on, to_on, cycle in fetch(_SIGNED, asked):
        found[customer_id].append(Version(contract_id, number, from_on, to_on, _cycle(cycle) if cycle else None))  # fmt: skip
    for (customer_id,) in fetch(_OPEN_OWNERS, asked):
        found.setdefault(customer_id, [])  # nothing holds any more: what is open is dropped
    return found


@lru_cache(maxsize=1_000)
def _cycle(text: str) -> Cycle:
    return kept_cycle(json.loads(text))


_CLOSED = """
SELECT customer_id, max(to_on) FROM store_settlementcycle
 WHERE company_id = %(company)s AND state = 'closed' AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY(%(customers)s))
 GROUP BY customer_id
"""
_OPEN = """
SELECT id, customer_id, contract_id, version, from_on, to_on, statement_on FROM store_settlementcycle
 WHERE company_id = %(company)s AND state = 'open' AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY(%(customers)s))
 ORDER BY customer_id, from_on FOR NO KEY UPDATE
"""
_OPEN_OWNERS = """
SELECT DISTINCT customer_id FROM store_settlementcycle
 WHERE company_id = %(company)s AND state = 'open' AND (%(customers)s::bigint[] IS NULL OR customer_id = ANY(%(customers)s))
"""
_SIGNED = """
SELECT contract.customer_id, contract.id, version.number, greatest(contract.from_on, version.from_on),
       coalesce(contract.ended_on, contract.to_on), nullif(version.agreement #> '{terms,cycle}', 'null')::text
  FROM store_contract AS contract JOIN store_contractversion AS version ON version.contract_id = contract.id
 WHERE contract.company_id = %(company)s AND contract.scope = '' AND contract.state <> 'draft'
   AND (%(customers)s::bigint[] IS NULL OR contract.customer_id = ANY(%(customers)s))
"""

"""A cycle is closed once, on its cut-off or afterwards, by a person or by itself; what comes later belongs to the next.

Many are closed in one act: each is held, looked at under the terms that hold now, and closed or named with its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.cycles.opening import DOOR, cut_cycles
from wanglai.services.cycles.refusals import (
    CycleIsClosed,
    CycleIsNotOver,
    CycleWasCutAnew,
    EarlierCycleIsOpen,
)
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.ledger.queries import companies_with_books, fetch
from wanglai.services.refusals import UnableTo
from wanglai.store.models import SettlementCycle

AT_ONCE = 500  # in one act

log = structlog.get_logger("wanglai.cycles")


@dataclass(frozen=True)
class Closed:
    """Which were closed, in their order, and why each of the others was not, by its number."""

    closed: tuple[int, ...]
    left: dict[int, UnableTo]


def close_cycle(*, company_id: int, actor: int, origin: str, cycle_id: int) -> None:
    """Close one cycle. Where its terms changed, the new ones stand afterwards though this one could not be closed.

    Refuses, in order: NotFound, NotPermitted, NotFound (cycle), CycleWasCutAnew, CycleIsClosed, CycleIsNotOver,
    EarlierCycleIsOpen.
    """
    done = close_many(company_id=company_id, actor=actor, origin=origin, cycle_ids=[cycle_id])
    if done.left:
        raise done.left[cycle_id]


@transaction.atomic
def close_many(*, company_id: int, actor: int, origin: str, cycle_ids: Collection[int]) -> Closed:
    """Close the chosen cycles that can be; the others stay, each with its reason. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="close_cycle")
    return _closed(company_id, Who(actor, origin), cycle_ids, timezone.localdate())


def close_due_cycles(on: date) -> int:
    """For the nightly job: what closes by itself, once the days its policy gives are over; how many were closed.

    Cut-off 31 March, 0 days after: the night to 1 April closes it.
    """
    count = 0
    for company_id in companies_with_books():
        due = [row for (row,) in fetch(_DUE, {"company": company_id, "day": on - timedelta(days=1)})]  # fmt: skip
        for at in range(0, len(due), AT_ONCE):
            try:
                with transaction.atomic():
                    done = _closed(company_id, Who(None, DOOR), due[at : at + AT_ONCE], on)
            except DatabaseError:
                log.exception("cycles not closed", company=company_id)
                continue
            count += len(done.closed)
    return count


def _closed(company_id: int, who: Who, cycle_ids: Collection[int], on: date) -> Closed:
    rows = SettlementCycle.objects.filter(company_id=company_id, id__in=set(cycle_ids))
    owners = set(rows.values_list("customer_id", flat=True))
    cut_cycles(company_id, who, on, customer_ids=owners)
    chosen = list(rows.select_for_update(no_key=True).order_by("to_on", "id"))
    left: dict[int, UnableTo] = {each: NotFound() for each in set(cycle_ids) - {row.id for row in chosen}}  # fmt: skip
    waiting = _still_open(company_id, owners)
    ready: list[SettlementCycle] = []
    for row in chosen:
        reason = _reason(row, on, waiting)
        if reason is not None:
            left[row.id] = reason
            continue
        waiting[row.customer_id].remove(row.id)
        ready.append(row)
    for at in range(0, len(ready), AT_ONCE):
        _close(company_id, who, ready[at : at + AT_ONCE], on)
    return Closed(tuple(row.id for row in ready), left)


def _still_open(company_id: int, owners: Iterable[int]) -> dict[int, list[int]]:
    """Of each customer the open cycles, in their order."""
    found: dict[int, list[int]] = {}
    rows = SettlementCycle.objects.filter(company_id=company_id, customer_id__in=list(owners), state="open")  # fmt: skip
    for customer_id, row_id in rows.order_by("from_on").values_list("customer_id", "id"):
        found.setdefault(customer_id, []).append(row_id)
    return found


def _reason(row: SettlementCycle, on: date, waiting: dict[int, list[int]]) -> UnableTo | None:
    days = f"{row.from_on} – {row.to_on}"
    if row.state == "dropped":
        return CycleWasCutAnew(days)
    if row.state == "closed":
        return CycleIsClosed(days)
    if on < row.to_on:
        return CycleIsNotOver(days)
    if waiting[row.customer_id][0] != row.id:
        return EarlierCycleIsOpen(days)
    return None


def _close(company_id: int, who: Who, rows: list[SettlementCycle], on: date) -> None:
    """One act for all of them; earlier cut-offs first, as the database wants it."""
    facts = {
        "count": len(rows), "cycles": [row.id for row in rows], "from": min(row.to_on for row in rows),
        "through": max(row.to_on for row in rows),
    }  # fmt: skip
    seq = write_act(company_id, who, "close_cycles", facts)
    for cut_off in sorted({row.to_on for row in rows}):
        SettlementCycle.objects.filter(id__in=[row.id for row in rows if row.to_on == cut_off]).update(
            state="closed", closed_on=on, closed_at=timezone.now(), closed_by_id=who.actor, closed_seq=seq
        )  # fmt: skip


# The customer's own policy, else the company's; without one a person closes.
_DUE = """
WITH policy AS (
    SELECT DISTINCT ON (customer_id) customer_id, closes_by_itself, close_after FROM store_cyclepolicy
     WHERE company_id = %(company)s ORDER BY customer_id, id DESC)
SELECT cycle.id FROM store_settlementcycle AS cycle
  LEFT JOIN policy AS own ON own.customer_id = cycle.customer_id
  LEFT JOIN policy AS house ON house.customer_id IS NULL
 WHERE cycle.company_id = %(company)s AND cycle.state = 'open'
   AND CASE WHEN own.customer_id IS NOT NULL THEN own.closes_by_itself ELSE house.closes_by_itself END
   AND cycle.to_on + coalesce(own.close_after, house.close_after)::int <= %(day)s
 ORDER BY cycle.to_on, cycle.id
"""

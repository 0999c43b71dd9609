"""The board of a month: every cycle that ends in it, where it stands, for how long, and who holds the ball."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from wanglai.domain.named_place import place_of, place_read
from wanglai.domain.terms import Span
from wanglai.services.access.scope import Sight, admit_to_rows
from wanglai.services.cycles.steps import OURS, STEPS, WAITS, board_sql, papers_sql
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.services.portal.answers import silent_of
from wanglai.services.searching import named
from wanglai.store.models import Statement, StatementSilence, Team, User

PAGE_ROWS = 50
LATE = "late"


@dataclass(frozen=True)
class WantedBoard:
    """What of a month is asked for. ``step`` is one of WAITS; ``after`` is where the page before ended."""

    days: Span
    step: str = ""
    search: str = ""
    manager_id: int | None = None
    team_id: int | None = None
    tier: str = ""
    late_only: bool = False
    cycle_id: int | None = None
    after: tuple[str, int] | None = None


@dataclass(frozen=True)
class Cell:
    """One step of one cycle.

    ``state``: ``done``, ``waits`` (this is where it stands), ``late`` (the same, past its day), ``ahead``, ``none`` (there is
    nothing to do in this cycle), ``silent`` (the customer answered no reminder, by ``on``). ``days``: waiting so long; below zero, days to go.
    """

    step: str
    state: str
    on: date | None = None
    days: int | None = None
    count: int = 0
    amounts: tuple[Amount, ...] = ()
    statement_id: int | None = None


@dataclass(frozen=True)
class BoardRow:
    """One cycle of one customer. ``holder``: ``us``, ``customer`` or empty; ``who`` of us, empty where nobody is named."""

    id: int
    customer_id: int
    customer: str
    from_on: date
    to_on: date
    waits: str
    is_late: bool
    holder: str
    who: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Board:
    """A page of the month with the counts of all of it: by step waited at, and late."""

    rows: tuple[BoardRow, ...]
    counts: tuple[tuple[str, int], ...]
    late: int
    total: int
    next_after: str | None


def board_of(
    *,
    company_id: int,
    actor: int,
    wanted: WantedBoard,
    on: date | None = None,
    limit: int = PAGE_ROWS,
) -> Board:
    """The cycles that end in the month, of the customers one sees, by customer.

    Counts are of everything that fits but for step and lateness. Refuses, in order: NotFound, NotPermitted.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_cycles")
    statement, parameters = _asked(sight, wanted, on or timezone.localdate(), limit)
    found = fetch(statement, parameters)
    counts = json.loads(found[0][0]) if found[0][0] else {}
    rows = [_Fact(*row[2:]) for row in found if row[2] is not None]
    shown = rows[:limit]
    last = place_of(shown[-1].name, shown[-1].id) if len(rows) > limit else ""
    return Board(
        rows=_told(company_id, shown),
        counts=tuple((step, counts.get(step, 0)) for step in WAITS),
        late=found[0][1],
        total=sum(counts.values()),
        next_after=last or None,
    )


@dataclass(frozen=True)
class _Fact:
    id: int
    customer_id: int
    name: str
    from_on: date
    to_on: date
    statement_on: date
    state: str
    closed_on: date | None
    billed_on: date | None
    drafts: int
    posted: int
    has_items: bool
    is_stated: bool
    is_contested: bool
    open: int
    pending: int | None
    due_on: date | None
    waits: str
    days: int | None
    is_late: bool
    manager_id: int | None
    team_id: int | None


def _asked(sight: Sight, wanted: WantedBoard, on: date, limit: int) -> tuple[str, dict[str, Any]]:
    parameters: dict[str, Any] = {
        "company": sight.company_id, "only": sight.only, "first": wanted.days.from_on, "last": wanted.days.to_on,
        "day": on, "zone": timezone.get_current_timezone_name(), "limit": limit + 1,
    }  # fmt: skip
    conditions, narrowed = [], []
    for name, value, condition in (
        ("manager", wanted.manager_id, "customer.manager_id = %(manager)s"),
        ("team", wanted.team_id, "customer.team_id = %(team)s"),
        ("tier", wanted.tier, _TIER),
        ("cycle", wanted.cycle_id, "cycle.id = %(cycle)s"),
    ):
        if value:
            conditions.append(condition)
            parameters[name] = value
    called, words = named(wanted.search, "customer.")
    conditions += called
    parameters |= words
    if wanted.step:
        narrowed.append("waits = %(step)s")
        parameters["step"] = wanted.step
    if wanted.late_only:
        narrowed.append("is_late")
    if wanted.after is not None:
        narrowed.append("(name, id) > (%(after_name)s, %(after_id)s)")
        parameters |= {"after_name": wanted.after[0], "after_id": wanted.after[1]}
    return board_sql("".join(f"\n       AND {each}" for each in conditions), "".join(f" AND {each}" for each in narrowed)), parameters  # fmt: skip


def _told(company_id: int, rows: list[_Fact]) -> tuple[BoardRow, ...]:
    """The page in words and figures: what stands beside the facts is looked up for its rows alone."""
    asked = {"company": company_id, "cycles": [row.id for row in rows], "zone": timezone.get_current_timezone_name()}  # fmt: skip
    drafted: dict[int, list[Amount]] = defaultdict(list)
    still: dict[int, list[Amount]] = defaultdict(list)
    for cycle_id, is_open, currency, minor in fetch(_AMOUNTS, asked) if rows else ():
        (still if is_open else drafted)[cycle_id].append(Amount(int(minor), currency))
    papers = fetch(_STATED.format(papers=papers_sql()), asked) if rows else []
    owed = {cycle: {amount.currency for amount in amounts} for cycle, amounts in still.items()}
    stated = _one_of_each((_Paper(*each) for each in papers), owed)
    silent = _silent(company_id, [each.statement_id for each in stated.values()])
    people = {each.id: each.get_full_name() for each in User.objects.filter(id__in={row.manager_id for row in rows})}  # fmt: skip
    teams = dict(Team.objects.filter(id__in={row.team_id for row in rows}).values_list("id", "name"))  # fmt: skip
    return tuple(
        BoardRow(
            id=row.id, customer_id=row.customer_id, customer=row.name, from_on=row.from_on, to_on=row.to_on, waits=row.waits,
            is_late=row.is_late, holder=_holder(row, is_silent=row.id in stated and stated[row.id].statement_id in silent),
            who=people.get(row.manager_id or 0, "") or teams.get(row.team_id or 0, ""),
            cells=_cells(row, tuple(drafted[row.id]), tuple(still[row.id]), stated.get(row.id), silent),
        )
        for row in rows
    )  # fmt: skip


class _Paper(NamedTuple):
    """A statement of a cycle, and when its customer got and confirmed it."""

    cycle_id: int
    statement_id: int
    issued_on: date
    currency: str
    sent_on: date | None
    confirmed_on: date | None


def _one_of_each(papers: Iterable[_Paper], owed: Mapping[int, set[str]]) -> dict[int, _Paper]:
    """Of each cycle the one statement its cells speak of: in a currency that is owed, and of these the one that is least far."""

    def rank(paper: _Paper) -> tuple[bool, bool, bool, int]:
        is_idle = paper.currency not in owed.get(paper.cycle_id, ())
        return is_idle, paper.confirmed_on is not None, paper.sent_on is not None, paper.statement_id  # fmt: skip

    first: dict[int, _Paper] = {}
    for paper in sorted(papers, key=rank):
        first.setdefault(paper.cycle_id, paper)
    return first


def _silent(company_id: int, statement_ids: list[int]) -> dict[int, date]:
    """Statements that came to no answer after the last reminder, with the day that was said."""
    said = dict(
        StatementSilence.objects.filter(statement_id__in=statement_ids).values_list(
            "statement_id", "on"
        )
    )
    if not said:
        return said  # of most months, and whether they still count is a long question
    still = silent_of(Statement.objects.filter(company_id=company_id, id__in=said))
    return {each: said[each] for each in still.values_list("id", flat=True)}


def _holder(row: _Fact, *, is_silent: bool) -> str:
    """A customer that answered no reminder is for us to call, and what it disputes for us to settle."""
    if row.waits in ("running", "done"):
        return ""
    is_ours = row.waits in OURS or is_silent or (row.waits == "confirmed" and row.is_contested)
    return "us" if is_ours else "customer"


def _cells(
    row: _Fact,
    drafted: tuple[Amount, ...],
    still: tuple[Amount, ...],
    stated: _Paper | None,
    silent: Mapping[int, date],
) -> tuple[Cell, ...]:
    place = WAITS.index(row.waits)
    is_empty = row.billed_on is not None and not row.has_items and not row.drafts
    done: dict[str, Cell] = {
        "cut_off": Cell("cut_off", "done", row.closed_on),
        "billed": Cell("billed", "done", row.billed_on, count=row.drafts + row.posted),
        "posted": Cell("posted", "done", count=row.posted, amounts=()),
        "statement": Cell("statement", "done", stated.issued_on if stated else None, statement_id=stated.statement_id if stated else None),
        "due": Cell("due", "done", row.due_on),
        "paid": Cell("paid", "done"),
    }  # fmt: skip
    found = []
    for step in STEPS:
        if step in ("sent", "confirmed") and (stated or not is_empty):
            cell = _with_the_customer(step, stated, silent)
            if step == row.waits and cell.state == "ahead":
                cell = replace(_waiting(row, (), step), statement_id=cell.statement_id)
            found.append(cell)
        elif step == row.waits:
            found.append(_waiting(row, drafted if step == "posted" else still if step in ("due", "paid") else (), step))  # fmt: skip
        elif step == "statement" and row.is_stated:
            found.append(done[step])  # it may be out before the rest is ready
        elif step in WAITS and WAITS.index(step) > place:
            found.append(Cell(step, "ahead", _ahead(row, step)))
        elif is_empty and step not in ("cut_off", "billed"):
            found.append(Cell(step, "none"))
        else:
            found.append(done[step])
    return tuple(found)


def _with_the_customer(step: str, stated: _Paper | None, silent: Mapping[int, date]) -> Cell:
    """By what was sent and answered of the statement of the cut-off, by mail, in the portal or on paper."""
    if stated is None:
        return Cell(step, "ahead")
    on = stated.sent_on if step == "sent" else stated.confirmed_on
    if step == "confirmed" and on is None and stated.statement_id in silent:
        return Cell(step, "silent", silent[stated.statement_id], statement_id=stated.statement_id)
    # What is confirmed has reached them, however that was.
    state = "done" if on or stated.confirmed_on else "ahead"
    return Cell(step, state, on, statement_id=stated.statement_id)


def _waiting(row: _Fact, amounts: tuple[Amount, ...], step: str) -> Cell:
    on = {"cut_off": row.to_on, "statement": row.statement_on, "due": row.due_on, "paid": row.due_on}.get(step)  # fmt: skip
    state = "late" if row.is_late else "waits"
    # Without a day of its own a step waits since the one before it, which may have been done after the board's day.
    days = row.days if on or row.days is None else max(row.days, 0)
    return Cell(step, state, on, days, row.drafts if step == "posted" else row.open, amounts)


def _ahead(row: _Fact, step: str) -> date | None:
    return {"cut_off": row.to_on, "statement": row.statement_on, "due": row.due_on}.get(step)


def whole_board(
    *, company_id: int, actor: int, wanted: WantedBoard, on: date | None = None
) -> tuple[Board, Any]:
    """The first page, and how the next is asked for: what an export walks through. Refuses, in order: NotFound, NotPermitted."""

    def part(after: str) -> Board:
        return board_of(
            company_id=company_id, actor=actor, wanted=replace(wanted, after=place_read(after)), on=on, limit=500
        )  # fmt: skip

    return part(""), part


_TIER = """(SELECT class.value FROM store_customerclass AS class
         WHERE class.customer_id = customer.id AND class.kind = 'tier' ORDER BY class.id DESC LIMIT 1) = %(tier)s"""
# Drafts by currency, and what is open of the cycle's own days.
_AMOUNTS = """
SELECT bill.cycle_id, false, invoice.currency, sum(invoice.gross)
  FROM store_cyclebill AS bill JOIN store_invoice AS invoice ON invoice.id = bill.invoice_id AND invoice.state = 'draft'
 WHERE bill.cycle_id = ANY(%(cycles)s) GROUP BY 1, 3
UNION ALL
SELECT cycle.id, true, item.currency, sum(item.amount - item.allocated)
  FROM store_settlementcycle AS cycle
  JOIN store_openitem AS item ON item.company_id = cycle.company_id AND item.customer_id = cycle.customer_id
   AND item.allocated < item.amount AND item.side = 1 AND item.kind IN ('invoice', 'debit_note')
  LEFT JOIN store_invoice AS invoice ON invoice.company_id = item.company_id AND invoice.entry_seq = item.seq
  LEFT JOIN store_cyclebill AS bill ON bill.invoice_id = invoice.id
 WHERE cycle.id = ANY(%(cycles)s)
   AND (bill.cycle_id = cycle.id OR bill.cycle_id IS NULL AND item.document_on BETWEEN cycle.from_on AND cycle.to_on)
 GROUP BY 1, 3
 ORDER BY 1, 3
"""
_STATED = """
WITH chosen AS (
    SELECT id, customer_id, to_on FROM store_settlementcycle WHERE company_id = %(company)s AND id = ANY(%(cycles)s)
), {papers}
SELECT paper.cycle_id, paper.id, paper.issued_on, paper.currency, told.sent_on, told.confirmed_on
  FROM paper LEFT JOIN told ON told.statement_id = paper.id
"""

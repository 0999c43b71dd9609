"""Runs the engine on one machine: counterparties apart, then the wrongly posted across them."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from tieout.decide import decide
from tieout.decisions import Decisions, Difference, Group, Members, Pin
from tieout.explain import explain
from tieout.ledger import LINES
from tieout.refusal import Wording
from tieout.rules import Rules
from tieout.sentences import Figures, lone_cause
from tieout.steps.account import Account, Line, lines_from

_Bucket = tuple[str, str]  # party, currency


def match(
    left: pa.Table, right: pa.Table, rules: Rules | None = None, pins: Sequence[Pin] = ()
) -> Decisions:
    """Match our lines (``left``) with theirs (``right``): both with the columns of ``LINES``.

    Lines of different currencies never meet. Lines of different parties meet only where one of the two
    tables does not know the parties of the other. Every line ends in exactly one group or difference.
    """
    assert left.schema.equals(LINES), "the left table needs the LINES schema"
    assert right.schema.equals(LINES), "the right table needs the LINES schema"
    _assert_sums_fit(left, right)
    rules = rules or Rules()
    with _collector_resting():
        return _matched(lines_from(left, "ours"), lines_from(right, "theirs"), rules, pins)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Hundreds of thousands of small, acyclic objects: looking for cycles among them doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _matched(ours: list[Line], theirs: list[Line], rules: Rules, pins: Sequence[Pin]) -> Decisions:
    accounts = _accounts(ours, theirs, rules, pins)
    for account in accounts.values():
        decide(account)
    groups: list[Group] = []
    differences: list[Difference] = _wrongly_posted(accounts) if len(accounts) > 1 else []
    for account in accounts.values():
        found_groups, found_differences = explain(account)
        groups += found_groups
        differences += found_differences
    groups.sort(key=lambda group: _place(group.members))
    differences.sort(key=lambda difference: _place(difference.members))
    return Decisions(tuple(groups), tuple(differences), rules.digest)


def _accounts(
    ours: list[Line], theirs: list[Line], rules: Rules, pins: Sequence[Pin]
) -> dict[_Bucket, Account]:
    by_party = _share_parties(ours, theirs)
    sides: dict[_Bucket, dict[Literal["ours", "theirs"], list[Line]]] = defaultdict(
        lambda: {"ours": [], "theirs": []}
    )
    for line in (*ours, *theirs):
        sides[(line.party or "") if by_party else "", line.currency][line.side].append(line)
    return {
        bucket: Account(sides[bucket]["ours"], sides[bucket]["theirs"], rules, bucket[1], pins)
        for bucket in sorted(sides)
    }


def _share_parties(ours: Iterable[Line], theirs: Iterable[Line]) -> bool:
    """True when the two tables name the same counterparties, more than one of them."""
    mine, yours = {line.party for line in ours} - {None}, {line.party for line in theirs} - {None}
    return len(mine | yours) > 1 and len(mine & yours) * 2 >= min(len(mine), len(yours)) > 0


def _wrongly_posted(accounts: dict[_Bucket, Account]) -> list[Difference]:
    """The same document and amount left open under another party: one posting on the wrong account."""
    cells: dict[tuple[str, str, int], list[Line]] = defaultdict(list)
    for (_, currency), account in accounts.items():
        for line in account.open_ours() + account.open_theirs():
            if line.runs and line.amount:
                cells[currency, line.runs, line.amount].append(line)
    found: list[Difference] = []
    for (currency, _, _), lines in cells.items():
        if len(lines) != 2 or {line.side for line in lines} != {"ours", "theirs"}:
            continue
        ours, theirs = sorted(lines, key=lambda line: line.side)
        ours.open = theirs.open = False
        for line, other in ((ours, theirs), (theirs, ours)):
            found.append(_posted_elsewhere(line, other, Figures(currency)))
    return found


def _posted_elsewhere(line: Line, other: Line, figures: Figures) -> Difference:
    number = line.document or ""
    pattern = lone_cause("wrong_party")
    facts = {"size": figures.money(line.amount), "fact": other.party or ""}
    sentence = Wording(
        pattern.zh.format(named=f"（{number}）", **facts),
        pattern.en.format(named=f" ({number})", **facts),
    )
    mine = line.side == "ours"
    members = Members((line.row,), ()) if mine else Members((), (line.row,))
    return Difference("wrong_party", members, line.amount if mine else -line.amount, sentence)


def _place(members: Members) -> tuple[int, int, Members]:
    """Our order first; what stands only on their side comes after, in their order."""
    first = min(members.ours) if members.ours else 1 << 60
    return first, min(members.theirs, default=0), members


def _assert_sums_fit(*tables: pa.Table) -> None:
    """Arrow sums wrap silently: the largest possible sum is checked in unbounded integers."""
    for table in tables:
        if table.num_rows:
            extremes = pc.min_max(table.column("amount")).as_py()
            largest = max(abs(extremes["min"]), abs(extremes["max"]))
            assert largest * table.num_rows < 1 << 62, "amounts too large for exact sums"

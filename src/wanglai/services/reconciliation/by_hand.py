"""Decisions by hand laid over a stored result, which itself is never changed.

A live decision names source rows. *Accept* and *relink* put exactly these lines together; *reject* takes
exactly these apart. What follows for the result is computed here, the same way for a page, a count, the sheet:

| decision finds                              | then                                                              |
|---------------------------------------------|-------------------------------------------------------------------|
| accept/relink: a row of exactly its lines   | the row stays and is marked                                       |
| accept/relink: its lines stand in other rows| those rows dissolve; the lines form a row of their own; lines left over are open |
| reject: a row of exactly its lines          | the row dissolves; its lines are open                             |
| any: lines this reading does not have       | nothing; the timeline says that it does not apply                 |

Nothing is lost and nothing counted twice: the rows that dissolve hold the same lines as those that appear, so
the differences still add up to the gap. Worked: a group of ours 100.00 and theirs 98.00 (difference 2.00) is
rejected: 100.00 missing_theirs and -98.00 missing_ours, together 2.00.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tieout.decisions import Members
from tieout.refusal import Wording

LineKey = tuple[str, int]  # side, source row


@dataclass(frozen=True)
class LiveDecision:
    """A decision that has not been undone."""

    id: int
    kind: str  # accept reject relink
    members: Members
    actor_name: str
    decided_at: datetime
    reason: str

    @property
    def lines(self) -> frozenset[LineKey]:
        return keys_of(self.members)


@dataclass(frozen=True)
class StandingRow:
    """A stored row that a decision touches: its lines, and the class its lone lines had."""

    ordinal: int
    kind: str
    members: Members
    difference_class: str | None
    sentence: Wording

    @property
    def lines(self) -> frozenset[LineKey]:
        return keys_of(self.members)


@dataclass(frozen=True)
class HandRow:
    """A row that stands because of a decision: linked lines, or one line freed."""

    row_id: str  # d17 = decision 17; o12 / t12 = line 12 of ours / theirs
    kind: str
    status: str  # relinked accepted open
    members: Members
    ours_amount: int
    theirs_amount: int
    difference_class: str | None
    sentence: Wording
    decision: LiveDecision

    @property
    def difference(self) -> int:
        return self.ours_amount - self.theirs_amount


@dataclass(frozen=True)
class Overlay:
    """What the live decisions make of a stored result."""

    marked: dict[int, LiveDecision] = field(default_factory=dict)  # ordinal -> who accepted it
    dissolved: frozenset[int] = frozenset()
    rows: tuple[HandRow, ...] = ()
    not_applied: frozenset[int] = frozenset()  # decisions that name lines this reading lacks

    @property
    def is_empty(self) -> bool:
        return not (self.marked or self.dissolved or self.rows)


def keys_of(members: Members) -> frozenset[LineKey]:
    return frozenset(
        [("ours", row) for row in members.ours] + [("theirs", row) for row in members.theirs]
    )


def overlay(
    decisions: Sequence[LiveDecision],
    rows: Sequence[StandingRow],
    row_of: Mapping[LineKey, int],
    amounts: Mapping[LineKey, int],
) -> Overlay:
    """Lay live decisions over the stored rows they touch (all rows that hold a line of a decision).

    ``row_of`` and ``amounts`` hold every line of those rows.
    """
    by_ordinal = {row.ordinal: row for row in rows}
    marked: dict[int, LiveDecision] = {}
    dissolved: dict[int, LiveDecision] = {}
    linked: list[LiveDecision] = []
    not_applied: set[int] = set()
    for decision in sorted(decisions, key=lambda each: each.id):
        if any(key not in row_of for key in decision.lines):
            not_applied.add(decision.id)
            continue
        touched = {row_of[key] for key in decision.lines}
        whole = _whole_row(decision, touched, by_ordinal)
        if decision.kind == "reject":
            if whole is not None:
                dissolved[whole] = decision
        elif whole is not None and whole not in dissolved:
            marked[whole] = decision
        else:
            linked.append(decision)
            dissolved |= {place: decision for place in touched if place not in dissolved}
    for place in dissolved:
        marked.pop(place, None)
    hand_rows = [_linked_row(decision, amounts) for decision in linked]
    hand_rows += _freed_rows(
        dissolved, by_ordinal, {key for each in linked for key in each.lines}, amounts
    )
    return Overlay(marked, frozenset(dissolved), tuple(hand_rows), frozenset(not_applied))


def _whole_row(
    decision: LiveDecision, touched: set[int], rows: Mapping[int, StandingRow]
) -> int | None:
    """The matched row made of exactly the decision's lines."""
    if len(touched) != 1:
        return None
    (place,) = touched
    row = rows[place]
    return place if row.kind == "matched" and row.lines == decision.lines else None


def _linked_row(decision: LiveDecision, amounts: Mapping[LineKey, int]) -> HandRow:
    ours, theirs = _sums(decision.members, amounts)
    return HandRow(
        row_id=f"d{decision.id}",
        kind="matched",
        status="accepted" if decision.kind == "accept" else "relinked",
        members=decision.members,
        ours_amount=ours,
        theirs_amount=theirs,
        difference_class="amount" if ours != theirs else None,
        sentence=Wording(
            f"由 {decision.actor_name} 手工勾对。", f"Linked by hand by {decision.actor_name}."
        ),
        decision=decision,
    )


def _freed_rows(
    dissolved: Mapping[int, LiveDecision],
    rows: Mapping[int, StandingRow],
    linked: set[LineKey],
    amounts: Mapping[LineKey, int],
) -> list[HandRow]:
    """Lines of dissolved rows that no decision put elsewhere, one row each."""
    freed = []
    for place, decision in dissolved.items():
        for side, row in sorted(rows[place].lines - linked):
            freed.append(_freed_row(side, row, rows[place], decision, amounts[side, row]))
    return freed


def _freed_row(
    side: str, row: int, before: StandingRow, decision: LiveDecision, amount: int
) -> HandRow:
    is_ours = side == "ours"
    kept = (
        before.difference_class if before.kind in ("unmatched_ours", "unmatched_theirs") else None
    )
    verb = (
        ("拆开", "taken apart")
        if decision.kind == "reject"
        else ("改为与其他行勾对", "linked otherwise")
    )
    return HandRow(
        row_id=f"{'o' if is_ours else 't'}{row}",
        kind="unmatched_ours" if is_ours else "unmatched_theirs",
        status="open",
        members=Members((row,), ()) if is_ours else Members((), (row,)),
        ours_amount=amount if is_ours else 0,
        theirs_amount=0 if is_ours else amount,
        difference_class=kept or ("missing_theirs" if is_ours else "missing_ours"),
        sentence=Wording(
            f"原来所在的一组由 {decision.actor_name} {verb[0]}；此行没有对应。",
            f"Its group was {verb[1]} by {decision.actor_name}; this line has no partner.",
        ),
        decision=decision,
    )


def _sums(members: Members, amounts: Mapping[LineKey, int]) -> tuple[int, int]:
    ours = sum(amounts["ours", row] for row in members.ours)
    return ours, sum(amounts["theirs", row] for row in members.theirs)

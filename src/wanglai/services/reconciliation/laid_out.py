"""A ``Reconciliation`` laid out as the rows of the three columns, ready to be stored. Pure: no database.

Every line of both sides stands in exactly one row. What waits for a person comes first: ties,
suggestions, lines without a partner by class, the openings, then what agrees with a difference, then the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tieout.decisions import DIFFERENCE_CLASSES, Difference, Group, Members, Reconciliation
from tieout.ledger import Ledger
from tieout.refusal import Wording

_CLASS_ORDER = {name: place for place, name in enumerate(DIFFERENCE_CLASSES)}
_STATUS_ORDER = {"ambiguous": 0, "suggested": 1, "open": 2, "auto": 5}


class LaidRow(NamedTuple):
    """One row before it is stored; amounts are sums of its lines, minor units in our sign."""

    kind: str
    status: str
    rule: str
    match_id: str
    members: Members  # lines only; an opening row of the sheet is not a line
    ours_amount: int
    theirs_amount: int
    difference: int
    sentence: Wording
    group: Group | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class LaidOut:
    rows: tuple[LaidRow, ...]
    row_of_ours: dict[int, int] = field(repr=False)  # source row -> ordinal
    row_of_theirs: dict[int, int] = field(repr=False)


def lay_out(result: Reconciliation, ours: Ledger, theirs: Ledger) -> LaidOut:
    """Rows in the order a person reads them; raises AssertionError where a line would be lost."""
    amounts = (_amounts(ours), _amounts(theirs))
    rows = [*_grouped(result, *amounts)]
    claimed = (_claimed(rows, "ours"), _claimed(rows, "theirs"))
    rows += _lone(result, rows, amounts, claimed)
    rows.sort(key=_reading_order)
    return LaidOut(
        rows=tuple(rows),
        row_of_ours=_places(rows, "ours", amounts[0]),
        row_of_theirs=_places(rows, "theirs", amounts[1]),
    )


def _amounts(ledger: Ledger) -> dict[int, int]:
    rows = ledger.lines.column("row").to_pylist()
    amounts = dict(zip(rows, ledger.lines.column("amount").to_pylist(), strict=True))
    assert len(amounts) == len(rows), "two lines of one side share a row number"
    return amounts


def _grouped(
    result: Reconciliation, ours: Mapping[int, int], theirs: Mapping[int, int]
) -> Iterable[LaidRow]:
    """One row per group, with the differences that lie within its lines."""
    groups = tuple(result.groups)  # many are made as they are asked for
    home = _homes(groups, result.differences)
    within: dict[int, list[Difference]] = {}
    for difference in result.differences:
        holder = _only_home(difference, home)
        if holder is not None:
            within.setdefault(holder, []).append(difference)
    for place, group in enumerate(groups):
        yield _row_of_group(group, tuple(within.get(place, ())), ours, theirs)


def _homes(groups: Sequence[Group], differences: Iterable[Difference]) -> dict[tuple[str, int], int]:  # fmt: skip
    """The group of each line that a difference names; most lines are named by none."""
    home: dict[tuple[str, int], int] = {}
    named = [each.members for each in differences]
    for side in ("ours", "theirs"):
        wanted = {row for members in named for row in getattr(members, side)}
        for place, group in enumerate(groups):
            for row in getattr(group.members, side):
                if row in wanted:
                    home[side, row] = place
    return home


def _only_home(difference: Difference, home: Mapping[tuple[str, int], int]) -> int | None:
    """The group that holds every line of the difference, or None."""
    places = {home.get(("ours", row)) for row in difference.members.ours}
    places |= {home.get(("theirs", row)) for row in difference.members.theirs}
    return places.pop() if len(places) == 1 else None


def _row_of_group(
    group: Group,
    differences: tuple[Difference, ...],
    ours: Mapping[int, int],
    theirs: Mapping[int, int],
) -> LaidRow:
    ours_amount, theirs_amount = _sum(group.members.ours, ours), _sum(group.members.theirs, theirs)
    assert group.difference == ours_amount - theirs_amount, (
        f"group {group.match_id} does not add up"
    )
    assert group.difference == sum(each.amount for each in differences), (
        f"group {group.match_id} differs by {group.difference}, which its differences do not explain"
    )
    return LaidRow(
        kind="matched",
        status=group.status,
        rule=group.rule,
        match_id=group.match_id,
        members=group.members,
        ours_amount=ours_amount,
        theirs_amount=theirs_amount,
        difference=group.difference,
        sentence=group.sentence,
        group=group,
        differences=differences,
    )


def _sum(rows: tuple[int, ...], amounts: Mapping[int, int]) -> int:
    """Of most groups it is one line a side."""
    return amounts[rows[0]] if len(rows) == 1 else sum(amounts[row] for row in rows)


def _claimed(rows: Iterable[LaidRow], side: str) -> set[int]:
    return {line for row in rows for line in getattr(row.members, side)}


def _lone(
    result: Reconciliation,
    rows: list[LaidRow],
    amounts: tuple[dict[int, int], dict[int, int]],
    claimed: tuple[set[int], set[int]],
) -> list[LaidRow]:
    """A row for every difference that stands on its own; it takes its lines once."""
    in_groups = {id(each) for row in rows for each in row.differences}
    lone = []
    for difference in result.differences:
        if id(difference) in in_groups:
            continue
        members = Members(
            _taken(difference.members.ours, amounts[0], claimed[0]),
            _taken(difference.members.theirs, amounts[1], claimed[1]),
        )
        lone.append(_row_of_difference(difference, members, *amounts))
    return lone


def _taken(wanted: tuple[int, ...], lines: Mapping[int, int], claimed: set[int]) -> tuple[int, ...]:
    free = tuple(row for row in wanted if row in lines and row not in claimed)
    claimed.update(free)
    return free


def _row_of_difference(
    difference: Difference, members: Members, ours: Mapping[int, int], theirs: Mapping[int, int]
) -> LaidRow:
    ours_amount, theirs_amount = _sum(members.ours, ours), _sum(members.theirs, theirs)
    is_whole = difference.amount == ours_amount - theirs_amount
    kind = "other"
    if is_whole and members.ours and not members.theirs:
        kind = "unmatched_ours"
    elif is_whole and members.theirs and not members.ours:
        kind = "unmatched_theirs"
    return LaidRow(
        kind=kind,
        status="open",
        rule="",
        match_id="",
        members=members,
        ours_amount=ours_amount,
        theirs_amount=theirs_amount,
        difference=difference.amount,
        sentence=difference.sentence,
        group=None,
        differences=(difference,),
    )


def _reading_order(row: LaidRow) -> tuple[int, int, int, tuple[int, ...], tuple[int, ...]]:
    place = _STATUS_ORDER[row.status]
    if row.kind == "other":
        place = 3
    elif row.status == "auto" and row.differences:
        place = 4
    cause = _CLASS_ORDER[row.differences[0].kind] if row.differences else 0
    size = -abs(row.difference) if row.differences else 0
    return (place, cause, size, row.members.ours, row.members.theirs)


def _places(rows: list[LaidRow], side: str, amounts: Mapping[int, int]) -> dict[int, int]:
    places: dict[int, int] = {}
    for ordinal, row in enumerate(rows, start=1):
        for line in getattr(row.members, side):
            assert line not in places, f"line {line} of {side} stands in two rows"
            places[line] = ordinal
    assert len(places) == len(amounts), (
        f"{len(amounts) - len(places)} lines of {side} stand in no row"
    )
    return places

"""The next period starts from what the one before left open: its lines stand before the new ones, on the side that has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wanglai.services.reconciliation.book_ledger import CARRIED_FROM
from wanglai.services.reconciliation.deciding import result_run
from wanglai.services.reconciliation.difference_names import LineNames, rest_of
from wanglai.services.reconciliation.live_decisions import overlay_of
from wanglai.services.reconciliation.open_differences import (
    OpenDifference,
    open_differences,
    without_crossings,
)
from wanglai.store.models import BookSide, CarriedLine, LedgerLine, Run

_VALUES = ("date", "due", "document", "voucher", "order", "text", "kind", "amount")
_AT_ONCE = 1_000


def carry_open(reconciliation_id: int, before: BookSide) -> int:
    """Carry every line that is still open in ``before``; how many. Nothing where that one has no result.

    A line without a partner is carried as it is. Where both sides have something and differ (100.00 against 98.00), what is
    left (2.00) is carried on our side under the number of our line. Kept from the first period on: since when it is open.
    """
    run = result_run(before.reconciliation_id)
    if run is None:
        return 0
    every, names = open_differences(run, overlay_of(before.reconciliation_id, run.id))
    left = without_crossings(run, every)
    lines = _lines(run, left)
    rows = dict(CARRIED_FROM)
    made = []
    for difference in left:
        for side, values in _carried(difference, lines, names, before):
            rows[side] += 1
            made.append(
                CarriedLine(
                    company_id=before.company_id, reconciliation_id=reconciliation_id, side=side, row=rows[side],
                    difference=difference.name, difference_class=difference.difference_class, **values,
                )
            )  # fmt: skip
    CarriedLine.objects.bulk_create(made, batch_size=_AT_ONCE)
    return len(made)


def _lines(run: Run, left: Iterable[OpenDifference]) -> dict[tuple[str, int], LedgerLine]:
    found: dict[tuple[str, int], LedgerLine] = {}
    every = list(left)
    for side in ("ours", "theirs"):
        wanted = sorted({row for each in every for row in getattr(each.members, side)})
        for line in LedgerLine.objects.filter(run_id=run.id, side=side, row__in=wanted):
            found[side, line.row] = line
    return found


def _carried(
    difference: OpenDifference, lines: dict[tuple[str, int], LedgerLine], names: LineNames, before: BookSide
) -> Iterator[tuple[str, dict[str, Any]]]:  # fmt: skip
    """The lines that stand for a difference: those of the one side that has it, else the rest of it on ours."""
    ours, theirs = difference.members
    held = [("ours", row) for row in ours] + [("theirs", row) for row in theirs]
    sides = {side for side, _ in held}
    signed = sum(lines[key].amount for key in held if key in lines)
    whole = len(sides) == 1 and all(key in lines for key in held) and signed == _on_side(difference, sides)  # fmt: skip
    if whole:
        for side, row in held:
            line = lines[side, row]
            values = {name: getattr(line, name) for name in _VALUES}
            yield side, {**values, "line": names.line(side, row), "seq": names.entry(side, row), **_since(names, [(side, row)], before)}  # fmt: skip
        return
    if difference.amount == 0:
        return
    known = [lines[key] for key in held if key in lines]
    first = known[0] if known else None
    yield (
        "ours",
        {
            "date": max((each.date for each in known if each.date), default=before.through_on),
            "document": first.document if first else None,
            "order": first.order if first else None,
            "kind": "other",
            "amount": difference.amount,
            "line": rest_of(difference.name),
            "seq": next((names.entry("ours", row) for row in ours), None),
            **_since(names, held, before),
        },
    )


def _on_side(difference: OpenDifference, sides: set[str]) -> int:
    return difference.amount if sides == {"ours"} else -difference.amount


def _since(names: LineNames, held: Iterable[tuple[str, int]], before: BookSide) -> dict[str, Any]:
    """In which reconciliation it was found open first, and the last day of that one's period."""
    known = [names.carried[key] for key in held if key in names.carried]
    oldest = min(known, key=lambda each: each.open_since, default=None)
    if oldest is None:
        return {"first_id": before.reconciliation_id, "open_since": before.through_on}
    return {"first_id": oldest.first_id, "open_since": oldest.open_since}

"""What a line and a difference are called for good: not by a place in a result, which the next run gives anew.

A line of ours is its entry in the book; a line of a file is its row in that file, which never changes. A difference is its lines and
its amount: found again by another run, or by the next period's reconciliation, it has the same name, and what people decided about
it holds. The same lines with another amount are another difference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tieout.decisions import Members
from wanglai.services.reconciliation.by_hand import LineKey
from wanglai.services.reconciliation.live_decisions import sheets_of
from wanglai.store.models import BookLine, BookSide, CarriedLine, Run

NAME_LENGTH = 24
_REST = "d"  # of a carried line that is what was left of a difference


@dataclass(frozen=True)
class LineNames:
    """Names of lines of one run; a row that is no line is the opening."""

    reconciliation_id: int
    sheets: tuple[str, str]
    entries: Mapping[int, int]  # row of ours -> entry of the book
    carried: Mapping[LineKey, CarriedLine]
    through_on: date | None  # the last day of the period, where our side is the book

    @classmethod
    def of(cls, run: Run, keys: Iterable[LineKey] | None = None) -> LineNames:
        """For these lines, or for every line of the run."""
        through_on = through_of(run.reconciliation_id)
        if (
            through_on is None
        ):  # two files: nothing of it stands in the book, and nothing was carried
            return cls(run.reconciliation_id, sheets_of(run.id), {}, {}, None)
        booked = BookLine.objects.filter(reconciliation_id=run.reconciliation_id)
        carried = CarriedLine.objects.filter(reconciliation_id=run.reconciliation_id)
        if keys is not None:
            wanted = list(keys)
            booked = booked.filter(row__in=[row for side, row in wanted if side == "ours"])
            carried = carried.filter(row__in=[row for _, row in wanted])
        return cls(
            run.reconciliation_id,
            sheets_of(run.id),
            dict(booked.values_list("row", "seq")),
            {(each.side, each.row): each for each in carried},
            through_on,
        )

    def line(self, side: str, row: int) -> str:
        """``e512`` is entry 512 of the book, ``t7.34`` row 34 of their file in the reconciliation with id 7."""
        held = self.carried.get((side, row))
        if held is not None:
            return held.line
        if side == "ours" and row in self.entries:
            return f"e{self.entries[row]}"
        sheet = self.sheets[0 if side == "ours" else 1]
        place = f"@{_short(sheet, 8)}" if sheet else ""
        return f"{side[0]}{self.reconciliation_id}.{row}{place}"

    def entry(self, side: str, row: int) -> int | None:
        """The entry of the book that a line is, where it is one."""
        held = self.carried.get((side, row))
        if held is not None:
            return held.seq
        return self.entries.get(row) if side == "ours" else None

    def difference(self, members: Members, amount: int) -> str:
        """The name of a difference; what was left of one and carried keeps that one's."""
        ours = sorted(self.line("ours", row) for row in members.ours)
        theirs = sorted(self.line("theirs", row) for row in members.theirs)
        if len(ours) == 1 and not theirs and ours[0].startswith(_REST):
            return ours[0].removeprefix(_REST)
        return _short(json.dumps([ours, theirs, amount]), NAME_LENGTH)


def through_of(reconciliation_id: int) -> date | None:
    """The last day of the period of a reconciliation from the book; None for one of two files."""
    return BookSide.objects.filter(reconciliation_id=reconciliation_id).values_list("through_on", flat=True).first()  # fmt: skip


def rest_of(difference: str) -> str:
    """The name of the line that carries what was left of a difference."""
    return _REST + difference


def _short(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]

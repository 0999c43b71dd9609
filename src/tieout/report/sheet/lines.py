"""Ledger lines by source row, as the columns a sheet shows."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from tieout.decisions import Members
from tieout.ledger import Ledger

DAYS_TO_1970 = 25_569  # day number a spreadsheet gives 1970-01-01
EARLIEST_DAY = 61  # 1900-03-01: before it spreadsheets disagree about leap years

LineCells = tuple[int | None, int | None, str | None, str | None, int | None]
"""(source row, day number, document, text, minor units)"""

NO_LINE: LineCells = (None, None, None, None, None)


class LinesByRow:
    """Looks lines up by the row they stand on in their own file."""

    def __init__(self, ledger: Ledger) -> None:
        lines = ledger.lines
        self._opening = (ledger.reading.opening_row, ledger.reading.opening)
        self._closing = (ledger.reading.closing_row, ledger.reading.closing)
        self._rows: list[int] = lines["row"].to_pylist()
        self._at = {row: index for index, row in enumerate(self._rows)}
        days = pc.add(pc.cast(lines["date"], pa.int32()), DAYS_TO_1970)
        self._days: list[int | None] = days.to_pylist()
        number = pc.coalesce(lines["document"], lines["voucher"], lines["order"])
        self._documents: list[str | None] = number.to_pylist()
        self._amounts: list[int | None] = lines["amount"].to_pylist()
        self._texts = lines["text"].combine_chunks()
        counted = pc.value_counts(lines["party"].drop_null()).to_pylist()
        self._parties: dict[str, int] = {one["values"]: one["counts"] for one in counted}

    def cells(self, row: int) -> LineCells:
        """What a sheet shows of the line on ``row``; an opening or closing row has its balance."""
        index = self._at.get(row)
        if index is None:
            for balance_row, balance in (self._opening, self._closing):
                if row == balance_row:
                    return (row, None, None, None, balance)
            return (row, None, None, None, None)
        day = self._days[index]
        return (
            row,
            day if day is None or day >= EARLIEST_DAY else None,
            self._documents[index],
            self._texts[index].as_py(),
            self._amounts[index],
        )

    def rows_outside(self, taken: set[int]) -> list[int]:
        return [row for row in self._rows if row not in taken]

    @property
    def main_party(self) -> str | None:
        """The party named on four lines in five or more; None where the file is not that clear."""
        if not self._parties:
            return None
        name, count = max(self._parties.items(), key=lambda pair: (pair[1], pair[0]))
        return name if count * 5 >= 4 * len(self._rows) else None

    @property
    def first_and_last_day(self) -> tuple[int, int] | None:
        days = [day for day in self._days if day is not None]
        return (min(days), max(days)) if days else None


def side_by_side(
    members: Members, ours: LinesByRow, theirs: LinesByRow
) -> Iterator[tuple[LineCells, LineCells]]:
    """Our lines and theirs next to each other; the shorter side ends in blanks."""
    if len(members.ours) == len(members.theirs) == 1:  # nine in ten
        yield ours.cells(members.ours[0]), theirs.cells(members.theirs[0])
        return
    for index in range(height_of(members)):
        yield (
            ours.cells(members.ours[index]) if index < len(members.ours) else NO_LINE,
            theirs.cells(members.theirs[index]) if index < len(members.theirs) else NO_LINE,
        )


def height_of(members: Members) -> int:
    """Sheet rows a group takes: one at least, also where it stands on no line."""
    return max(len(members.ours), len(members.theirs), 1)

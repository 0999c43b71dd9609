"""The only thing the child says: lines of JSON, a block of rows at a time.

A cell is one string. In a workbook its first letter is the type: ``t`` text, ``n`` number as exact
decimal text, ``d`` date or time in ISO form, ``b`` truth value, ``e`` error, ``f`` a formula whose
result the file does not hold. In delimited text every cell is text and carries no letter.
"""

from __future__ import annotations

import json
from typing import IO

from .verdict import Refused

BLOCK = 2048  # rows in one line of JSON: large enough to be quick, small enough to stay bounded
COLUMNS_MAX = 512
EXCERPT = 4000  # a cell longer than this is not a ledger cell


class Frames:
    """Writes sheets as blocks of columns and keeps count, so that no file can grow without bound."""

    def __init__(self, stream: IO[bytes], *, cells_max: int) -> None:
        self._stream = stream
        self._cells_left = cells_max

    def say(self, message: dict[str, object]) -> None:
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        self._stream.write(text.encode("utf-8", "surrogatepass"))
        self._stream.write(b"\n")

    def sheet(self, name: str, *, tagged: bool, hidden: bool = False) -> None:
        self.say({"sheet": name, "tagged": tagged, "hidden": hidden})

    def block(self, rows: list[int], columns: dict[int, list[str]]) -> None:
        """One block: the sheet row of each entry, and for every used column its cells."""
        if not rows:
            return
        self._cells_left -= len(rows) * max(1, len(columns))
        if self._cells_left < 0:
            raise Refused("file.too_many_cells")
        self.say({"rows": rows, "columns": {str(at): cells for at, cells in columns.items()}})

    def merges(self, ranges: list[tuple[int, int, int, int]]) -> None:
        """Merged ranges as (first row, first column, last row, last column), rows 1-based."""
        if ranges:
            self.say({"merges": ranges})

    def end(self, *, form: str, encoding: str | None) -> None:
        self.say({"end": form, "encoding": encoding})


class SparseRows:
    """Collects single cells into blocks; a far-corner cell costs one row, not a million."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._rows: list[int] = []
        self._columns: dict[int, list[str]] = {}
        self._seen: set[int] = set()

    def add(self, row: int, cells: list[tuple[int, str]]) -> None:
        """One row with at least one cell; rows must come in ascending order."""
        rows, columns = self._rows, self._columns
        height = len(rows)
        rows.append(row)
        for at, cell in cells:
            column = columns.get(at)
            if column is None:
                self._seen.add(at)
                if len(self._seen) > COLUMNS_MAX:
                    raise Refused("file.too_wide", columns=COLUMNS_MAX)
                column = columns[at] = []
            if len(column) < height:
                column.extend([""] * (height - len(column)))
            if len(column) == height:
                column.append(cell)
            else:
                raise Refused("file.damaged", detail=f"row {row} holds the same cell twice")
        if height + 1 >= BLOCK:
            self.flush()

    def flush(self) -> None:
        height = len(self._rows)
        for column in self._columns.values():
            column.extend([""] * (height - len(column)))
        self._frames.block(self._rows, self._columns)
        self._rows, self._columns = [], {}

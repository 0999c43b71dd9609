"""Rows of cells as the child brought them: columns of strings, blank rows and columns left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from tieout.reading.bulk import keys_of, matching
from tieout.reading.numbers import DASHED


def letter_of(column: int) -> str:
    """Spreadsheet letter of a zero-based column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass
class Sheet:
    """One sheet: ``rows`` are the sheet's own row numbers, ``columns`` hold one cell for each of them.

    A cell is a type letter and its text (``n1234.56``); blank is the empty string. See child.frames.
    """

    name: str
    tagged: bool
    hidden: bool
    rows: list[int] = field(default_factory=list)
    columns: dict[int, list[str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def cell(self, column: int, at: int) -> str:
        """Text of a cell without its type letter, by column and position in ``rows``."""
        text = self.columns[column][at]
        return text[1:] if self.tagged else text

    def row_cells(self, at: int) -> dict[int, str]:
        """Non-blank texts of one row by column."""
        skip = 1 if self.tagged else 0
        return {column: cells[at][skip:] for column, cells in self.columns.items() if cells[at]}


class Encoded:
    """Distinct cells of a column and, for each row, which of them it holds."""

    def __init__(self, cells: list[str], tagged: bool) -> None:
        encoded = pa.array(cells, pa.string()).dictionary_encode()
        raw = encoded.dictionary.to_pylist()
        self._codes = encoded.indices.to_numpy()
        self.indices: list[int] = encoded.indices.to_pylist()
        self.tags = [(cell[:1] if tagged else "t") if cell else "" for cell in raw]
        self.texts: list[str] = [cell[1:] for cell in raw] if tagged else raw
        self.array: pa.Array = pa.array(self.texts, pa.string()) if tagged else encoded.dictionary

    @cached_property
    def counts(self) -> list[int]:
        counts: list[int] = np.bincount(self._codes, minlength=len(self.texts)).tolist()
        return counts

    def offsets_of(self, codes: list[int]) -> list[int]:
        """The rows that hold one of these distinct cells, from top to bottom."""
        offsets: list[int] = np.flatnonzero(np.isin(self._codes, codes)).tolist()
        return offsets

    @cached_property
    def keys(self) -> list[str]:
        """The distinct cells as document numbers for comparing."""
        return keys_of(self.array)

    @cached_property
    def dashes(self) -> list[bool]:
        """Which distinct cells say nothing: blank, or an accountant's dash."""
        flags = [not text for text in self.texts]
        for at in matching(self.array, DASHED):
            flags[at] = True
        return flags

    def spread(self, values: list[Any]) -> list[Any]:
        """One value for each row from one value for each distinct cell."""
        return [values[at] for at in self.indices]


@dataclass(frozen=True)
class Grid:
    """A whole file as rows of cells."""

    file: str
    sha256: str
    form: str  # xlsx | xls | csv
    encoding: str | None
    sheets: tuple[Sheet, ...]


class GridBuilder:
    """Puts the child's frames together; drops blank rows and blank columns."""

    def __init__(self, file: str, sha256: str) -> None:
        self._file, self._sha256 = file, sha256
        self._form = ""
        self._encoding: str | None = None
        self._sheets: list[Sheet] = []

    def take(self, frame: dict[str, Any]) -> None:
        if "sheet" in frame:
            sheet = Sheet(frame["sheet"], tagged=frame["tagged"], hidden=frame["hidden"])
            self._sheets.append(sheet)
            return
        sheet = self._sheets[-1]
        if "merges" in frame:
            sheet.merges.extend(tuple(one) for one in frame["merges"])
            return
        rows: list[int] = frame["rows"]
        before = len(sheet.rows)
        sheet.rows.extend(rows)
        for key, cells in frame["columns"].items():
            assert len(cells) == len(rows), "a block's columns are all as long as its rows"
            column = sheet.columns.get(int(key))
            if column is None:
                column = sheet.columns[int(key)] = []
            column.extend([""] * (before - len(column)))
            column.extend(cells)
        for column in sheet.columns.values():
            column.extend([""] * (len(sheet.rows) - len(column)))

    def finish(self, *, form: str, encoding: str | None) -> None:
        self._form, self._encoding = form, encoding
        for sheet in self._sheets:
            _drop_blanks(sheet)

    def grid(self) -> Grid:
        return Grid(self._file, self._sha256, self._form, self._encoding, tuple(self._sheets))


def _drop_blanks(sheet: Sheet) -> None:
    sheet.columns = {at: cells for at, cells in sorted(sheet.columns.items()) if any(cells)}
    filled = [any(cells) for cells in zip(*sheet.columns.values(), strict=True)]
    if not all(filled):
        sheet.rows = [row for row, kept in zip(sheet.rows, filled, strict=False) if kept]
        for at, cells in sheet.columns.items():
            sheet.columns[at] = [cell for cell, kept in zip(cells, filled, strict=True) if kept]
    if not sheet.columns:
        sheet.rows = []

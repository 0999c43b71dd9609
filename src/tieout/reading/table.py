"""Any sheet as a table: its labels, and its columns as texts, numbers, days and amounts; nothing in it is a ledger yet.

What reads ledgers reads everything else, too: the same child, the same layouts, the same refusals where two readings
remain. Rows that carry the label of a total are kept apart. A caller says which columns it means; nothing is assigned here.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from tieout.reading.amounts import mark_of, minor_units
from tieout.reading.courier import fetch
from tieout.reading.currencies import currency_of
from tieout.reading.dating import read_days
from tieout.reading.fields import find_column
from tieout.reading.grid import Encoded, Grid, Sheet
from tieout.reading.identifiers import read_identifiers
from tieout.reading.layout import Layout, find_layout, is_value
from tieout.reading.numbers import Number, parse_number
from tieout.reading.options import DateOrder, DecimalMark, Limits
from tieout.reading.profile import Column, columns_of
from tieout.reading.refusals import refuse
from tieout.reading.rows import is_repeated_heading, labelled_totals
from tieout.reading.words import meanings, plain

__all__ = [
    "Column", "Grid", "Limits", "Number", "Sheet", "Table", "currency_of", "decimal_of", "find_column", "heading_at",
    "is_value", "meanings", "open_sheets", "plain", "table_of",
]  # fmt: skip

_SAMPLE_ROWS = 8
# 20190405.0 is a day that passed through a column of binary fractions.
_DAY_WITH_FRACTION = re.compile(r"((?:19|20)\d{6})\.0+")


def open_sheets(
    path: Path, *, name: str = "", encoding: str | None = None, limits: Limits | None = None
) -> Grid:
    """Every sheet of a file, read by a child of its own; ``name`` is what messages call it. Raises Refusal."""
    return fetch(path, limits=limits or Limits(), encoding=encoding, name=name)


@dataclass(frozen=True)
class Table:
    """One sheet under its heading. ``rows`` are the sheet's own row numbers, one for each line of every column."""

    file: str
    sheet: Sheet
    layout: Layout
    columns: list[Column]
    rows: list[int]
    totals: dict[int, str]  # line (from 0) -> label of a total, and of a heading that is repeated

    @property
    def place(self) -> str:
        return f"{self.file} [{self.sheet.name}]" if self.sheet.name else self.file

    @property
    def header_row(self) -> int | None:
        return self.layout.header_row(self.sheet)

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Letter and label of every column, in the order of the sheet."""
        return tuple((column.letter, column.label) for column in self.columns)

    @property
    def sample(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The first lines as text, for whoever names the columns."""
        shown = range(min(_SAMPLE_ROWS, len(self.rows)))
        return tuple(
            (self.rows[at], tuple(self._text(one, at) for one in self.columns)) for at in shown
        )

    def _text(self, column: Column, at: int) -> str:
        return column.encoded.texts[column.encoded.indices[at]]

    def texts(self, column: Column) -> list[str]:
        """What every line says, trimmed and in one line."""
        bare = [" ".join(text.split()) for text in column.encoded.texts]
        return column.encoded.spread(bare)

    def identifiers(self, column: Column) -> tuple[list[str], set[int]]:
        """Numbers of papers as text (10231.0 is 10231, 0007 stays), and the lines whose digits are lost."""
        values, lost = read_identifiers(column, None)
        codes = column.encoded
        return (
            codes.spread([value or "" for value in values]),
            set(codes.offsets_of(sorted(lost))) if lost else set(),
        )

    def days(
        self, columns: list[Column], *, order: DateOrder | None
    ) -> dict[int, list[datetime.date | None]]:
        """Days of each column, by its place. Refuses ``dates.undecidable`` and ``dates.mixed``."""
        whole = [_without_fractions(column) for column in columns]
        dating = read_days(whole, order=order, reference=None, document=None, place=self.place)
        return {one.at: one.encoded.spread(dating.days[one.at]) for one in whole}

    def mark(self, columns: list[Column], *, said: DecimalMark | None) -> DecimalMark:
        """The one decimal mark of all columns that hold figures. Refuses ``numbers.undecidable``."""
        if said is not None:
            return said
        settled: set[str] = set()
        undecided: Column | None = None
        for column in columns:
            found = mark_of(column)
            if found is None:
                undecided = column
            elif any("," in text or "." in text for text in column.encoded.texts):
                settled.add(found)
        if len(settled) == 1 or (not settled and undecided is None):
            return "," if "," in settled else "."
        asked = undecided or columns[0]
        example = next((text for text in asked.encoded.texts if "," in text or "." in text), "")
        raise refuse("numbers.undecidable", self.place, column=asked.name, example=example)

    def amounts(
        self, column: Column, *, mark: DecimalMark, exponent: int
    ) -> tuple[list[int | None], list[str | None]]:
        """Minor units of every line, and why there are none: unreadable, finer, formula, error, date, too_large."""
        minor = minor_units(column, mark=mark, exponent=exponent)
        faults = [minor.faults.get(at) for at in range(len(column.encoded.texts))]
        return column.encoded.spread(minor.values), column.encoded.spread(faults)

    def numbers(self, column: Column, *, mark: DecimalMark) -> list[Number | None]:
        """Quantities, prices and rates, exactly as written."""
        codes = column.encoded
        parsed = [
            parse_number(text, "." if tag == "n" else mark) if text else None
            for text, tag in zip(codes.texts, codes.tags, strict=True)
        ]
        return codes.spread(parsed)


@lru_cache(maxsize=1 << 16)
def decimal_of(number: Number) -> Decimal:
    """(12345, 2) is 123.45."""
    return Decimal(number.mantissa).scaleb(-number.scale)


def heading_at(sheet: Sheet, row: int) -> Layout:
    """The heading of one row that somebody names by its number in the sheet; 0 says that there is none."""
    if row == 0:
        return Layout(None, 0, {})
    at = next((at for at, each in enumerate(sheet.rows) if each >= row), None)
    if at is None:
        return Layout(None, 0, {})
    return Layout((at, at), at + 1, sheet.row_cells(at))


def table_of(grid: Grid, sheet: Sheet, *, layout: Layout | None = None) -> Table:
    """The sheet under the heading given, else under the heading it seems to have."""
    layout = layout or find_layout(sheet)
    body = range(layout.body, len(sheet.rows))
    cells = {
        at: Encoded(column[body.start :], sheet.tagged) for at, column in sheet.columns.items()
    }
    totals = {
        at - body.start: label
        for at, (_, label) in labelled_totals(cells.values(), body.start).items()
    }
    totals |= {
        at - body.start: "heading"
        for at in _may_repeat(sheet, body, layout)
        if is_repeated_heading(sheet.row_cells(at), layout.labels)
    }
    apart = {body.start + offset for offset in totals}
    columns = columns_of(cells, layout.labels, body, apart)
    return Table(grid.file, sheet, layout, columns, sheet.rows[body.start :], totals)


def _may_repeat(sheet: Sheet, body: range, layout: Layout) -> list[int]:
    """Rows whose first labelled cell is its label: a cheap look before whole rows are compared."""
    first = min(layout.labels, default=None)
    if not layout.header or first is None or not body:
        return []
    label, cells, skip = layout.labels[first], sheet.columns[first], int(sheet.tagged)
    return [at for at in body if cells[at][skip:] == label]


def _without_fractions(column: Column) -> Column:
    codes = column.encoded
    if not any(_DAY_WITH_FRACTION.fullmatch(text) for text in codes.texts):
        return column
    whole = [_DAY_WITH_FRACTION.sub(r"\1", text) for text in codes.texts]
    cells = codes.spread([f"t{text}" if text else "" for text in whole])
    return Column(column.at, column.label, Encoded(cells, tagged=True), column.sample)

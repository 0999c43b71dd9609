"""Long tables, streamed: a title, live totals, a header, then any number of rows.

XlsxWriter keeps the workbook (styles, print set-up, validation); the rows of a table are turned
into sheet XML block by block while the file is being packed, which is ten times faster than
cell by cell and holds one block in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, repeat
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from tieout.report.sheet.cells import (
    CellWriter,
    lines_needed,
    money_cells,
    number_cells,
    spreadsheet_number,
    text_cells,
)
from tieout.report.sheet.looks import Kind, Looks

BLOCK = 4096
ROWS_PER_SHEET = 1_000_000  # a sheet holds 1,048,576
ROW_HEIGHT, LINE_HEIGHT = 17, 13.5  # points
HEADER_ROW = 4  # 0-based; rows of the table start below it


@dataclass(frozen=True)
class Column:
    """One column: its label, what it holds, its width in characters, and the band above it."""

    label: str
    kind: Kind
    width: float
    band: str = ""
    total: int | None = None  # minor units of the whole column, shown live above it


class TableSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose table rows arrive from an iterator while the file is written."""

    blocks: Iterator[tuple[int, Sequence[tuple[Any, ...]]]]
    writers: list[CellWriter]
    wrapped: list[tuple[int, float]]  # (column, width) of the columns that break lines
    last_row: int  # 0-based
    dim_rowmax: int

    def _write_dimension(self) -> None:
        header_only, self.dim_rowmax = self.dim_rowmax, max(self.dim_rowmax, self.last_row)
        super()._write_dimension()
        self.dim_rowmax = header_only

    def _write_rows(self) -> None:
        super()._write_rows()
        for first_row, block in self.blocks:
            columns = zip(*block, strict=True)
            cells = [
                writer(xl_col_to_name(index), first_row, values)
                for index, (writer, values) in enumerate(zip(self.writers, columns, strict=True))
            ]
            self.fh.write(
                "".join(
                    f'<row r="{row}" ht="{height}" customHeight="1">{"".join(parts)}</row>'
                    for row, (height, parts) in enumerate(
                        zip(self._heights(block), zip(*cells, strict=True), strict=True), first_row
                    )
                )
            )

    def _heights(self, block: Sequence[tuple[Any, ...]]) -> Iterator[float]:
        """Points each row needs: said outright, since not every program fits rows on opening."""
        if not self.wrapped:
            yield from repeat(ROW_HEIGHT, len(block))
            return
        for row in block:
            lines = max(lines_needed(row[at], width) for at, width in self.wrapped)
            yield min(max(ROW_HEIGHT, LINE_HEIGHT * lines + 4), 400)


def add_table(
    book: Any,
    name: str,
    *,
    title: str,
    note: str,
    columns: Sequence[Column],
    rows: Iterable[tuple[Any, ...]],
    count: int,
    looks: Looks,
    shown_total: str,
) -> TableSheet:
    """Add one sheet: ``count`` rows of one value per column (minor units for money, day numbers for dates)."""
    sheet: TableSheet = book.add_worksheet(name, worksheet_class=TableSheet)
    sheet.writers = [_writer_of(column, looks) for column in columns]
    sheet.wrapped = [
        (index, column.width) for index, column in enumerate(columns) if column.kind == "wrap"
    ]
    sheet.blocks = _blocks(iter(rows), HEADER_ROW + 2)
    sheet.last_row = HEADER_ROW + count
    _write_top(sheet, title, note, columns, count, looks, shown_total)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.autofilter(HEADER_ROW, 0, max(sheet.last_row, HEADER_ROW + 1), len(columns) - 1)
    return sheet


def _blocks(
    rows: Iterator[tuple[Any, ...]], first_row: int
) -> Iterator[tuple[int, Sequence[tuple[Any, ...]]]]:
    while block := list(islice(rows, BLOCK)):
        yield first_row, block
        first_row += len(block)


def _write_top(
    sheet: TableSheet,
    title: str,
    note: str,
    columns: Sequence[Column],
    count: int,
    looks: Looks,
    shown_total: str,
) -> None:
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, looks["title"])
    sheet.write_string(1, 0, note, looks["subtitle"])
    sheet.set_row(HEADER_ROW, 30)
    first, last = HEADER_ROW + 2, HEADER_ROW + 1 + max(count, 1)
    summed = [index for index, column in enumerate(columns) if column.total is not None]
    if summed and min(summed) > 0:
        sheet.write_string(2, min(summed) - 1, shown_total, looks["shown_label"])
    for index in summed:
        letter = xl_col_to_name(index)
        formula = f"=SUBTOTAL(109,{letter}{first}:{letter}{last})"
        total = spreadsheet_number(columns[index].total or 0, looks.currency)
        sheet.write_formula(2, index, formula, looks["shown_money"], total or 0)
    for start, end, band in _bands(columns):
        if band and end > start:
            sheet.merge_range(HEADER_ROW - 1, start, HEADER_ROW - 1, end, band, looks["band"])
        elif band:
            sheet.write_string(HEADER_ROW - 1, start, band, looks["band"])
    for index, column in enumerate(columns):
        right = column.kind in ("money", "number")
        sheet.write_string(
            HEADER_ROW, index, column.label, looks["head_right" if right else "head"]
        )


def _bands(columns: Sequence[Column]) -> list[tuple[int, int, str]]:
    """Runs of columns under the same band: (first, last, label)."""
    runs: list[tuple[int, int, str]] = []
    for index, column in enumerate(columns):
        if runs and runs[-1][2] == column.band:
            runs[-1] = (runs[-1][0], index, column.band)
        else:
            runs.append((index, index, column.band))
    return runs


def _writer_of(column: Column, looks: Looks) -> CellWriter:
    style = looks[column.kind]._get_xf_index()
    if column.kind == "money":
        text_style = looks["money_text"]._get_xf_index()
        return partial(money_cells, style, looks.currency, text_style)
    if column.kind in ("number", "date", "entry_date"):
        return partial(number_cells, style)
    return partial(text_cells, style)

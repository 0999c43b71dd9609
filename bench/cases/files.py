"""A sheet written as a file: xlsx, xls, csv or tab-separated, byte-identical for the same sheet."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from bench.cases.cells import Cell, as_printed, serial_of
from bench.cases.layout import Layout
from bench.cases.render import Sheet

_MADE_ON = datetime.fromisoformat("2026-07-01")  # workbook properties, the same in every file


def write_file(path: Path, sheet: Sheet, layout: Layout, *, second: Sheet | None = None) -> None:
    """Writes the sheet; a ``second`` sheet of the same shape only into a workbook."""
    if layout.file_format == "xlsx":
        _write_xlsx(path, sheet, layout, second)
    elif layout.file_format == "xls":
        _write_xls(path, sheet, layout)
    else:
        _write_text(path, sheet, layout)


def _write_text(path: Path, sheet: Sheet, layout: Layout) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=layout.delimiter, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow([as_printed(cell, layout) for cell in row])
    path.write_bytes(buffer.getvalue().encode(layout.encoding, errors="strict"))


def _plain_number(cell: Cell) -> float:
    """Spreadsheets hold binary numbers; the text of the amount decides which one."""
    assert isinstance(cell.value, int)
    return float(Decimal(cell.value) / 100)


def _write_xlsx(path: Path, sheet: Sheet, layout: Layout, second: Sheet | None) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": _MADE_ON, "author": "generator"})
    formats = {
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "title": book.add_format({"bold": True, "align": "center"}),
    }
    if layout.other_sheets:
        cover = book.add_worksheet("说明" if layout.language == "zh" else "Cover")
        cover.write_string(
            0, 0, "导出说明：请查看明细页" if layout.language == "zh" else "See details"
        )
    page = book.add_worksheet(layout.sheet)
    if layout.other_sheets:
        book.add_worksheet("Sheet9")
    _fill_xlsx(page, sheet, layout, formats)
    if second is not None:
        _fill_xlsx(book.add_worksheet(f"{layout.sheet} 2"), second, layout, formats)
    book.close()


def _fill_xlsx(
    page: xlsxwriter.worksheet.Worksheet,
    sheet: Sheet,
    layout: Layout,
    formats: dict[str, xlsxwriter.format.Format],
) -> None:
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            _put_xlsx(page, number, column, cell, layout, formats)
    for top, left, bottom, right in sheet.merges:
        if (top, left) != (bottom, right):
            first = sheet.rows[top - 1][left]
            words = str(first.value) if first else ""
            page.merge_range(top - 1, left, bottom - 1, right, words, formats["title"])


def _put_xlsx(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell | None,
    layout: Layout,
    formats: dict[str, xlsxwriter.format.Format],
) -> None:
    if cell is None:
        return
    if cell.what == "money" and not layout.text_numbers:
        page.write_number(row, column, _plain_number(cell), formats["money"])
    elif cell.what == "whole":
        page.write_number(row, column, int(str(cell.value)))
    elif cell.what == "date" and layout.dates == "native":
        assert isinstance(cell.value, date)
        page.write_datetime(
            row, column, datetime.combine(cell.value, datetime.min.time()), formats["date"]
        )
    elif cell.what == "date" and layout.dates == "serial":
        assert isinstance(cell.value, date)
        page.write_number(row, column, serial_of(cell.value))
    else:
        page.write_string(row, column, as_printed(cell, layout))


def _write_xls(path: Path, sheet: Sheet, layout: Layout) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    money_style = xlwt.easyxf(num_format_str="#,##0.00")
    date_style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    if layout.other_sheets:
        book.add_sheet("说明").write(0, 0, "导出说明：请查看明细页")
    page = book.add_sheet(layout.sheet)
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            if cell.what == "money" and not layout.text_numbers:
                page.write(number, column, _plain_number(cell), money_style)
            elif cell.what == "whole":
                page.write(number, column, int(str(cell.value)))
            elif cell.what == "date" and layout.dates == "native":
                page.write(number, column, cell.value, date_style)
            elif cell.what == "date" and layout.dates == "serial":
                assert isinstance(cell.value, date)
                page.write(number, column, serial_of(cell.value))
            else:
                page.write(number, column, as_printed(cell, layout))
    book.save(str(path))

"""Plain workbooks of the screens: the same rows and totals, text that can never become a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from django.utils import timezone

from wanglai.services.money import Amount, exponent_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | date | datetime | Amount | None


@dataclass(frozen=True)
class Download:
    """A file to take away."""

    name: str
    content_type: str
    content: bytes


def workbook(
    *,
    title: str,
    facts: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Cell]],
    name: str,
) -> Download:
    """One sheet: title, lines that say what it is of, a heading row, rows. Column widths are in characters.

    Figures are numbers to the minor unit: the writer takes a float, here and nowhere before.
    """
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "author": "Wanglai"})
        sheet = book.add_worksheet()
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        looks = _Looks(book)
        for place, (_, width) in enumerate(columns):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        for row, fact in enumerate(facts, start=1):
            sheet.write_string(row, 0, fact)
        top = len(facts) + 2
        for place, (words, _) in enumerate(columns):
            sheet.write_string(top, place, words, heading)
        sheet.freeze_panes(top + 1, 0)
        for row, cells in enumerate(rows, start=top + 1):
            for place, cell in enumerate(cells):
                _write(sheet, row, place, cell, looks)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return Download(name, CONTENT_TYPE, target.getvalue())


class _Looks:
    """Number formats, one of each."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
        self._money: dict[int, object] = {}

    def money(self, currency: str) -> object:
        places = exponent_of(currency)
        if places not in self._money:
            text = "#,##0" + ("." + "0" * places if places else "")
            self._money[places] = self._book.add_format({"num_format": f"{text};-{text}"})
        return self._money[places]


def _write(sheet: object, row: int, place: int, cell: Cell, looks: _Looks) -> None:
    write: object = sheet
    assert isinstance(write, xlsxwriter.worksheet.Worksheet)
    if isinstance(cell, Amount):
        figure = cell.minor / 10 ** exponent_of(cell.currency)
        write.write_number(row, place, figure, looks.money(cell.currency))
    elif isinstance(cell, datetime):
        local = timezone.localtime(cell).replace(tzinfo=None)
        write.write_datetime(row, place, local, looks.moment)
    elif isinstance(cell, date):
        write.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), looks.day)  # noqa: DTZ001 - a day
    elif isinstance(cell, int):
        write.write_number(row, place, cell)
    elif cell:
        write.write_string(row, place, cell)

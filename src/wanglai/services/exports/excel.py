"""A table as a workbook: figures are numbers, days are days, text can never become a formula."""

from __future__ import annotations

import io
from datetime import date, datetime

import xlsxwriter
from django.utils import timezone

from tieout.refusal import Language, Wording
from wanglai.services.exports.table import Cell, Row, Table
from wanglai.services.money import Amount, exponent_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_MAX = 1_048_576  # of a sheet
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}  # fmt: skip


def as_excel(table: Table, language: Language) -> bytes:
    """One sheet: title, lines that say what it is of, a heading row, rows, totals, proof.

    Figures are numbers to the minor unit: the writer takes a float, here and nowhere before.
    """
    target = io.BytesIO()
    title = table.title.within(language)
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        book.set_properties({"title": title, "author": "Wanglai"})
        page = _Page(book, language)
        for place, column in enumerate(table.columns):
            page.sheet.set_column(place, place, column.width)
        page.put((title,), book.add_format({"bold": True, "font_size": 14}))
        for fact in table.facts:
            page.put((fact,))
        page.put(())
        heading = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        page.put([column.words for column in table.columns], book.add_format(heading))
        page.sheet.freeze_panes(page.next_row, 0)
        for row in table.rows:
            page.put(row)
        for row in table.totals:
            page.put(row)
        if table.proof:
            page.put(())
        for row in table.proof:
            page.put(row)
        page.sheet.set_paper(9)
        page.sheet.set_landscape()
        page.sheet.fit_to_pages(1, 0)
    return target.getvalue()


class _Page:
    """The sheet being written, row after row, with number formats of one of each."""

    def __init__(self, book: xlsxwriter.Workbook, language: Language) -> None:
        self._book = book
        self._language: Language = language
        self.sheet = book.add_worksheet()
        self.next_row = 0
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
        self._money: dict[int, object] = {}

    def put(self, row: Row, look: object = None) -> None:
        assert self.next_row < ROWS_MAX, "a sheet holds about a million rows: the lists end before"
        for place, cell in enumerate(row):
            self._write(place, cell, look)
        self.next_row += 1

    def _write(self, place: int, cell: Cell, look: object) -> None:
        at = (self.next_row, place)
        if isinstance(cell, Wording):
            cell = cell.within(self._language)
        if isinstance(cell, Amount):
            figure = cell.minor / 10 ** exponent_of(cell.currency)
            self.sheet.write_number(*at, figure, self._look_of(cell.currency))
        elif isinstance(cell, datetime):
            # To the second, as in CSV: programs round what stands behind it, so that 15.9996 would read 16.
            local = timezone.localtime(cell).replace(tzinfo=None, microsecond=0)
            self.sheet.write_datetime(*at, local, self._moment)
        elif isinstance(cell, date):
            self.sheet.write_datetime(*at, datetime(cell.year, cell.month, cell.day), self._day)  # noqa: DTZ001 - a day
        elif isinstance(cell, int):
            self.sheet.write_number(*at, cell)
        elif cell:
            self.sheet.write_string(*at, cell, look)

    def _look_of(self, currency: str) -> object:
        places = exponent_of(currency)
        if places not in self._money:
            text = "#,##0" + ("." + "0" * places if places else "")
            self._money[places] = self._book.add_format({"num_format": f"{text};-{text}"})
        return self._money[places]

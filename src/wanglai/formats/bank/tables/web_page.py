"""A web page that was saved as a spreadsheet, as some online banks export: the rows of its tables."""

from __future__ import annotations

from html.parser import HTMLParser

from wanglai.formats.bank.problems import FileRefused

_COLUMNS_MAX = 512
_BREAKS = ("td", "th", "tr", "table", "tbody", "thead")


def rows_of_page(text: str, file: str) -> list[list[str]]:
    """Every row of every table, in the order of the page; a cell that spans several places fills the first of them."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end_row()
    if any(len(row) > _COLUMNS_MAX for row in page.rows):
        raise FileRefused("bank.too_deep", file)
    return page.rows


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._wide = 1
        self._below: dict[
            int, int
        ] = {}  # places that a cell above still fills, and for how many rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            given = dict(attrs)
            self._cell, self._wide = [], _span(given.get("colspan"))
            self._row = [] if self._row is None else self._row
            self._pass_filled()
            if (tall := _span(given.get("rowspan"))) > 1:
                self._below |= {len(self._row) + at: tall for at in range(self._wide)}
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in _BREAKS:
            self.end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.rows.append(self._row)
            self._below = {at: left - 1 for at, left in self._below.items() if left > 1}
        self._row = None

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.append(" ".join("".join(self._cell).split()))
            self._row += [""] * (self._wide - 1)
        self._cell = None

    def _pass_filled(self) -> None:
        assert self._row is not None, "a cell stands in a row"
        while len(self._row) in self._below and len(self._row) <= _COLUMNS_MAX:
            self._row.append("")


def _span(text: str | None) -> int:
    return (
        min(int(text), _COLUMNS_MAX)
        if text and text.isdecimal() and len(text) < 5 and int(text)
        else 1
    )

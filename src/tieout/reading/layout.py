"""Where the header of a sheet stands, of one or two rows, and what its columns are called."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.reading.dates import parse_date
from tieout.reading.grid import Sheet
from tieout.reading.numbers import parse_number
from tieout.reading.totals import kind_of_label
from tieout.reading.words import meanings, plain

_SEARCHED = 120  # non-blank rows above which no header is looked for
_LABEL_MAX = 40


@dataclass(frozen=True)
class Layout:
    """Positions in ``sheet.rows``: the header's first and last row, the first row of the body."""

    header: tuple[int, int] | None
    body: int
    labels: dict[int, str]

    def header_row(self, sheet: Sheet) -> int | None:
        return sheet.rows[self.header[0]] if self.header else None


def find_layout(
    sheet: Sheet, *, header_row: int | None = None, named: frozenset[str] = frozenset()
) -> Layout:
    """The header as a person says it (0 for none), as labels a person named show it, or by its words."""
    if header_row == 0:
        return Layout(None, 0, {})
    if header_row is not None:
        at = next((at for at, row in enumerate(sheet.rows) if row >= header_row), None)
        return _with_neighbours(sheet, at) if at is not None else Layout(None, 0, {})
    for at in range(min(len(sheet.rows), _SEARCHED)):
        if named and named <= set(sheet.row_cells(at).values()):
            return _with_neighbours(sheet, at)
    best, best_score = None, 1.2
    for at in range(min(len(sheet.rows), _SEARCHED)):
        score = _heading_score(sheet.row_cells(at))
        if score > best_score:
            best, best_score = at, score
    if best is None:
        first = _first_line(sheet)
        if first and _is_foreign_heading(sheet, first):
            return _layout(sheet, first - 1, first - 1)
        return Layout(None, first, {})
    return _with_neighbours(sheet, best)


def is_value(text: str) -> bool:
    """Whether a cell holds a number or a date, which no heading does."""
    return _is_number(text) or parse_date(text) is not None


def _is_number(text: str) -> bool:
    return parse_number(text, ".") is not None or parse_number(text, ",") is not None


def _is_foreign_heading(sheet: Sheet, first: int) -> bool:
    """Whether the row above the first line heads its columns, in words nobody here knows."""
    above, line = sheet.row_cells(first - 1), sheet.row_cells(first)
    if any(is_value(text) or len(text) > _LABEL_MAX for text in above.values()):
        return False
    if any(kind_of_label(text) for text in above.values()):
        return False
    return len(above) >= 3 and len(set(above.values())) == len(above) and set(line) <= set(above)


def _heading_score(cells: dict[int, str]) -> float:
    """How many distinct fields a row names; zero when it holds values or is mostly other text."""
    if len(cells) < 2:
        return 0.0
    known: dict[str, int] = {}
    count = 0
    for text in cells.values():
        if is_value(text):
            return 0.0
        senses = meanings(text) if len(text) <= _LABEL_MAX else {}
        if senses:
            count += 1
            field = max(senses, key=lambda field: senses[field])
            known[field] = max(known.get(field, 0), senses[field])
    if count * 5 < len(cells) * 2 or len(known) < 2:
        return 0.0
    return sum(known.values()) / 100 + count * 0.05


def _with_neighbours(sheet: Sheet, at: int) -> Layout:
    """Joins the row under a heading when it divides it, or the row above when that groups it."""
    top = sheet.row_cells(at)
    if at + 1 < len(sheet.rows) and _divides(top, sheet.row_cells(at + 1)):
        return _layout(sheet, at, at + 1)
    if at > 0 and _groups(sheet.row_cells(at - 1), top):
        return _layout(sheet, at - 1, at)
    return _layout(sheet, at, at)


def _divides(top: dict[int, str], under: dict[int, str]) -> bool:
    if len(under) < 2 or any(is_value(text) for text in under.values()):
        return False
    if any(kind_of_label(text) == "opening" for text in under.values()):
        return False
    known = sum(bool(meanings(text)) and len(text) <= _LABEL_MAX for text in under.values())
    return known * 3 >= len(under) * 2 and min(under) >= min(top)


def _groups(above: dict[int, str], row: dict[int, str]) -> bool:
    if len(above) < 2 or any(is_value(text) for text in above.values()):
        return False
    known = sum(bool(meanings(text)) and len(text) <= _LABEL_MAX for text in above.values())
    gaps = [column for column in above if column not in row]
    return known * 3 >= len(above) * 2 and bool(gaps)


def _layout(sheet: Sheet, first: int, last: int) -> Layout:
    top = sheet.row_cells(first)
    if first == last:
        return Layout((first, last), last + 1, dict(top))
    under = sheet.row_cells(last)
    spread = _spread(sheet, first, top, under)
    labels = {}
    for column in sheet.columns:
        upper, lower = spread.get(column, ""), under.get(column, "")
        if upper and lower and plain(upper) != plain(lower):
            labels[column] = f"{upper}/{lower}"
        elif upper or lower:
            labels[column] = lower or upper
    return Layout((first, last), last + 1, labels)


def _spread(sheet: Sheet, at: int, top: dict[int, str], under: dict[int, str]) -> dict[int, str]:
    """The upper heading over all the columns it spans: by merged cells, else to the next heading."""
    spread = dict(top)
    row = sheet.rows[at]
    for first_row, first, _, last in sheet.merges:
        if first_row == row and first in top:
            for column in range(first, min(last, first + 64) + 1):
                spread.setdefault(column, top[first])
    current = ""
    for column in sheet.columns:
        if column in spread:
            current = spread[column]
        elif column in under and current and not sheet.merges:
            spread[column] = current
    return spread


def _first_line(sheet: Sheet) -> int:
    """Without a header: the first row with both a date and a number in it."""
    for at in range(min(len(sheet.rows), _SEARCHED)):
        cells = list(sheet.row_cells(at).values())
        dates = sum(parse_date(text) is not None for text in cells)
        numbers = sum(_is_number(text) for text in cells)
        if dates and numbers > (1 if _all_compact(cells) else 0):
            break
    else:
        return 0
    while at and any(kind_of_label(text) for text in sheet.row_cells(at - 1).values()):
        at -= 1  # an opening balance stands above the first line
    return at


def _all_compact(cells: list[str]) -> bool:
    """Whether every date of the row is a bare number such as 20260305."""
    return all(text.isdecimal() for text in cells if parse_date(text) is not None)

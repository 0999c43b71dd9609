"""Which sheet, which heading, which column: found by words and by content, or said by a person; never by chance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tieout.reading.assign import assign
from tieout.reading.table import (
    Column,
    Grid,
    Sheet,
    Table,
    find_column,
    heading_at,
    is_value,
    table_of,
)  # fmt: skip
from wanglai.services.imports.fields import FIELDS, sense_of
from wanglai.services.imports.kinds import ImportKind
from wanglai.services.imports.options import ImportOptions
from wanglai.services.imports.refusals import (
    ColumnIsNamedTwice,
    ColumnIsUnknown,
    ColumnsAreMissing,
    ColumnsAreUnclear,
    NoRows,
    SheetIsUnclear,
    SheetIsUnknown,
)

_SEARCHED = 60  # rows above which no heading is looked for
_WORDS_LEAST = 50  # a weaker word names nothing
_SURE = 90  # from here the words alone decide; below, the cells must look the part
_SHARE_LEAST = 0.5
_DAY_WITH_FRACTION = re.compile(r"(?:19|20)\d{6}\.0+")


@dataclass(frozen=True)
class Mapped:
    """A sheet with a column for each field it has; ``missing`` are needed and not there."""

    table: Table
    columns: Mapping[str, Column]
    missing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def by_label(self) -> dict[str, str]:
        """Field -> heading of its column, or its letter where it has none."""
        return {name: column.name for name, column in self.columns.items()}


def map_file(grid: Grid, kind: ImportKind, options: ImportOptions) -> Mapped:
    """The one sheet that holds what is to be imported.

    Refuses, in order: SheetIsUnknown, ColumnIsUnknown, ColumnIsNamedTwice, SheetIsUnclear; NoRows and ColumnsAreMissing are
    left to ``require_whole``, so that a person sees what there is.
    """
    sheets = [sheet for sheet in grid.sheets if sheet.columns and not sheet.hidden]
    if options.sheet:
        sheets = [sheet for sheet in sheets if sheet.name == options.sheet]
        if not sheets:
            raise SheetIsUnknown(
                f"{options.sheet} · {', '.join(each.name for each in grid.sheets)}"
            )
    if not sheets:
        raise NoRows(grid.file)
    named = bool(options.columns) and len(sheets) > 1
    found = [
        each for sheet in sheets if (each := _try(grid, sheet, kind, options, is_lenient=named))
    ]
    if not found:  # no sheet has the columns named
        raise ColumnIsUnknown(", ".join(filter(None, options.columns.values())))
    whole = [each for each in found if each.is_whole and each.table.rows]
    if len(whole) > 1:
        raise SheetIsUnclear(", ".join(each.table.sheet.name for each in whole))
    return (
        whole[0]
        if whole
        else max(found, key=lambda each: (len(each.columns), len(each.table.rows)))
    )


def require_whole(mapped: Mapped) -> None:
    """Refuses, in order: ColumnsAreMissing, NoRows."""
    if mapped.missing:
        needed = ", ".join(
            f"{FIELDS[name].words.zh} {FIELDS[name].words.en}" for name in mapped.missing
        )
        there = ", ".join(f"{letter}={label or '-'}" for letter, label in mapped.table.labels[:40])
        raise ColumnsAreMissing(f"{mapped.table.place} · {needed} · {there}")
    if len(mapped.table.rows) <= len(mapped.table.totals):
        raise NoRows(mapped.table.place)


def _try(
    grid: Grid, sheet: Sheet, kind: ImportKind, options: ImportOptions, *, is_lenient: bool
) -> Mapped | None:
    """One sheet under its heading; None where it lacks a column that was named and another sheet may have it."""
    row = options.header_row if options.header_row is not None else _heading(sheet, kind)
    table = table_of(grid, sheet, layout=heading_at(sheet, row) if row is not None else None)
    try:
        columns = _columns(table, kind, options)
    except ColumnIsUnknown:
        if is_lenient:
            return None
        raise
    return Mapped(table, columns, _missing(columns, kind))


def _heading(sheet: Sheet, kind: ImportKind) -> int | None:
    """The sheet's row whose cells name most of the kind's columns; None where none names two thirds beyond doubt."""
    best, best_score = None, 0
    for at in range(min(len(sheet.rows), _SEARCHED)):
        cells = [text for text in sheet.row_cells(at).values() if text]
        if any(is_value(text) for text in cells):
            continue
        score = sum(
            max(
                (
                    word
                    for text in cells
                    if (word := sense_of(name, text, kind.labels.get(name))) >= _WORDS_LEAST
                ),
                default=0,
            )
            for name in kind.fields
        )
        if score > best_score and _is_heading(cells, kind):
            best, best_score = sheet.rows[at], score
    return best


def _is_heading(cells: list[str], kind: ImportKind) -> bool:
    needed = 1 if len(kind.required) == 1 else 2
    known = [
        text
        for text in cells
        if any(sense_of(name, text, kind.labels.get(name)) >= _WORDS_LEAST for name in kind.fields)
    ]
    return len(known) >= needed and any(
        sense_of(name, text, kind.labels.get(name)) >= _SURE - 10
        for text in known
        for name in kind.fields
    )


def _columns(table: Table, kind: ImportKind, options: ImportOptions) -> dict[str, Column]:
    said = _said(table, options)
    denied = {name for name, label in options.columns.items() if not label}
    free = [column for column in table.columns if column not in said.values()]
    fields = [name for name in kind.fields if name not in said and name not in denied]
    scores = [[_score(name, column, kind) for column in free] for name in fields]
    chosen = dict(said)
    for name, row, place in zip(fields, scores, assign(scores) if free else [], strict=False):
        if place is None:
            continue
        _refuse_rivals(table, kind, name, row, place, free, scores)
        chosen[name] = free[place]
    return _without_halves(chosen, kind)


def _said(table: Table, options: ImportOptions) -> dict[str, Column]:
    said: dict[str, Column] = {}
    for name, label in options.columns.items():
        if not label:
            continue
        column = find_column(table.columns, label)
        if column is None:
            raise ColumnIsUnknown(f"{table.place} · {label}")
        if column in said.values():
            raise ColumnIsNamedTwice(f"{table.place} · {label}")
        said[name] = column
    return said


def _score(name: str, column: Column, kind: ImportKind) -> int:
    words = sense_of(name, column.label, kind.labels.get(name))
    if words < _WORDS_LEAST:
        return 0
    if words < _SURE and not _looks_like(FIELDS[name].shape, column):
        return 0
    return words


def _looks_like(shape: str, column: Column) -> bool:
    if not column.valued:
        return False
    if shape == "day":
        texts = column.encoded.texts
        fractions = sum(bool(_DAY_WITH_FRACTION.fullmatch(texts[at])) for at in column.valued)
        share = max(column.dates, column.serials, fractions / len(column.valued))
        return share >= _SHARE_LEAST
    if shape in ("amount", "figure"):
        return column.numbers >= _SHARE_LEAST and column.dates < _SHARE_LEAST
    return True


def _refuse_rivals(
    table: Table, kind: ImportKind, name: str, row: list[int], place: int, free: list[Column],
    scores: list[list[int]],
) -> None:  # fmt: skip
    """A needed column that two could be equally well, where the other means nothing else better."""
    if name not in (*kind.required, "amount"):
        return
    for other, score in enumerate(row):
        if other == place or score < row[place] or score < _WORDS_LEAST:
            continue
        if max(each[other] for each in scores) > score or _same(free[place], free[other]):
            continue
        if any(each[other] == score for each in scores if each is not row):
            continue  # it is wanted for something else
        raise ColumnsAreUnclear(f"{table.place} · {free[place].name} ({free[place].letter}), {free[other].name} ({free[other].letter})")  # fmt: skip


def _same(one: Column, other: Column) -> bool:
    return one.encoded.indices == other.encoded.indices and one.encoded.texts == other.encoded.texts


def _without_halves(chosen: dict[str, Column], kind: ImportKind) -> dict[str, Column]:
    """Quantity without price makes no amount, but is kept for the lines; net without tax or amount is nothing."""
    if "net" in chosen and "tax" not in chosen and "amount" not in chosen and kind.figures:
        return {name: column for name, column in chosen.items() if name != "net"}
    return chosen


def _missing(columns: Mapping[str, Column], kind: ImportKind) -> tuple[str, ...]:
    missing = [name for name in kind.required if name not in columns]
    if kind.figures and not any(all(name in columns for name in each) for each in kind.figures):
        missing.append(kind.figures[0][0])
    return tuple(missing)

"""Delimited text as rows: the delimiter that gives most rows the same width, records as a spreadsheet counts them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from wanglai.formats.bank.problems import FileRefused
from wanglai.formats.bank.values import Notes

_DELIMITERS = (",", "\t", ";", "|")
_HEAD_ROWS = 400
_CELL_MAX = 1 << 20


def rows_of_text(text: str, file: str, notes: Notes) -> list[list[str]]:
    """Every record of the text. One that goes over several lines is named: a stray quotation mark may hide others in it."""
    csv.field_size_limit(_CELL_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[str]] = []
    line = 0
    try:
        for record in reader:
            lines, line = reader.line_num - line, reader.line_num
            rows.append(record)
            if lines > 1:
                notes.add("bank.long_row", f"{file}:{len(rows)}", ",".join(record), lines=lines)
    except csv.Error as fault:
        raise FileRefused("bank.damaged", f"{file}:{line + 1}", detail=str(fault)) from fault
    return rows


def _delimiter(text: str) -> str:
    head = text[:400_000]
    return max(_DELIMITERS, key=lambda each: _steadiness(head, each))


def _steadiness(head: str, delimiter: str) -> int:
    """Cells in the rows of the commonest width above one."""
    widths: Counter[int] = Counter()
    try:
        for record in islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _HEAD_ROWS):  # fmt: skip
            if len(record) > 1:
                widths[len(record)] += len(record)
    except csv.Error:
        return 0
    return max(widths.values(), default=0)

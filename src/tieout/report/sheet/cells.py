"""Cells as sheet XML: text that can never become a formula, and money exact to the minor unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from xlsxwriter.xmlwriter import XMLwriter

from tieout.money import as_text

EXACT_DIGITS = 15  # a spreadsheet number keeps this many decimal digits, no more
TEXT_LIMIT = 32_000  # a cell holds 32,767 characters
_PLAIN = re.compile(r"[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]|[&<>_]|^\s|\s$")


def spreadsheet_number(minor_units: int, currency: str) -> float | None:
    """The amount as the number a spreadsheet stores, or None where it could not keep every digit.

    123456 CNY is 1234.56 and reads back as 1234.56; 12345678901234567 CNY has 17 digits, is None
    and has to be written as text.
    """
    if len(str(abs(minor_units))) > EXACT_DIGITS:
        return None
    return float(as_text(minor_units, currency))


def inside(text: str) -> str:
    """Text fit for an inline string: escaped, control characters kept as ``_xHHHH_``."""
    if not _PLAIN.search(text):
        return f"<is><t>{text}</t></is>"
    clean = XMLwriter._escape_data(None, XMLwriter._escape_control_characters(text[:TEXT_LIMIT]))
    return f'<is><t xml:space="preserve">{clean}</t></is>'


def text_cells(style: int, column: str, first_row: int, values: Sequence[str | None]) -> list[str]:
    return [
        f'<c r="{column}{row}" s="{style}" t="inlineStr">{inside(value)}</c>'
        if value
        else f'<c r="{column}{row}" s="{style}"/>'
        for row, value in enumerate(values, first_row)
    ]


def number_cells(
    style: int, column: str, first_row: int, values: Sequence[int | None]
) -> list[str]:
    """Whole numbers: source rows, group numbers, and dates as spreadsheet day numbers."""
    return [
        f'<c r="{column}{row}" s="{style}"/>'
        if value is None
        else f'<c r="{column}{row}" s="{style}"><v>{value}</v></c>'
        for row, value in enumerate(values, first_row)
    ]


def money_cells(
    style: int,
    currency: str,
    text_style: int,
    column: str,
    first_row: int,
    values: Sequence[int | None],
) -> list[str]:
    """Minor units as numbers written from their decimal text; beyond 15 digits the text itself."""
    drawn = {value: _money(value, currency, style, text_style) for value in set(values)}
    return [f'<c r="{column}{row}"{drawn[value]}' for row, value in enumerate(values, first_row)]


def _money(value: int | None, currency: str, style: int, text_style: int) -> str:
    """The end of a money cell, from its style on."""
    if value is None:
        return f' s="{style}"/>'
    text = as_text(value, currency)
    # Up to 15 characters there are surely not more than 15 digits.
    if len(text) <= EXACT_DIGITS or spreadsheet_number(value, currency) is not None:
        return f' s="{style}"><v>{text}</v></c>'
    return f' s="{text_style}" t="inlineStr">{inside(text)}</c>'


def display_width(text: str) -> int:
    """Columns a text takes on screen: two for a Chinese character, one for a Latin letter."""
    return len(text.encode("gb18030", "replace"))


def lines_needed(text: str | None, width: float) -> int:
    """Lines a wrapped cell of ``width`` characters needs for the text, at least one."""
    if not text:
        return 1
    usable = max(width - 2.5, 1)
    return sum(max(1, -(-display_width(line) // int(usable))) for line in text.split("\n"))


CellWriter = Callable[[str, int, Sequence[Any]], list[str]]

"""Cells as sheet XML: text that can never become a formula, and money exact to the minor unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

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


def text_cells(column: str, first_row: int, style: int, values: Sequence[str | None]) -> list[str]:
    return [
        f'<c r="{column}{row}" s="{style}" t="inlineStr">{inside(value)}</c>'
        if value
        else f'<c r="{column}{row}" s="{style}"/>'
        for row, value in enumerate(values, first_row)
    ]


def number_cells(column: str, first_row: int, style: int, values: Sequence[int | None]) -> list[str]:
    """Whole numbers: source rows, group numbers, and dates as spreadsheet day numbers."""
    return [
        f'<c r="{column}{row}" s="{style}"/>'
        if value is None
        else f'<c r="{column}{row}" s="{style}"><v>{value}</v></c>'
        for row, value in enumerate(values, first_row)
    ]


def money_cells(
    column: str,
    first_row: int,
    style: int,
    values: Sequence[int | None],
    *,
    currency: str,
    text_style: int,
) -> list[str]:
    """Minor units as numbers written from their decimal text; beyond 15 digits the text itself."""
    cells = []
    for row, value in enumerate(values, first_row):
        if value is None:
            cells.append(f'<c r="{column}{row}" s="{style}"/>')
            continue
        text = as_text(value, currency)
        if len(text) <= EXACT_DIGITS:  # sign and point count too, so this is on the safe side
            cells.append(f'<c r="{column}{row}" s="{style}"><v>{text}</v></c>')
        elif spreadsheet_number(value, currency) is not None:
            cells.append(f'<c r="{column}{row}" s="{style}"><v>{text}</v></c>')
        else:
            cells.append(f'<c r="{column}{row}" s="{text_style}" t="inlineStr">{inside(text)}</c>')
    return cells


CellWriter = Callable[[str, int, Sequence[object]], list[str]]

"""A table as CSV after RFC 4180: UTF-8 with a mark Excel knows it by, plain decimals, ISO days."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from django.utils import timezone

from tieout.refusal import Language, Wording
from wanglai.services.exports.table import Cell, Table
from wanglai.services.money import Amount, as_text

CONTENT_TYPE = "text/csv; charset=utf-8"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(table: Table, language: Language) -> bytes:
    """A heading, rows and totals, each of as many fields as there are columns.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; amounts below zero do not.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    width = len(table.columns)
    writer.writerow([harmless(column.words.within(language)) for column in table.columns])
    for rows in (table.rows, table.totals):
        for row in rows:
            fields = [_field(cell, language) for cell in row]
            assert len(fields) <= width, "a row is no wider than its heading"
            writer.writerow(fields + [""] * (width - len(fields)))
    return target.getvalue().encode("utf-8-sig")


def _field(cell: Cell, language: Language) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Wording):
        return harmless(cell.within(language))
    if isinstance(cell, Amount):
        return as_text(cell.minor, cell.currency)
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    return harmless(cell)


def harmless(text: str) -> str:
    """Text that no spreadsheet runs: ``=1+1`` becomes ``'=1+1``."""
    text = text.replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(_STARTS_A_FORMULA) else text

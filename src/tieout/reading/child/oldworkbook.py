"""Reads a true .xls (OLE2 or bare BIFF) through xlrd, ragged, so a far corner costs nothing."""

from __future__ import annotations

import io
import re

from .frames import EXCERPT, Frames, SparseRows
from .serials import date_text, number_text
from .verdict import Refused


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def read_old_workbook(content: bytes, frames: Frames) -> None:
    """Every sheet of an .xls, in its own order, into ``frames``."""
    if _wide("EncryptedPackage") in content or _wide("EncryptionInfo") in content:
        raise Refused("file.encrypted")
    if _wide("_VBA_PROJECT") in content:
        raise Refused("file.macros")
    if _wide("WordDocument") in content or _wide("PowerPoint Document") in content:
        raise Refused("file.other_office")
    import xlrd  # only here: most files are not .xls

    try:
        book = xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), ragged_rows=True, formatting_info=True
        )
        for sheet in book.sheets():
            frames.sheet(sheet.name, tagged=True, hidden=bool(sheet.visibility))
            _read_sheet(book, sheet, frames)
    except (Refused, MemoryError):
        raise
    except xlrd.XLRDError as fault:
        if re.search("encrypt|password", str(fault), re.IGNORECASE):
            raise Refused("file.encrypted") from fault
        raise Refused("file.damaged", detail=str(fault)[:120]) from fault
    except Exception as fault:  # xlrd meets damaged records with any exception there is
        raise Refused("file.damaged", detail=f"{type(fault).__name__}: {fault}"[:120]) from fault


def _read_sheet(book: object, sheet: object, frames: Frames) -> None:
    rows = SparseRows(frames)
    from_1904 = bool(book.datemode)  # type: ignore[attr-defined]
    for at in range(sheet.nrows):  # type: ignore[attr-defined]
        cells = []
        for column, cell in enumerate(sheet.row(at)):  # type: ignore[attr-defined]
            text = _text(cell.ctype, cell.value, from_1904=from_1904)
            if text:
                cells.append((column, text))
        if cells:
            rows.add(at + 1, cells)
    rows.flush()
    merged = sheet.merged_cells[:100_000]  # type: ignore[attr-defined]
    frames.merges([(top + 1, left, bottom, right - 1) for top, bottom, left, right in merged])


_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}


def _text(kind: int, value: object, *, from_1904: bool) -> str:
    if kind == 1:
        text = str(value).strip()[:EXCERPT]
        return "t" + text if text else ""
    if kind == 2:
        return number_text(repr(value))
    if kind == 3:
        return date_text(repr(value), from_1904=from_1904)
    if kind == 4:
        return "b" + ("TRUE" if value else "FALSE")
    if kind == 5:
        return "e" + _ERRORS.get(int(str(value)), "#N/A")
    return ""

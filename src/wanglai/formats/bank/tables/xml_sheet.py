"""The spreadsheet XML of 2003, which some online banks still export under the name ``.xls``."""

from __future__ import annotations

from collections.abc import Iterator

from wanglai.formats.bank.problems import FileRefused
from wanglai.formats.markup import Element, MarkupRefused, parse

_ELEMENTS_MAX = 40_000_000
_COLUMNS_MAX = 512
_ROWS_MAX = 1_048_576
_NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"


def looks_like_xml_sheet(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _NAMESPACE in content[:4096]


def sheets_of_xml(content: bytes, file: str) -> Iterator[list[list[str]]]:
    """The rows of every sheet; a row or cell may say its own number, counted from 1."""
    sheets: list[list[list[str]]] = [[]]

    def take_row(row: Element) -> None:
        rows = sheets[-1]
        at = _number(row, len(rows) + 1)
        if not len(rows) < at <= _ROWS_MAX:
            raise FileRefused("bank.damaged", f"{file}:{row.line}", detail=f"row {at} is out of order")  # fmt: skip
        rows.extend([_EMPTY] * (at - len(rows) - 1))
        rows.append(_cells(row, file))

    try:
        parse(content, file, elements_max=_ELEMENTS_MAX, taken={"Row": take_row, "Worksheet": lambda _: sheets.append([])})  # fmt: skip
    except MarkupRefused as fault:
        raise FileRefused(f"bank.{fault.fault}", fault.place, **fault.values) from fault
    yield from filter(None, sheets)


_EMPTY: list[str] = []


def _cells(row: Element, file: str) -> list[str]:
    cells: list[str] = []
    for cell in row.children:
        at = _number(cell, len(cells) + 1)
        across = cell.attributes.get("MergeAcross", "0")
        wide = int(across) if across.isdecimal() and len(across) < 4 else 0
        if not len(cells) < at or at + wide > _COLUMNS_MAX:
            raise FileRefused("bank.damaged", f"{file}:{cell.line}", detail=f"cell {at} is out of order")  # fmt: skip
        cells += [""] * (at - 1 - len(cells))
        cells += [cell.text_of("Data"), *[""] * wide]
    return cells


def _number(element: Element, following: int) -> int:
    told = element.attributes.get("Index", "")
    return int(told) if told.isdecimal() and len(told) < 8 else following

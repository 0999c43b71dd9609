"""Cells of a sheet before a file format is chosen, and how each prints as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bench.cases.layout import Layout


@dataclass(frozen=True)
class Cell:
    """``what`` says how the value is written: text, money (minor units), date, or whole number."""

    what: str  # text | money | date | whole
    value: str | int | date


Row = list[Cell | None]

_DATE_STYLES = {
    "iso": "{y}-{m:02d}-{d:02d}",
    "compact": "{y}{m:02d}{d:02d}",
    "slash": "{y}/{m}/{d}",
    "zh": "{y}年{m}月{d}日",
    "stamp": "{y}-{m:02d}-{d:02d} 00:00:00",
    "dots": "{d:02d}.{m:02d}.{y}",
    "dmy": "{d:02d}/{m:02d}/{y}",
    "mdy": "{m:02d}/{d:02d}/{y}",
}


def text(value: str | None) -> Cell | None:
    return Cell("text", value) if value else None


def money(value: int) -> Cell:
    return Cell("money", value)


def day(value: date) -> Cell:
    return Cell("date", value)


def whole(value: int) -> Cell:
    return Cell("whole", value)


def as_printed(cell: Cell | None, layout: Layout) -> str:
    """The cell as a text file of this layout shows it."""
    if cell is None:
        return ""
    if cell.what == "money":
        assert isinstance(cell.value, int)
        return money_text(cell.value, layout)
    if cell.what == "date":
        assert isinstance(cell.value, date)
        return date_text(cell.value, layout.dates)
    return str(cell.value)


def money_text(minor_units: int, layout: Layout) -> str:
    """Minor units in the layout's manner: -123456 as ``(1,234.56)``, ``1.234,56-`` or ``-1234.56``."""
    units, cents = divmod(abs(minor_units), 100)
    style = layout.numbers
    thousands = "." if layout.decimal_mark == "," else ","
    digits = str(units)
    if style == "thousands only":
        assert not cents, "this manner of writing has no room for cents"
        grouped = f"{units:,}".replace(",", ".")
        return f"-{grouped}" if minor_units < 0 else grouped
    if style in ("grouped", "paren", "trailing", "symbol"):
        digits = f"{units:,}".replace(",", thousands)
    body = f"{digits}{layout.decimal_mark}{cents:02d}"
    negative = minor_units < 0
    if style == "symbol":
        body = f"¥{body}"
    if style == "paren" and negative:
        return f"({body})"
    if style == "trailing" and negative:
        return f"{body}-"
    body = f"-{body}" if negative else body
    if style == "wide":
        return "".join(chr(ord(c) + 0xFEE0) for c in body)
    return body


def date_text(value: date, style: str) -> str:
    return _DATE_STYLES[style].format(y=value.year, m=value.month, d=value.day)


def serial_of(value: date) -> int:
    """The day as a spreadsheet counts it: 2026-03-05 is 46086."""
    return (value - date(1899, 12, 30)).days

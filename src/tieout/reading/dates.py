"""Dates as people write them; the order of day and month is decided for a column, never for a cell."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache

DAY = datetime.date
_EARLIEST, _LATEST = DAY(1990, 1, 1), DAY(2079, 12, 31)

_TIME = r"(?:[T\s]+(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年_]\s*(\d{1,2})\s*[-/.月_]\s*(\d{1,2})\s*[日号]?" + _TIME)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\s*\d{6}|" + _TIME[3:-2] + ")?")
_THREE = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})" + _TIME)
_NAMED_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([A-Za-zäû]{3,9})\.?[\s,.-]*(\d{4}|\d{2})" + _TIME
)
_NAMED_MONTH_FIRST = re.compile(
    r"([A-Za-zäû]{3,9})\.?[\s.-]*(\d{1,2})(?:st|nd|rd|th)?[\s,.-]+(\d{4}|\d{2})" + _TIME
)
_SERIAL = re.compile(r"([3-6]\d{4})(?:\.\d+)?")
_WEEKDAY = re.compile(
    r"(?:^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.\s]+)|(?:\s*(?:星期|周)[一二三四五六日天]$)|(?:\s*\([一二三四五六日天]\)$)",
    re.IGNORECASE,
)
_MONTHS = {
    name: at
    for at, names in enumerate(
        ("jan januar january", "feb februar february", "mar mär märz march mrz", "apr april",
         "may mai", "jun juni june", "jul juli july", "aug august", "sep sept september",
         "oct okt october oktober", "nov november", "dec dez december dezember"), start=1)
    for name in names.split()
}  # fmt: skip

# How a cell may be read: a fixed day, or three numbers whose order the column must decide.
Parts = tuple[int, int, int]


@lru_cache(maxsize=200_000)
def parse_date(text: str) -> tuple[str, DAY | Parts] | None:
    """The form of a date and its day; for 03/04/2026 the form ``?`` and the three numbers as written.

    Forms: ``Y-M-D``, ``YYYYMMDD``, ``D-Mon-Y``, ``?/`` with its separator, or None for no date.
    """
    if not text or len(text) > 40:
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = _WEEKDAY.sub("", text.strip()).strip()
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _fixed("Y-M-D", int(found[1]), int(found[2]), int(found[3]))
    found = _COMPACT.fullmatch(text)
    if found:
        return _fixed("YYYYMMDD", int(found[1]), int(found[2]), int(found[3]))
    found = _THREE.fullmatch(text)
    if found:
        separator = re.sub(r"[\d\s]", "", text[: found.end(2)])[:1]
        return "?" + separator, (int(found[1]), int(found[2]), int(found[3]))
    found = _NAMED_DAY_FIRST.fullmatch(text)
    if found and found[2].lower() in _MONTHS:
        return _fixed(
            "D-Mon-Y", _full_year(int(found[3])), _MONTHS[found[2].lower()], int(found[1])
        )
    found = _NAMED_MONTH_FIRST.fullmatch(text)
    if found and found[1].lower() in _MONTHS:
        return _fixed(
            "Mon-D-Y", _full_year(int(found[3])), _MONTHS[found[1].lower()], int(found[2])
        )
    return None


def parse_serial(text: str) -> DAY | None:
    """The day of a spreadsheet serial written as a number: 46086 is 2026-03-05."""
    found = _SERIAL.fullmatch(text)
    if not found:
        return None
    day = DAY(1899, 12, 30) + datetime.timedelta(days=int(found[1]))
    return day if _EARLIEST <= day <= _LATEST else None


def in_order(parts: Parts, order: str) -> DAY | None:
    """The day three numbers mean under an order: (3, 4, 2026) under DMY is 2026-04-03."""
    first, second, third = parts
    if order == "DMY":
        year, month, day = _full_year(third), second, first
    elif order == "MDY":
        year, month, day = _full_year(third), first, second
    else:
        if third > 31:
            return None
        year, month, day = _full_year(first), second, third
    return _day(year, month, day)


def possible_orders(values: list[Parts]) -> list[str]:
    """The orders under which every value is a day: (13, 4, 2026) leaves DMY only."""
    orders = ["DMY", "MDY"]
    if all(third < 100 for _, _, third in values):
        orders.append("YMD")
    return [order for order in orders if all(in_order(value, order) for value in values)]


def _full_year(year: int) -> int:
    return year if year >= 100 else 2000 + year if year < 80 else 1900 + year


def _day(year: int, month: int, day: int) -> DAY | None:
    try:
        found = DAY(year, month, day)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def _fixed(form: str, year: int, month: int, day: int) -> tuple[str, DAY] | None:
    found = _day(year, month, day)
    return (form, found) if found else None

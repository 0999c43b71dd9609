"""Days as people write them in a mail: 2026-11-03, 3.11.2026, 3 Nov, November 3rd, 11月3日."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_SOON = timedelta(days=31)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_GERMAN = {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_NAME = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember|jan|feb|mar|mär|mrz|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez)\b\.?"
)
_DAY = re.compile(
    r"(?<![A-Za-z0-9_./-])(?<!\d,)(?:"
    r"(?P<iso>(?P<y1>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m1>\d{1,2})\s?[-/.月]\s?(?P<d1>\d{1,2})\s?[日号]?)"
    r"|(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<y2>(?:19|20)?\d\d)"
    r"|(?P<m3>\d{1,2})\s?月\s?(?P<d3>\d{1,2})\s?[日号]"
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<n4>{_NAME})(?:,?\s(?P<y4>(?:19|20)\d\d)(?![-/.年]?\d|年))?"
    rf"|(?P<n5>{_NAME})\s(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,:]\d|\s?%)(?:,?\s(?P<y5>(?:19|20)\d\d)(?![-/.年]?\d|年))?"
    r")(?:(?<=[日号])|(?!\d|[-/.]\d))",
    re.IGNORECASE,
)


class Day(NamedTuple):
    """Where it stands, and the day: ``2026-11-03``, ``--11-03`` where no year is written, ``?`` and the text where it may be two days."""

    start: int
    end: int
    said: str


def days_in(line: str) -> list[Day]:
    """The days of a line in their order; what is no day of a calendar is none.

    >>> [each.said for each in days_in("3 Nov, 2026年11月10日, 03/04/2026, 31 Feb")]
    ['--11-03', '2026-11-10', '?03/04/2026']
    """
    found = ((each, _said(each)) for each in _DAY.finditer(line))
    return [Day(each.start(), each.end(), said) for each, said in found if said]


def _said(found: re.Match[str]) -> str:
    if found["iso"]:
        return _day(found["y1"], int(found["m1"]), int(found["d1"]))
    if found["m3"]:
        return _day(None, int(found["m3"]), int(found["d3"]))
    if found["n4"] or found["n5"]:
        which = "4" if found["n4"] else "5"
        return _day(found[f"y{which}"], _month(found[f"n{which}"]), int(found[f"d{which}"]))
    return _of_three(found)


def _of_three(found: re.Match[str]) -> str:
    """Points part day, month and year; strokes may part month, day and year as well."""
    first, second = int(found["first"]), int(found["second"])
    year = found["y2"] if len(found["y2"]) == 4 else f"20{found['y2']}"
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if found["sign"] == "." or not month_first or first == second:
        return day_first
    return f"?{found.group()}" if day_first else month_first


def _month(name: str) -> int:
    short = name.lower()[:3]
    return _GERMAN[short] if short in _GERMAN else _MONTHS.index(short) + 1


def _day(year: str | None, month: int, day: int) -> str:
    try:
        date(
            int(year or 2024), month, day
        )  # a leap year: where none is written 29 February may be one
    except ValueError:
        return ""
    return f"{year or '-'}-{month:02}-{day:02}"


def nearest(said: str, to: date) -> date | None:
    """The day that was written; without its year the last one up to the day of the hand-in. Nothing was paid on a day that is still to come.

    None where nobody can tell: a day of the coming month without its year may be announced as well as a year old.

    >>> nearest("--12-30", date(2026, 1, 4)), nearest("--01-20", date(2026, 1, 4)), nearest("2026-11-03", date(2026, 1, 4))
    (datetime.date(2025, 12, 30), None, None)
    """
    if not said or said.startswith("?"):
        return None
    if not said.startswith("--"):
        day = date.fromisoformat(said)
        return day if day <= to else None
    days = []
    for year in range(to.year - 4, to.year + 2):  # 29 February
        try:
            days.append(date.fromisoformat(f"{year}{said[1:]}"))
        except ValueError:
            continue
    if any(to < day <= to + _SOON for day in days):
        return None
    return max((day for day in days if day <= to), default=None)

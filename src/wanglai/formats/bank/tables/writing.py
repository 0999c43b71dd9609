"""How a table of an unknown maker writes amounts and days, found out from all of its rows: never from one of them.

Known layouts are Chinese and write both one way. A table whose columns somebody named may come from anywhere: ``1.234,56`` and
``05.03.2026`` become 1234.56 and 2026-03-05 where every row can be read so and not all as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wanglai.formats.bank.tables import values
from wanglai.formats.bank.tables.layouts import Columns, DayOrder, Role, Sense
from wanglai.formats.bank.values import Notes

_AMOUNTS: tuple[Role, ...] = ("in", "out", "amount", "balance")
_DAYS: tuple[Role, ...] = ("day", "value_day")
_COMMA = re.compile(r"([-+]?)([0-9]{1,3}(?:[.'\u2019][0-9]{3})+|[0-9]+)(?:,([0-9]*))?([-+]?)")
_DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})((?:[ T,].*)?)")
_SIGNS = re.compile(r"[\s\u00a0\u202f€$£¥]|EUR|USD|GBP|CHF")


def written_plainly(
    rows: Sequence[Sequence[str]], columns: Columns, header: int, sense: Sense, file: str, notes: Notes
) -> list[list[str]]:  # fmt: skip
    """The rows with amounts and days as this room reads them. Days that could be read two ways are left and named once."""
    made = [list(row) for row in rows]
    body = [row for row in made[header + 1 :] if _cell(row, columns, "day")]
    amounts = [text for row in body for role in _AMOUNTS if not values.is_nothing(text := _cell(row, columns, role))]  # fmt: skip
    if sense.decimal_mark == "," or (not sense.decimal_mark and _is_comma(amounts, sense.currency)):
        _change(body, columns, _AMOUNTS, _with_point)
    else:
        _change(body, columns, _AMOUNTS, lambda text: _turned(_SIGNS.sub("", text)))
    days = [text for row in body for role in _DAYS if (text := _cell(row, columns, role))]
    order = sense.day_order or _order_of(days)
    if order:
        _change(body, columns, _DAYS, lambda text: _with_year_first(text, order))
    elif any(_DAY.fullmatch(text) for text in days):
        notes.add("bank.day_order", file, value=next(text for text in days if _DAY.fullmatch(text))[:40])  # fmt: skip
    return made


def _cell(row: Sequence[str], columns: Columns, role: Role) -> str:
    at = next(iter(columns.get(role, ())), None)
    return values.clean(row[at]) if at is not None and at < len(row) else ""


def _change(rows: list[list[str]], columns: Columns, roles: Sequence[Role], made_of: Callable[[str], str]) -> None:  # fmt: skip
    for row in rows:
        for role in roles:
            for at in list(columns.get(role, ()))[:1]:
                if at < len(row):
                    row[at] = made_of(values.clean(row[at]))


def _is_comma(amounts: Sequence[str], currency: str) -> bool:
    """Whether all amounts can be read with a comma and not all with a point: 1.234 EUR has too many places for one."""
    as_they_stand = all(_reads(_turned(_SIGNS.sub("", each)), currency) for each in amounts)
    return not as_they_stand and all(_COMMA.fullmatch(_SIGNS.sub("", each)) and _reads(_with_point(each), currency) for each in amounts)  # fmt: skip


def _reads(text: str, currency: str) -> bool:
    return values.signed(text, currency, "", Notes()) is not None


def _with_point(text: str) -> str:
    """``1.234,56`` is 1234.56 and ``12,50-`` is -12.50; what is written otherwise stays, and is named where it is read."""
    match = _COMMA.fullmatch(_SIGNS.sub("", text))
    if match is None or (match[1] and match[4]):
        return text
    return f"{match[1] or match[4]}{re.sub(r'[^0-9]', '', match[2])}.{match[3] or ''}"


def _turned(text: str) -> str:
    """A minus behind the figure, as some programs write it, goes before it."""
    return f"-{text[:-1]}" if text.endswith("-") and text[:1].isdigit() else text


def _order_of(days: Sequence[str]) -> DayOrder:
    """``dmy`` or ``mdy`` where the rows show it: by the point between, or by a part above twelve. Empty where they do not."""
    found = [match for text in days if (match := _DAY.fullmatch(text))]
    firsts, seconds = ([int(match[at]) for match in found] for at in (1, 3))
    is_first = any(each > 12 for each in firsts) or any(match[2] == "." for match in found)
    is_second = any(each > 12 for each in seconds)
    if is_first == is_second:
        return ""
    return "dmy" if is_first else "mdy"


def _with_year_first(text: str, order: str) -> str:
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    day, month = (match[1], match[3]) if order == "dmy" else (match[3], match[1])
    return f"{match[4]}-{month:>02}-{day:>02}{match[5]}"

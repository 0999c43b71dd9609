"""Decides for all date columns of a sheet at once whether 03/04/2026 is March or April."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from itertools import pairwise

from tieout.reading.dates import Parts, in_order, parse_date, parse_serial, possible_orders
from tieout.reading.profile import Column
from tieout.reading.reference import Reference
from tieout.reading.refusals import refuse

DAY = datetime.date
_FEW = 3
_FORMS = {"DMY": "D{0}M{0}Y", "MDY": "M{0}D{0}Y", "YMD": "Y{0}M{0}D"}


@dataclass
class Dating:
    """Days of each date column, per distinct cell, and the form they were written in."""

    form: str
    days: dict[int, list[DAY | None]] = field(default_factory=dict)  # column -> distinct -> day


def read_days(
    columns: list[Column],
    *,
    order: str | None,
    reference: Reference | None,
    document: Column | None,
    place: str,
) -> Dating:
    """Every date column as days. Refuses ``dates.undecidable`` where two readings remain."""
    cells = {column.at: _cells(column) for column in columns}
    open_parts = [
        value for column in columns for value in cells[column.at][1] if isinstance(value, tuple)
    ]
    decided = _decide(columns, cells, open_parts, order, reference, document, place)
    dating = Dating(_form(columns, cells, decided))
    for column in columns:
        dating.days[column.at] = [
            in_order(value, decided) if isinstance(value, tuple) else value
            for value in cells[column.at][1]
        ]
    return dating


def _cells(column: Column) -> tuple[list[str | None], list[DAY | Parts | None]]:
    forms: list[str | None] = []
    values: list[DAY | Parts | None] = []
    for text, tag in zip(column.encoded.texts, column.encoded.tags, strict=True):
        parsed = parse_date(text) if tag in ("t", "d", "n") else None
        if parsed is None and tag in ("n", "t"):
            serial = parse_serial(text)
            parsed = ("serial", serial) if serial else None
        forms.append(parsed[0] if parsed else None)
        values.append(parsed[1] if parsed else None)
    return forms, values


def _form(
    columns: list[Column],
    cells: dict[int, tuple[list[str | None], list[DAY | Parts | None]]],
    order: str,
) -> str:
    if not columns:
        return ""
    counts: dict[str, int] = {}
    first = columns[0]
    for form, count in zip(cells[first.at][0], first.encoded.counts, strict=True):
        if form:
            counts[form] = counts.get(form, 0) + count
    if not counts:
        return ""
    form = max(sorted(counts), key=lambda name: counts[name])
    return _FORMS[order].format(form[1:]) if form.startswith("?") else form


def _decide(
    columns: list[Column],
    cells: dict[int, tuple[list[str | None], list[DAY | Parts | None]]],
    parts: list[Parts],
    order: str | None,
    reference: Reference | None,
    document: Column | None,
    place: str,
) -> str:
    if order:
        return order
    if not parts:
        return "DMY"
    names = ", ".join(column.name for column in columns)
    for column in columns:
        _refuse_half_turned(column, cells[column.at][1], place)
    orders = possible_orders(parts)
    if not orders:
        orders = _tolerated(parts)
    if not orders:
        day_first = next(part for part in parts if part[0] > 12)
        month_first = next(part for part in parts if part[1] > 12)
        raise refuse(
            "dates.mixed", place, column=names, example=_shown(day_first), other=_shown(month_first)
        )
    if len(orders) > 1:
        readings = {name: tuple(in_order(part, name) for part in parts) for name in orders}
        if len(set(readings.values())) == 1:
            return orders[0]
        named = _by_reference(columns[0], cells[columns[0].at][1], orders, reference, document)
        named = named or _by_sequence(columns, cells, orders)
        if named is None:
            raise refuse("dates.undecidable", place, column=names, example=_example(columns, cells))
        return named
    return orders[0]


def _refuse_half_turned(column: Column, values: list[DAY | Parts | None], place: str) -> None:
    """Refuses a column of which a spreadsheet program turned only the days up to 12 into dates.

    Opened under the wrong locale, 05/03/2026 becomes a date cell of the wrong month while
    13/03/2026 stays text; what stands in the date cells then cannot be trusted.
    """
    tags = column.encoded.tags
    written = [value for value in values if isinstance(value, tuple)]
    turned = [
        value
        for value, tag in zip(values, tags, strict=True)
        if tag == "d" and isinstance(value, DAY)
    ]
    if len(turned) < _FEW or len(written) < _FEW or any(day.day > 12 for day in turned):
        return
    if all(max(first, second) > 12 for first, second, _ in written):
        raise refuse(
            "dates.mixed",
            place,
            column=column.name,
            example=_shown(written[0]),
            other=turned[0].isoformat(),
        )


def _tolerated(parts: list[Parts]) -> list[str]:
    """One order that reads all but a few: the rest are dirt and become problems of their rows."""
    readable = {
        order: sum(in_order(part, order) is not None for part in parts) for order in ("DMY", "MDY")
    }
    best = max(readable, key=lambda name: readable[name])
    other = "MDY" if best == "DMY" else "DMY"
    only_other = sum(
        in_order(part, best) is None and in_order(part, other) is not None for part in parts
    )
    return [best] if not only_other and readable[best] * 2 > len(parts) else []


def _shown(part: Parts) -> str:
    return "/".join(map(str, part))


def _example(
    columns: list[Column], cells: dict[int, tuple[list[str | None], list[DAY | Parts | None]]]
) -> str:
    for column in columns:
        for text, value in zip(column.encoded.texts, cells[column.at][1], strict=True):
            if isinstance(value, tuple) and value[0] != value[1]:
                return text
    return ""


def _by_reference(
    column: Column,
    values: list[DAY | Parts | None],
    orders: list[str],
    reference: Reference | None,
    document: Column | None,
) -> str | None:
    """The order under which dates agree with ours: by document number, else by the set of days."""
    if reference is None:
        return None
    score = dict.fromkeys(orders, 0)
    if document is not None:
        keys = document.encoded.keys
        for at, number in zip(column.encoded.indices, document.encoded.indices, strict=True):
            value = values[at]
            known = reference.first_days.get(keys[number]) if keys[number] else None
            if not isinstance(value, tuple) or known is None:
                continue
            for name in orders:
                day = in_order(value, name)
                if day is not None:
                    apart = abs((day - known).days)
                    score[name] += 3 if apart == 0 else 2 if apart <= 3 else 1 if apart <= 15 else 0
    best = _clear_winner(score, least=4)
    if best:
        return best
    distinct = {value for value in values if isinstance(value, tuple) and value[0] != value[1]}
    for name in orders:
        score[name] = sum(in_order(value, name) in reference.days for value in distinct)
    best = _clear_winner(score, least=4)
    if best:
        return best
    if reference.days:
        first, last = min(reference.days), max(reference.days)
        slack = datetime.timedelta(days=31)
        for name in orders:
            days = [in_order(value, name) for value in distinct]
            score[name] = sum(
                day is not None and first - slack <= day <= last + slack for day in days
            )
        return _clear_winner(score, least=4)
    return None


def _clear_winner(score: dict[str, int], *, least: int) -> str | None:
    ranked = sorted(score, key=lambda name: -score[name])
    first, second = ranked[0], ranked[1]
    return first if score[first] >= least and score[first] >= 2 * score[second] + 1 else None


def _by_sequence(
    columns: list[Column],
    cells: dict[int, tuple[list[str | None], list[DAY | Parts | None]]],
    orders: list[str],
) -> str | None:
    """The only order under which the rows run through time one way."""
    steady = []
    column = columns[0]
    values = cells[column.at][1]
    for name in orders:
        days = []
        for at in column.encoded.indices:
            value = values[at]
            day = in_order(value, name) if isinstance(value, tuple) else value
            if day is not None:
                days.append(day)
        if len(set(days)) < 4:
            return None
        pairs = list(pairwise(days))
        if all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs):
            steady.append(name)
    return steady[0] if len(steady) == 1 else None

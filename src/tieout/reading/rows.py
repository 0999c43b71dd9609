"""Sorts the rows of a sheet: heading, title, total, line, note or problem; none is ever lost."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow.compute as pc

from tieout.reading.dates import parse_date
from tieout.reading.grid import Encoded
from tieout.reading.numbers import is_dash
from tieout.reading.profile import Column
from tieout.reading.totals import CLUE, TotalKind, kind_of_label

_WORTH_ASKING = f"(?i){CLUE}"


def labelled_totals(columns: Iterable[Encoded], start: int) -> dict[int, tuple[TotalKind, str]]:
    """Positions from ``start`` on whose row carries the label of a check: its kind and the label."""
    found: dict[int, tuple[TotalKind, str]] = {}
    for encoded in columns:
        labels = _labels(encoded)
        if labels:
            for offset in encoded.offsets_of(list(labels)):
                code = encoded.indices[offset]
                found.setdefault(start + offset, (labels[code], encoded.texts[code]))
    return found


def _labels(encoded: Encoded) -> dict[int, TotalKind]:
    """Distinct cells that label a check; those that differ only in their figures are looked at once."""
    forms = pc.replace_substring_regex(encoded.array, "[0-9]+", "0").dictionary_encode()
    worth = pc.match_substring_regex(forms.dictionary, _WORTH_ASKING)
    asked = pc.indices_nonzero(worth.take(forms.indices)).to_pylist()
    kinds = {
        code: kind_of_label(encoded.texts[code]) for code in asked if encoded.tags[code] == "t"
    }
    return {code: kind for code, kind in kinds.items() if kind is not None}


def not_totals(
    marked: dict[int, tuple[TotalKind, str]],
    *,
    start: int,
    date: Column | None,
    document: Column | None,
    money: list[Column],
) -> list[int]:
    """Marked positions that are lines after all: with a date, a number of their own and an amount.

    "Balance" may be the whole text of a final payment; a real total has no document number.
    """
    if date is None or document is None:
        return []
    lines = []
    for at, (_, label) in marked.items():
        number = document.encoded.texts[document.encoded.indices[at - start]]
        day = date.encoded.texts[date.encoded.indices[at - start]]
        amounts = [column.encoded.texts[column.encoded.indices[at - start]] for column in money]
        if (
            number != label
            and day != label
            and re.search(r"\d", number)
            and parse_date(day) is not None
            and any(text and not is_dash(text) for text in amounts)
        ):
            lines.append(at)
    return lines


def is_repeated_heading(cells: dict[int, str], labels: dict[int, str]) -> bool:
    """Whether a row of the body is the heading again, as on every printed page."""
    if len(cells) < 2 or not labels:
        return False
    same = sum(
        text == labels.get(column) or text in labels.get(column, "").split("/")
        for column, text in cells.items()
    )
    return same * 3 >= len(cells) * 2

"""Document numbers as the writer meant them, after a spreadsheet program had its way with them."""

from __future__ import annotations

import re

from tieout.reading.bulk import matching
from tieout.reading.profile import Column
from tieout.reading.reference import key_of

_POINT_ZERO = re.compile(r"(\d+)\.0+")
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?E\+?(\d{1,2})", re.IGNORECASE)
_SUSPECT = r"^'|^-?[0-9]{16,}$|^[0-9]+\.0+$|^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}$"
_DIGITS_KEPT = 15  # of a number cell; further digits have been replaced by zeros


def read_identifiers(column: Column, known: set[str] | None) -> tuple[list[str | None], set[int]]:
    """The number of each distinct cell, or None; and the cells whose digits are lost.

    10231.0 is 10231 and 1.0231E+4 is 10231, complete. 2.0260101E+11 has lost its last digits and is
    only believed where exactly that number stands in our ledger. A number cell of more than 15
    digits is never believed.
    """
    encoded = column.encoded
    values: list[str | None] = [
        None if dash or tag in ("e", "f") else text
        for text, tag, dash in zip(encoded.texts, encoded.tags, encoded.dashes, strict=True)
    ]
    lost: set[int] = set()
    for at in matching(encoded.array, _SUSPECT):
        text = encoded.texts[at]
        if values[at] is None:
            continue
        if (
            encoded.tags[at] == "n"
            and text.lstrip("-").isdecimal()
            and len(text.lstrip("-")) > _DIGITS_KEPT
        ):
            lost.add(at)
            values[at] = None
            continue
        value, complete = _whole(text)
        if not complete and (known is None or key_of(value) not in known):
            lost.add(at)
            values[at] = None
            continue
        values[at] = value
    return values, lost


def _whole(text: str) -> tuple[str, bool]:
    found = _POINT_ZERO.fullmatch(text)
    if found:
        return found[1], True
    found = _SCIENTIFIC.fullmatch(text)
    if found:
        digits = found[1] + (found[2] or "")
        length = int(found[3]) + 1
        if length < len(digits.rstrip("0")):
            return text, True  # not a whole number: 1.5E0 is somebody's code
        return digits.ljust(length, "0")[:length], length <= len(digits)
    return text.lstrip("'").strip(), True


def identifier_keys(column: Column, values: list[str | None]) -> list[str]:
    """The key of each distinct number; only those that were mended are worked out anew."""
    texts = column.encoded.texts
    return [
        key if value is text else key_of(value) if value else ""
        for key, value, text in zip(column.encoded.keys, values, texts, strict=True)
    ]

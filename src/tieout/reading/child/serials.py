"""Numbers and day serials of spreadsheet cells as the text a person would read.

A spreadsheet program keeps 15 significant digits. What lies beyond is dust of binary fractions:
1234.5600000000002 is 1234.56, and 202601010001 stays as it is.
"""

from __future__ import annotations

import datetime
import re
from decimal import Context, Decimal, InvalidOperation

_FIFTEEN = Context(prec=15)
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', re.IGNORECASE)
_DAY_ZERO = datetime.datetime.fromisoformat("1899-12-30")
_DAY_ZERO_1904 = datetime.datetime.fromisoformat("1904-01-01")


def number_text(text: str) -> str:
    """``n`` and the plain decimal text: 1.2345E4 is n12345, 0.30000000000000004 is n0.3.

    A whole number of more than 15 digits keeps all the file holds: the reader must see it and
    distrust it, since the program that wrote it has already lost its tail.
    """
    if len(text) <= 15 and _PLAIN.fullmatch(text) and text != "-0":
        return "n" + text
    try:
        value = Decimal(text)
    except InvalidOperation:
        return "e" + text[:40]
    if not value.is_finite():
        return "e" + text[:40]
    if abs(value.adjusted()) > 40:
        return "e" + text[:40]
    if value == value.to_integral_value() and value.adjusted() >= 15:
        return f"n{value:.0f}"
    value = _FIFTEEN.plus(value)
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "n" + ("0" if plain in ("-0", "") else plain)


def is_date_format(code: str) -> bool:
    """Whether a number format shows days or times: yyyy-mm-dd does, 0.00"Day" does not."""
    bare = _QUOTED.sub("", code.split(";")[0]).lower()
    if "general" in bare:
        return False
    return any(letter in bare for letter in "ydh") or ("m" in bare or "ss" in bare)


def date_text(text: str, *, from_1904: bool) -> str:
    """A serial as ``d`` and ISO text: 46086 is d2026-03-05, 46086.5 is d2026-03-05T12:00:00."""
    try:
        serial = Decimal(text)
    except InvalidOperation:
        return "e" + text[:40]
    if not serial.is_finite() or not 0 <= serial < 2_958_466:
        return number_text(text)
    day = int(serial)
    seconds = int(((serial - day) * 86_400).to_integral_value())
    if day == 0 and not from_1904:
        moment = _DAY_ZERO + datetime.timedelta(seconds=seconds)
        return f"d{moment:%H:%M:%S}"
    zero = _DAY_ZERO_1904 if from_1904 else _DAY_ZERO
    if not from_1904 and day < 60:
        day += 1  # the 29th of February 1900 that never was
    try:
        moment = zero + datetime.timedelta(days=day, seconds=seconds)
    except OverflowError:
        return number_text(text)
    if not seconds:
        return f"d{moment:%Y-%m-%d}"
    return f"d{moment:%Y-%m-%dT%H:%M:%S}"

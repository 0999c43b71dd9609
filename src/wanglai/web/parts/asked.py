"""What an address asks for, beside the forms: what makes no sense there is left out, not refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

FIRST_DAY = date(1900, 1, 1)  # no book is older; a day before it is a slip of the hand
_LEAST, _MOST = Decimal("1e-8"), Decimal("1e8")  # rates: base for one unit


def day_of(text: str) -> date | None:
    """``2026-03-05``; None where it is no day, or one before 1900."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST_DAY else None


def words_of(text: str, most: int = 200) -> str:
    """What was typed, trimmed and not longer than ``most``; without the sign 0, which no database keeps."""
    return text.replace("\0", "").strip()[:most]


def number_of(text: str) -> int | None:
    """``12``; None where it is no number of a row."""
    return int(text) if text.isdecimal() and len(text) < 18 else None


def rate_of(text: str) -> Decimal | None:
    """A rate as it was typed; None where it is no number above zero, or one no currency was ever worth."""
    try:
        rate = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and _LEAST <= rate <= _MOST else None

"""What an address asks for, beside the forms: what makes no sense there is left out, not refused."""

from __future__ import annotations

from datetime import date

FIRST_DAY = date(1900, 1, 1)  # no book is older; a day before it is a slip of the hand


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

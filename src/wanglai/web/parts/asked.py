"""What an address asks for, beside the forms: what makes no sense there is left out, not refused."""

from __future__ import annotations

from datetime import date


def day_of(text: str) -> date | None:
    """``2026-03-05``; None where it is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_of(text: str) -> int | None:
    """``12``; None where it is no number of a row."""
    return int(text) if text.isdecimal() and len(text) < 18 else None

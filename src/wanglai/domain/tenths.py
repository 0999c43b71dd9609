"""Counts of tenths as they are read."""

from __future__ import annotations


def tenths_said(tenths: int | None) -> str:
    """45 tenths are ``4.5``; of None there is nothing to read. Never below nought.

    >>> tenths_said(45), tenths_said(None)
    ('4.5', '')
    """
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}"

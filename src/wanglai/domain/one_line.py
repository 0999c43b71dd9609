"""Words that somebody typed, as one line."""

from __future__ import annotations


def one_line(text: str, most: int) -> str:
    """Without breaks, ends and the sign no database keeps, and no longer than ``most``.

    >>> one_line("  wrong\\n customer ", 300)
    'wrong customer'
    """
    return " ".join(text.replace("\0", "").split())[:most]

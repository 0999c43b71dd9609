"""Words people search for, as patterns of the database in which every sign stands for itself."""

from __future__ import annotations


def literal(text: str) -> str:
    r"""The text inside a LIKE pattern: ``50%_a`` is ``50\%\_a``."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

"""A side is read again as the person says (ReadingOptions as a dict, only the fields given); a new run is queued, its id returned."""

from __future__ import annotations

from typing import Any


def correct_reading(*, company_id: int, actor: int, reconciliation_id: int, side: str, options: dict[str, Any]) -> int:
    """A side is read again as the person says (ReadingOptions as a dict, only the fields given); a new run is queued, its id returned."""
    raise NotImplementedError

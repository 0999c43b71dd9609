"""A remark on the reconciliation, or on one row of its result; returns its id."""

from __future__ import annotations



def write_note(*, company_id: int, actor: int, reconciliation_id: int, text: str, row_id: str | None = None) -> int:
    """A remark on the reconciliation, or on one row of its result; returns its id."""
    raise NotImplementedError

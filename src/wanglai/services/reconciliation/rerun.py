"""The same files are read and matched again, decisions by hand pinned; returns the new run's id."""

from __future__ import annotations



def rerun(*, company_id: int, actor: int, reconciliation_id: int) -> int:
    """The same files are read and matched again, decisions by hand pinned; returns the new run's id."""
    raise NotImplementedError

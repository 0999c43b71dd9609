"""A decision is undone by a reversing act; both stay in the record."""

from __future__ import annotations



def undo_decision(*, company_id: int, actor: int, reconciliation_id: int, decision_id: int) -> None:
    """A decision is undone by a reversing act; both stay in the record."""
    raise NotImplementedError

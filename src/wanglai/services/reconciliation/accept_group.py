"""A suggested or ambiguous row is taken as right by a person; returns the decision's id."""

from __future__ import annotations



def accept_group(*, company_id: int, actor: int, reconciliation_id: int, row_id: str, reason: str = "") -> int:
    """A suggested or ambiguous row is taken as right by a person; returns the decision's id."""
    raise NotImplementedError

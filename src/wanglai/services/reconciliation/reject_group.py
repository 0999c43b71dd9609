"""A group is taken apart by a person; its lines stand open again. Returns the decision's id."""

from __future__ import annotations



def reject_group(*, company_id: int, actor: int, reconciliation_id: int, row_id: str, reason: str = "") -> int:
    """A group is taken apart by a person; its lines stand open again. Returns the decision's id."""
    raise NotImplementedError

"""Lines of both sides (source rows) are put together by a person; returns the decision's id."""

from __future__ import annotations



def relink_lines(*, company_id: int, actor: int, reconciliation_id: int, ours: tuple[int, ...], theirs: tuple[int, ...], reason: str = "") -> int:
    """Lines of both sides (source rows) are put together by a person; returns the decision's id."""
    raise NotImplementedError

"""The run that is queued or running is stopped; nothing of it is kept."""

from __future__ import annotations



def cancel_run(*, company_id: int, actor: int, reconciliation_id: int) -> None:
    """The run that is queued or running is stopped; nothing of it is kept."""
    raise NotImplementedError

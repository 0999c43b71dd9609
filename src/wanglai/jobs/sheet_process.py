"""A sheet in a process of its own, watched like a run: it beats, and gets another chance when it dies."""

from __future__ import annotations

from wanglai.jobs.process import watch
from wanglai.services.reconciliation.sheet_life import beat_sheet, try_sheet_again


def watch_sheet(sheet_id: int) -> None:
    """Start the sheet's process and stay until the sheet is ready or back in the queue."""
    watch("sheet", sheet_id, beats=_beats, again=try_sheet_again)


def _beats(sheet_id: int) -> bool:
    """A sheet has no stop button: it is never cancelled."""
    beat_sheet(sheet_id)
    return False

"""An archive in a process of its own, watched like a sheet: it beats, and gets another chance when it dies."""

from __future__ import annotations

from wanglai.jobs.process import watch
from wanglai.services.exports.archive_life import beat_archive, try_archive_again


def watch_archive(archive_id: int) -> None:
    """Start the archive's process and stay until it is ready or back in the queue."""
    watch("archive", archive_id, beats=_beats, again=try_archive_again)


def _beats(archive_id: int) -> bool:
    """An archive has no stop button: it is never cancelled."""
    beat_archive(archive_id)
    return False

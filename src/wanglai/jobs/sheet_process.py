"""A sheet in a process of its own, watched like a run: it beats, and gets another chance when it dies."""

from __future__ import annotations

import time

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from wanglai.jobs.process import BEAT_SECONDS, LOOK_SECONDS, kill, start
from wanglai.services.reconciliation.sheet_life import beat_sheet, try_sheet_again

log = structlog.get_logger("wanglai.jobs")


def watch_sheet(sheet_id: int) -> None:
    """Start the sheet's process and stay until the sheet is ready or back in the queue."""
    process = start("sheet", sheet_id)
    started, last_beat = time.monotonic(), 0.0
    try:
        while process.poll() is None:
            now = time.monotonic()
            if now - last_beat >= BEAT_SECONDS:
                last_beat = now
                beat_sheet(sheet_id)
            if now - started > settings.RUN_SECONDS_MAX:
                log.error("sheet stopped at the time limit", sheet=sheet_id)
                kill(process)
            time.sleep(LOOK_SECONDS)
    finally:
        kill(process)
        close_old_connections()
        connection.close()
    seconds = round(time.monotonic() - started, 2)
    log.info("sheet process ended", sheet=sheet_id, exit=process.returncode, seconds=seconds)
    if process.returncode != 0:
        log.error("sheet process died", sheet=sheet_id, exit=process.returncode)
        try_sheet_again(sheet_id)
        connection.close()

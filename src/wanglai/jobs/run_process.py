"""A run in a process of its own: it can be stopped at once, and its memory ends with it.

The worker only watches: it beats for the run every second, ends it when a person cancels or the time limit
passes, and gives it another chance when the process dies.
"""

from __future__ import annotations

import time

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from wanglai.jobs.process import BEAT_SECONDS, LOOK_SECONDS, kill, start
from wanglai.services.reconciliation.run_life import TOO_LONG, beat, end_run, try_again

log = structlog.get_logger("wanglai.jobs")


def watch_run(run_id: int) -> None:
    """Start the run's process and stay until the run is over or back in the queue."""
    seconds_max = settings.RUN_SECONDS_MAX
    process = start("run", run_id)
    started, last_beat = time.monotonic(), 0.0
    try:
        while process.poll() is None:
            now = time.monotonic()
            if now - last_beat >= BEAT_SECONDS:
                last_beat = now
                if beat(run_id):
                    kill(process)
                    end_run(run_id, "cancelled")
                    log.info("run cancelled", run=run_id)
            if now - started > seconds_max:
                kill(process)
                end_run(run_id, "failed", TOO_LONG)
                log.error("run stopped at the time limit", run=run_id, seconds=seconds_max)
            time.sleep(LOOK_SECONDS)
    finally:
        kill(process)
        close_old_connections()
        connection.close()
    seconds = round(time.monotonic() - started, 2)
    log.info("run process ended", run=run_id, exit=process.returncode, seconds=seconds)
    if process.returncode != 0:
        log.error("run process died", run=run_id, exit=process.returncode)
        try_again(run_id)
        connection.close()

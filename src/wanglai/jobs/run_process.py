"""A run in a process of its own: it can be stopped at once, and its memory ends with it.

The worker only watches: it beats for the run every second, ends it when a person cancels or the time limit
passes, and gives it another chance when the process dies.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from wanglai.services.reconciliation.run_life import TOO_LONG, beat, end_run, try_again

log = structlog.get_logger("wanglai.jobs")

_BEAT_SECONDS = 1.0
_LOOK_SECONDS = 0.05


def watch_run(run_id: int) -> None:
    """Start the run's process and stay until the run is over or back in the queue."""
    seconds_max = settings.RUN_SECONDS_MAX
    process = subprocess.Popen(
        [sys.executable, "-m", "wanglai.jobs.run_one", str(run_id), str(os.getpid())],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )
    started, last_beat = time.monotonic(), 0.0
    try:
        while process.poll() is None:
            now = time.monotonic()
            if now - last_beat >= _BEAT_SECONDS:
                last_beat = now
                if beat(run_id):
                    _kill(process)
                    end_run(run_id, "cancelled")
                    log.info("run cancelled", run=run_id)
            if now - started > seconds_max:
                _kill(process)
                end_run(run_id, "failed", TOO_LONG)
                log.error("run stopped at the time limit", run=run_id, seconds=seconds_max)
            time.sleep(_LOOK_SECONDS)
    finally:
        _kill(process)
        close_old_connections()
        connection.close()
    seconds = round(time.monotonic() - started, 2)
    log.info("run process ended", run=run_id, exit=process.returncode, seconds=seconds)
    if process.returncode != 0:
        log.error("run process died", run=run_id, exit=process.returncode)
        try_again(run_id)
        connection.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process with everything it started (readers of files); no grace, nothing of it is kept."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

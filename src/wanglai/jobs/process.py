"""A piece of work in a process of its own: it can be stopped at once, and its memory ends with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

BEAT_SECONDS = 1.0
LOOK_SECONDS = 0.05

log = structlog.get_logger("wanglai.jobs")


def watch(
    kind: str,
    number: int,
    *,
    beats: Callable[[int], bool],
    cancelled: Callable[[int], None] | None = None,
    late: Callable[[int], None] | None = None,
    again: Callable[[int], None],
) -> None:
    """Start the work and stay until it is over or back in the queue.

    ``beats`` is called every second and says whether a person cancelled; work that is cancelled or passes
    the time limit is ended first and then told of; ``again`` gets what died.
    """
    named = {kind: number}
    process = start(kind, number)
    started, last_beat = time.monotonic(), 0.0
    try:
        while process.poll() is None:
            now = time.monotonic()
            if now - last_beat >= BEAT_SECONDS:
                last_beat = now
                if beats(number):
                    kill(process)
                    if cancelled is not None:
                        cancelled(number)
                    log.info(f"{kind} cancelled", **named)
            if now - started > settings.RUN_SECONDS_MAX:
                kill(process)
                if late is not None:
                    late(number)
                seconds_max = settings.RUN_SECONDS_MAX
                log.error(f"{kind} stopped at the time limit", **named, seconds=seconds_max)
            time.sleep(LOOK_SECONDS)
    finally:
        kill(process)
        close_old_connections()
        connection.close()
    seconds = round(time.monotonic() - started, 2)
    log.info(f"{kind} process ended", **named, exit=process.returncode, seconds=seconds)
    if process.returncode != 0:
        log.error(f"{kind} process died", **named, exit=process.returncode)
        again(number)
        connection.close()


def start(kind: str, number: int) -> subprocess.Popen[bytes]:
    """The process that does the work; ``kind`` is ``run``, ``sheet``, ``archive``, ``import``, ``bank``, ``cash`` or ``statements``."""
    return subprocess.Popen(
        [sys.executable, "-m", "wanglai.jobs.one", kind, str(number), str(os.getpid())],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the process with everything it started (readers of files); no grace, nothing of it is kept."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

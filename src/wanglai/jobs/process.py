"""A piece of work in a process of its own: it can be stopped at once, and its memory ends with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

BEAT_SECONDS = 1.0
LOOK_SECONDS = 0.05


def start(kind: str, number: int) -> subprocess.Popen[bytes]:
    """The process that does the work; ``kind`` is ``run`` or ``sheet``."""
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

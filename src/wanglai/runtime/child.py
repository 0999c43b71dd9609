"""One child of the process tree: started, watched, restarted with growing patience, stopped whole."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from wanglai.runtime.home import Home
from wanglai.runtime.logs import open_log
from wanglai.runtime.offspring import die_with_parent

FIRST_WAIT = 0.5  # seconds before the first restart; doubled each time
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0  # a child that lived this long starts its count anew


@dataclass(frozen=True)
class Service:
    """What to run: its name (also of its log), its command, and how long it may take to stop."""

    name: str
    command: tuple[str, ...]
    stop_seconds: float = 8.0


@dataclass
class Child:
    """A running service. It leads a process group of its own, so that its helpers stop with it."""

    home: Home
    service: Service
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0  # in a row
    restart_at: float = field(default=0.0)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process is not None else None

    def start(self) -> None:
        with open_log(self.home, self.service.name) as log:
            self.process = subprocess.Popen(
                self.service.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - from the main thread
            )
        self.started = time.monotonic()
        self.restart_at = 0.0

    def has_fallen(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self) -> float:
        """Clear away what the fallen child left, and say in how many seconds it comes again.

        0.5, 1, 2, 4 … 30 seconds for a child that keeps falling; 0.5 again after a minute of life.
        """
        self.kill()
        if time.monotonic() - self.started > STEADY_SECONDS:
            self.falls = 0
        wait = min(LONGEST_WAIT, FIRST_WAIT * float(2**self.falls))
        self.falls += 1
        self.process = None
        self.restart_at = time.monotonic() + wait
        return wait

    def is_due(self) -> bool:
        return self.process is None and self.restart_at <= time.monotonic()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_until_stopped(self, deadline: float) -> None:
        """Wait for an orderly end until ``deadline`` (monotonic), then end the whole group."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """End the child and everything in its group, now."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

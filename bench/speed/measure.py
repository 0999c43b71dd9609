"""Runs a command in a fresh process and measures seconds and the peak memory of its whole tree."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass

import psutil

CAP_SECONDS = int(os.environ.get("WANGLAI_BENCH_CAP_SECONDS", "600"))


@dataclass(frozen=True)
class Measured:
    """``failure`` is empty when the command ended well."""

    seconds: float
    peak_mb: float  # resident memory summed over the process and all its children
    failure: str = ""

    def __str__(self) -> str:
        return self.failure or f"{self.seconds:.2f} s"


def run_measured(command: list[str], *, cap_seconds: float = CAP_SECONDS) -> Measured:
    """Wall time from start to end of the process, imports included."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        watch = _Watch(process, start + cap_seconds)
        watch.start()
        process.wait()
        seconds = time.perf_counter() - start
        watch.end()
        failure = f"not finished after {cap_seconds:.0f} s" if watch.was_too_long else ""
        if not failure and process.returncode:
            output.seek(0)
            last = output.read().decode(errors="replace").strip().splitlines()[-1:] or [""]
            failure = f"failed with {process.returncode}: {last[0][:200]}"
    return Measured(seconds, watch.peak / 1e6, failure)


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children until it ends; ends it when its time is over."""

    def __init__(self, process: subprocess.Popen[bytes], until: float) -> None:
        super().__init__(daemon=True)
        self._process, self._until, self._ended = process, until, threading.Event()
        self.peak, self.was_too_long = 0, False

    def run(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            began = time.perf_counter()
            self.peak = max(self.peak, _tree_bytes(self._process.pid))
            if began > self._until:
                self.was_too_long = True
                _end_tree(self._process)
                return
            # Who looks takes a processor from what is measured: about a hundredth of one.
            pause = min(_RARELY, max(_OFTEN, 100 * (time.perf_counter() - began)))

    def end(self) -> None:
        self._ended.set()
        self.join()


_OFTEN, _RARELY = 0.02, 0.1  # seconds between two looks


def _tree_bytes(pid: int) -> int:
    total = 0
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
    return total


def _end_tree(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    process.kill()

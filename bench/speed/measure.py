"""Runs a command in a fresh process and measures seconds and the peak memory of its whole tree."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
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
        peak, failure = 0, ""
        while process.poll() is None:
            peak = max(peak, _tree_bytes(process.pid))
            if time.perf_counter() - start > cap_seconds:
                failure = f"not finished after {cap_seconds:.0f} s"
                _end_tree(process)
                break
            time.sleep(0.02)
        seconds = time.perf_counter() - start
        if not failure and process.returncode:
            output.seek(0)
            last = output.read().decode(errors="replace").strip().splitlines()[-1:] or [""]
            failure = f"failed with {process.returncode}: {last[0][:200]}"
    return Measured(seconds, peak / 1e6, failure)


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
    process.wait()

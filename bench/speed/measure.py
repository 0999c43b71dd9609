"""Runs a command in a fresh process and measures seconds and the peak memory of its whole tree."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
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
    with tempfile.TemporaryFile() as output, ThreadPoolExecutor(1) as beside:
        start, ended = time.perf_counter(), threading.Event()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        watch = beside.submit(_watched, process, start + cap_seconds, ended)
        try:
            process.wait()
            seconds = time.perf_counter() - start
        finally:
            ended.set()
        peak, was_too_long = watch.result()
        failure = f"not finished after {cap_seconds:.0f} s" if was_too_long else ""
        if not failure and process.returncode:
            output.seek(0)
            last = output.read().decode(errors="replace").strip().splitlines()[-1:] or [""]
            failure = f"failed with {process.returncode}: {last[0][:200]}"
    return Measured(seconds, peak / 1e6, failure)


def _watched(
    process: subprocess.Popen[bytes], until: float, ended: threading.Event
) -> tuple[int, bool]:
    """The highest memory of a process and its children, and whether its time was over and it was ended."""
    peak, pause = 0, 0.0
    try:
        while not ended.wait(pause):
            began = time.perf_counter()
            peak = max(peak, _tree_bytes(process.pid))
            if began > until:
                _end_tree(process)
                return peak, True
            # Who looks takes a processor from what is measured: about a hundredth of one.
            pause = min(_RARELY, max(_OFTEN, 100 * (time.perf_counter() - began)))
    except BaseException:
        _end_tree(process)  # nobody would end it when its time is over
        raise
    return peak, False


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

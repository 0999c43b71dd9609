"""Children that do not outlive us, even when we are killed without a chance to say so."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable

import psutil

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """What a child does before it becomes its program: ask the kernel for ``sign`` when we die.

    Linux only; elsewhere the next start finds the child by the record of the last one and ends it.
    The kernel watches the *thread* that started the child, so call from the main thread.
    """
    parent = os.getpid()

    def in_the_child() -> None:
        if _libc is None:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:  # we died between fork and here
            os._exit(1)

    return in_the_child


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended; one that nobody collects (a container's process 1 often does not) has."""
    try:
        return bool(not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return True


def wait_until_gone(processes: Iterable[psutil.Process], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    left = list(processes)
    while left and time.monotonic() < deadline:
        left = [process for process in left if not is_gone(process)]
        if left:
            time.sleep(0.02)

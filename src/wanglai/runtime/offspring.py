"""Children that do not outlive us, even when we are killed without a chance to say so."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

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

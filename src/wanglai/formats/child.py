"""The throw-away child: limits first, then one file from standard input, one answer to standard output."""

from __future__ import annotations

import contextlib
import gc
import resource
import sys
from collections.abc import Callable


def limit(*, memory_mb: int, seconds: int) -> None:
    """Bounds this process: address space, CPU time, no core, no files written, few opened."""
    memory = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def serve(arguments: list[str], read: Callable[[bytes, str], bytes]) -> int:
    """Reads one file within the limits and writes what ``read`` makes of it; nothing where the memory was not enough."""
    memory_mb, seconds, file = int(arguments[0]), int(arguments[1]), arguments[2]
    limit(memory_mb=memory_mb, seconds=seconds)
    gc.disable()  # what is read has no circles in it, and looking for them takes a third of the time of a large file
    said = b""
    with contextlib.suppress(MemoryError, RecursionError):
        said = read(sys.stdin.buffer.read(), file)
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    return 0

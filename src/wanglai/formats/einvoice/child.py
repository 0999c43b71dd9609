"""The throw-away child: limits first, then one file from standard input, one reading to standard output."""

from __future__ import annotations

import contextlib
import resource
import sys

from wanglai.formats.einvoice.frames import to_json
from wanglai.formats.einvoice.invoice import Reading
from wanglai.formats.einvoice.problems import problem
from wanglai.formats.einvoice.reading import read_einvoice


def limit(*, memory_mb: int, seconds: int) -> None:
    """Bounds this process: address space, CPU time, no core, no files written, few opened."""
    memory = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def main(arguments: list[str]) -> int:
    memory_mb, seconds, file = int(arguments[0]), int(arguments[1]), arguments[2]
    limit(memory_mb=memory_mb, seconds=seconds)
    said = b""
    with contextlib.suppress(MemoryError, RecursionError):
        said = to_json(read_einvoice(sys.stdin.buffer.read(), file))
    if not said:  # by now what was read is let go, so that there is room to say so
        heavy = problem("einvoice.too_heavy", file)
        said = to_json(Reading(file, "", "", "", None, (heavy,)))
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    return 0

"""Hands the bytes of a stranger's file to a child process of its own and brings back what it says.

The child has limits on memory, CPU and files and no environment. It can crash, hang or be killed: there is an answer all
the same, with the fault that says so. It works as the child of the matching engine's reading does, which knows only ledgers
and cannot be asked for this.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

_SOURCES = str(Path(__file__).resolve().parents[2])
# This very code is loaded in the child, wherever it is installed; nothing of the environment is.
_START = """
import sys
sys.path.insert(0, sys.argv[1])
from importlib import import_module
sys.exit(import_module(sys.argv[2]).main(sys.argv[3:]))
"""

Reading = TypeVar("Reading")
Fault = Literal["too_slow", "too_heavy", "unforeseen"]


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost."""

    memory_mb: int = 512
    seconds: int = 20


class Answer(NamedTuple):
    """What the child said; where there is a fault it may be nothing, or cut off."""

    said: bytes
    fault: Fault | None  # what it came to if what was said is no answer


def read_apart(
    content: bytes, file: str, limits: Limits, *, child: str, size_max_mb: int,
    reading_of: Callable[[bytes], Reading], refused: Callable[..., Reading],
) -> Reading:  # fmt: skip
    """What the child's module reads in one file; ``refused`` makes the reading of a fault, from its code and figures."""
    if len(content) > size_max_mb << 20:
        return refused("too_large", limit=size_max_mb)
    answer = ask_child(child, content, file, limits)
    if answer.fault == "too_slow":
        return refused("too_slow", seconds=limits.seconds)
    if answer.fault:
        return refused(answer.fault)
    try:
        return reading_of(answer.said)
    except (ValueError, KeyError, TypeError):
        return refused("too_heavy")


def ask_child(module: str, content: bytes, file: str, limits: Limits) -> Answer:
    """What ``main`` of the module says of one file in a child. Never raises for what the file holds, never hangs."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, _SOURCES, module,
         str(limits.memory_mb), str(limits.seconds), file.replace("\x00", "")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd="/", env={}, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = child.communicate(content, timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        _kill(child)
        return Answer(b"", "too_slow")
    except BaseException:
        _kill(child)
        raise
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Answer(b"", "too_slow")
    if child.returncode == 1:  # an error nobody foresaw; its words stay in the child
        return Answer(b"", "unforeseen")
    return Answer(said, "too_heavy" if child.returncode or not said else None)


def _kill(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):  # what was still to be written has nobody to read it
                stream.close()
    child.wait()

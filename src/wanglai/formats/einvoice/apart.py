"""Hands the bytes of a stranger's file to a child process of its own and brings back the reading.

The child has limits on memory, CPU and files and no environment. It can crash, hang or be killed: the answer is a
reading all the same, with the problem that says so. It works as the child of the matching engine's reading does, which knows
only ledgers and cannot be asked for this.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from wanglai.formats.einvoice.frames import from_json
from wanglai.formats.einvoice.invoice import Reading
from wanglai.formats.einvoice.problems import problem
from wanglai.formats.einvoice.reading import FILE_MAX_MB

_SOURCES = str(Path(__file__).resolve().parents[3])
# This very code is loaded in the child, wherever it is installed; nothing of the environment is.
_START = """
import sys
sys.path.insert(0, sys.argv[1])
from wanglai.formats.einvoice.child import main
sys.exit(main(sys.argv[2:]))
"""


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost."""

    memory_mb: int = 512
    seconds: int = 20


def read_einvoice_apart(content: bytes, file: str, limits: Limits | None = None) -> Reading:
    """The reading of one file, made by a child. Never raises for what the file holds, never hangs."""
    limits = limits or Limits()
    if len(content) > FILE_MAX_MB << 20:
        return _refused(file, "einvoice.too_large", limit=FILE_MAX_MB)
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, _SOURCES,
         str(limits.memory_mb), str(limits.seconds), file.replace("\x00", "")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd="/", env={}, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = child.communicate(content, timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        _kill(child)
        return _refused(file, "einvoice.too_slow", seconds=limits.seconds)
    except BaseException:
        _kill(child)
        raise
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return _refused(file, "einvoice.too_slow", seconds=limits.seconds)
    try:
        return from_json(said)
    except (ValueError, KeyError, TypeError):
        if child.returncode == 1:  # an error nobody foresaw; its words stay in the child
            return Reading(file, "", "", "", None, (problem("einvoice.unforeseen", file),))
        return _refused(file, "einvoice.too_heavy")


def _kill(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):  # what was still to be written has nobody to read it
                stream.close()
    child.wait()


def _refused(file: str, code: str, **values: int) -> Reading:
    return Reading(file, "", "", "", None, (problem(code, file, "", "", **values),))

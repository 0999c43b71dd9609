"""The logs of every process, in ``home/logs``: appended to, rotated, kept, closed to other accounts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO

from wanglai.runtime.home import Home

BYTES_MAX = 10 * 1024 * 1024
KEPT = 5  # older files of each log: 60 MB a log at most


def log_path(home: Home, name: str) -> Path:
    return home.logs / f"{name}.log"


def open_log(home: Home, name: str) -> BinaryIO:
    """The log for appending; a child keeps writing to it even after we are gone."""
    rotate(home, name)
    handle = os.open(log_path(home, name), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    return os.fdopen(handle, "ab", buffering=0)


def rotate(home: Home, name: str, *, bytes_max: int = BYTES_MAX) -> bool:
    """Keep the log under ``bytes_max``: its content moves to ``name.log.1``, older ones move up.

    The content is copied and the file emptied in place, because children hold it open for appending.
    """
    current = log_path(home, name)
    if not current.exists() or current.stat().st_size < bytes_max:
        return False
    for number in range(KEPT, 1, -1):
        older = current.with_name(f"{name}.log.{number - 1}")
        if older.exists():
            older.replace(current.with_name(f"{name}.log.{number}"))
    first = current.with_name(f"{name}.log.1")
    shutil.copyfile(current, first)
    first.chmod(0o600)
    os.truncate(current, 0)
    return True


def tail_of(home: Home, name: str, *, lines: int = 4) -> str:
    """The last lines of a log in one line, for a message to a person."""
    try:
        with log_path(home, name).open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 4000))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return "-"
    return " | ".join(line.strip() for line in text.splitlines()[-lines:] if line.strip()) or "-"

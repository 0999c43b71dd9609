"""Outputs appear whole or not at all: written beside their place, then renamed together."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path


def write_all(writers: Mapping[Path, Callable[[Path], object]]) -> None:
    """Let every writer fill a hidden neighbour of its path; rename them only when all succeeded.

    A failure of any writer leaves every earlier file as it was and removes the neighbours.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, write in writers.items():
            waiting[path] = _neighbour_of(path)
            write(waiting[path])
            _flush_to_disk(waiting[path])
        for path, neighbour in list(waiting.items()):
            os.replace(neighbour, path)
            del waiting[path]
    finally:
        for neighbour in waiting.values():
            neighbour.unlink(missing_ok=True)


def _neighbour_of(path: Path) -> Path:
    """An empty file in the same folder, so that the rename cannot cross a file system."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    os.chmod(name, 0o666 & ~_umask())
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush_to_disk(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())

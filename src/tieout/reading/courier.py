"""Sends a file to a throw-away child and brings back plain rows, or the reason there are none."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from tieout.reading.grid import Grid, GridBuilder
from tieout.reading.options import Limits
from tieout.reading.refusals import refuse

_CHILD = Path(__file__).with_name("child")
# The child is loaded by its folder, not by its package, so that nothing heavy is imported with it.
_START = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "ledger_child", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
sys.modules["ledger_child"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from ledger_child.main import main
sys.exit(main(sys.argv[2:]))
"""
_OUTPUT_MAX = 768 << 20  # bytes of JSON; a child that says more is cut off


def fetch(path: Path, *, limits: Limits, encoding: str | None = None, name: str = "") -> Grid:
    """The rows of one file, read by a child of its own. Raises Refusal, never crashes or hangs."""
    place = name or path.name
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise refuse("file.missing", place)
        if size > limits.file_mb << 20:
            raise refuse("file.too_large", place, limit=limits.file_mb)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            return _ask(stream, place, digest, limits, encoding or "")
    except OSError as fault:
        raise refuse("file.missing", place) from fault


def fetch_all(
    requests: list[tuple[Path, str | None]],
    *,
    limits: Limits,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Grid]:
    """Several files at once, each in its own child; ``meanwhile`` is done while these read."""
    with ThreadPoolExecutor(max_workers=len(requests)) as pool:
        waiting = [
            pool.submit(fetch, path, limits=limits, encoding=encoding)
            for path, encoding in requests
        ]
        meanwhile()
        return [one.result() for one in waiting]


def _ask(stream: IO[bytes], place: str, digest: str, limits: Limits, encoding: str) -> Grid:
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START, str(_CHILD),
         *map(str, (limits.memory_mb, limits.seconds, limits.unpacked_mb, limits.cells)),
         encoding, *_site_of_xlrd()],
        stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd="/", env={}, start_new_session=True,
    )  # fmt: skip
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill(child)

    clock = threading.Timer(limits.seconds, stop)
    clock.start()
    try:
        assert child.stdout is not None
        builder = _listen(child.stdout, place, digest)
    except BaseException:
        _kill(child)
        raise
    finally:
        clock.cancel()
        if child.stdout is not None:
            child.stdout.close()
        status = child.wait()
    if builder is None:
        if late.is_set() or status in (-signal.SIGXCPU, -signal.SIGKILL):
            raise refuse("file.too_slow", place, seconds=limits.seconds)
        raise refuse("file.too_heavy", place)
    return builder.grid()


def _kill(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _listen(stream: IO[bytes], place: str, digest: str) -> GridBuilder | None:
    """Takes frames until the child says ``end``; None when it fell silent before that."""
    builder = GridBuilder(place, digest)
    heard = 0
    for line in stream:
        heard += len(line)
        if heard > _OUTPUT_MAX:
            raise refuse("file.too_many_cells", place)
        try:
            frame = json.loads(line)
        except ValueError:
            return None  # cut off in the middle of a line
        if "refused" in frame:
            raise refuse(frame["refused"], place, **frame["values"])
        if "end" in frame:
            builder.finish(form=frame["end"], encoding=frame["encoding"])
            return builder
        builder.take(frame)
    return None


def _site_of_xlrd() -> list[str]:
    found = importlib.util.find_spec("xlrd")
    if found is None or found.origin is None:
        return []
    return [str(Path(found.origin).parent.parent)]

"""Many threads, each with a connection of its own, let go at one moment."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, connections

Answer = TypeVar("Answer")


def race(workers: int, work: Callable[[int], Answer]) -> list[Answer]:
    """Every worker's answer, in order; what any of them raised is raised here."""
    line = threading.Barrier(workers)

    def run(number: int) -> Answer:
        try:
            connection.ensure_connection()
            line.wait(60)
            return work(number)
        finally:
            connections.close_all()

    before = sys.getswitchinterval()
    sys.setswitchinterval(
        0.0002
    )  # whoever holds a row lock waits for Python's own lock as little as can be
    try:
        with ThreadPoolExecutor(workers) as pool:
            futures = [pool.submit(run, each) for each in range(workers)]
            return [future.result() for future in futures]
    finally:
        sys.setswitchinterval(before)


@contextmanager
def side_by_side(line: threading.Barrier) -> Iterator[None]:
    """Wait for the others before each step; whoever fails does not leave them waiting."""
    try:
        line.wait(60)
        yield
    except BaseException:
        line.abort()
        raise


def until_somebody_waits(finished: threading.Event) -> None:
    """Come back when another connection waits for a lock, or has finished without one."""
    for _ in range(6_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if finished.is_set() or cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody came")

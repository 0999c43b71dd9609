"""Worlds that take long to build are built once for all tests of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

World = TypeVar("World")


class ForTheFile(Protocol):
    """Calls what builds a world, before the first test of the file; see the fixture ``for_the_file``."""

    def __call__(self, build: Callable[[], World]) -> World: ...


@contextmanager
def rows_taken_back(blocker: Any) -> Iterator[ForTheFile]:
    """What is built inside stays until the end; the transaction of each test is one within this one."""
    from django.db import connection, transaction

    def built(build: Callable[[], World]) -> World:
        with blocker.unblock():
            world = build()
            connection.check_constraints()  # here, not again after every test
            return world

    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # as Django marks its own
    with blocker.unblock():
        around.__enter__()
    try:
        yield built
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)

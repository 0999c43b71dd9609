"""Statements that are sent thousands of times: prepared once per connection, in the open transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

_ONLY_WHERE_ASKED = 1 << 30  # Django's None would have psycopg prepare nothing, asked or not


def fetched(statement: str, parameters: Sequence[object]) -> list[Any]:
    """All rows; what goes wrong comes out as Django's own errors, psycopg's behind them."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = _ONLY_WHERE_ASKED
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, parameters, prepare=True).fetchall()


@contextmanager
def sent_together() -> Iterator[Callable[[str, Sequence[object]], None]]:
    """Statements sent without waiting for each other's answers, which nobody reads; what goes wrong in one comes out at the end.

    Whatever else is asked of the connection in between waits for all that was sent before it.
    """
    connection.ensure_connection()
    connection.connection.prepare_threshold = _ONLY_WHERE_ASKED
    with connection.wrap_database_errors, connection.connection.pipeline():
        cursor = psycopg.Cursor(connection.connection)

        def send(statement: str, parameters: Sequence[object]) -> None:
            cursor.execute(statement, parameters, prepare=True)

        yield send

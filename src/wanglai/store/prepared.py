"""Statements that are sent thousands of times: prepared once per connection, in the open transaction."""

from __future__ import annotations

from collections.abc import Sequence
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

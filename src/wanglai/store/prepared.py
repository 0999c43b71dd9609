"""Statements that are sent thousands of times: prepared once per connection, in the open transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def fetched(statement: str, parameters: Sequence[object]) -> list[Any]:
    """All rows; what the database refuses comes out as psycopg says it."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, parameters, prepare=True).fetchall()

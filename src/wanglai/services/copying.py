"""Many rows written by COPY, each made as it goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows whose values stand in the order of ``columns``; while it runs nothing else is asked of the database."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted(columns)}) FROM STDIN") as copy:  # fmt: skip
        for row in rows:
            copy.write_row(row)


def quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)

"""Between two tests that commit, every table is emptied; append-only tables refuse that, so the walls come down for it.

Only here: nothing in ``src`` can do this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def let_tests_empty_tables() -> None:
    """Teach Django's flush to take the append-only triggers away for the length of one TRUNCATE."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    from wanglai.store.triggers import APPEND_ONLY

    emptied: Callable[..., Any] = DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        down = [f"ALTER TABLE {table} DISABLE TRIGGER append_only" for table in APPEND_ONLY]
        up = [f"ALTER TABLE {table} ENABLE TRIGGER append_only" for table in APPEND_ONLY]
        queue = "TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE"
        emptied(self, [*down, *sql_list, *up, queue, "TRUNCATE store_cache"])

    DatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]

"""Between two tests that commit, every table is emptied; guarded tables refuse that, so the walls come down for it.

Only here: nothing in ``src`` can do this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Data that came with the migrations and stays.
_KEPT = "store_postingrule"


def let_tests_empty_tables() -> None:
    """Teach Django's flush to take the triggers of our tables away for the length of one TRUNCATE."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    emptied: Callable[..., Any] = DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        tables = [table for table in _guarded(self.connection) if table != _KEPT]
        down = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        up = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
        queue = "TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE"
        sql_list = [sql.replace(f'"{_KEPT}", ', "").replace(f', "{_KEPT}"', "") for sql in sql_list]
        emptied(self, [*down, *sql_list, *up, queue, "TRUNCATE store_cache"])

    DatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]


def _guarded(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'store\\_%'"
        )
        return [row[0] for row in cursor.fetchall()]

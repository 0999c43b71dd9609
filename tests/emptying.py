"""Between two tests that commit, every table with rows is emptied; guarded tables refuse that, so the walls come down for it.

Only here: nothing in ``src`` can do this. Truncating all tables writes a new file for each of them and of their indexes, some
two thousand; a test leaves rows in twenty. Those are deleted in one statement, whose keys are checked at its end.
"""

from __future__ import annotations

from typing import Any

# What came with the migrations stays, and need not be made again.
_KEPT = ("store_postingrule", "django_migrations", "django_content_type", "auth_permission")
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname"
_LARGE = "SELECT EXISTS (SELECT FROM pg_class WHERE relname = ANY(%s) AND pg_relation_size(oid) > 10000000)"


def let_tests_empty_tables() -> None:
    """Teach Django's flush to look only at tables that have rows, and to take their walls away for that long."""
    from django.core.management.commands import flush
    from django.db import transaction
    from django.db.backends.postgresql.operations import DatabaseOperations

    def execute_sql_flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            tables = _tables(cursor)
            if not (filled := _filled(cursor, tables)):
                return
            large = _is_any_large(cursor, filled)
            touched = tables if large else filled
            _walls(cursor, touched, "DISABLE")
            cursor.execute(_truncated(touched) if large else _deleted(touched))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the walls cannot go up again
            _walls(cursor, touched, "ENABLE")

    DatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]
    flush.emit_post_migrate_signal = lambda *_: None


def _tables(cursor: Any) -> list[str]:
    cursor.execute(_TABLES)
    return [table for (table,) in cursor.fetchall() if table not in _KEPT]


def _filled(cursor: Any, tables: list[str]) -> list[str]:
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
    cursor.execute(" UNION ALL ".join(asked))
    return [table for (table,) in cursor.fetchall()]


def _is_any_large(cursor: Any, tables: list[str]) -> bool:
    cursor.execute(_LARGE, [tables])
    return bool(cursor.fetchone()[0])


def _walls(cursor: Any, tables: list[str], way: str) -> None:
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} {way} TRIGGER USER")


def _truncated(tables: list[str]) -> str:
    return f"TRUNCATE {', '.join(tables)}"


def _deleted(tables: list[str]) -> str:
    emptied = ", ".join(f"of_{no} AS (DELETE FROM {table})" for no, table in enumerate(tables))
    return f"WITH {emptied} SELECT"

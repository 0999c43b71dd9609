"""The three roles of the database and what each may do, granted anew after every migration.

The owner makes tables and migrates. The application reads everything, writes its working tables, adds to
append-only ones, and touches the book by its verbs alone. The auditor reads. A table that nobody names
here is a working table, so ``tests/store/test_roles.py`` asks of each whether that is meant.
"""

from __future__ import annotations

from typing import Any

from wanglai.store import (
    approval_walls,
    bank_walls,
    channel_walls,
    claim_walls,
    confirmation_walls,
    contract_walls,
    customer_walls,
    cycle_walls,
    disposition_walls,
    dispute_walls,
    export_walls,
    flag_walls,
    import_walls,
    message_walls,
    money_walls,
    on_paper_walls,
    payment_reminder_walls,
    portal_dispute_walls,
    portal_walls,
    procedure_walls,
    reminder_walls,
    round_walls,
    statement_walls,
    triggers,
    two_sided_walls,
)

APPEND_ONLY = (
    *triggers.APPEND_ONLY,
    *approval_walls.APPEND_ONLY,
    *bank_walls.APPEND_ONLY,
    *channel_walls.APPEND_ONLY,
    *claim_walls.APPEND_ONLY,
    *confirmation_walls.APPEND_ONLY,
    *contract_walls.APPEND_ONLY,
    *customer_walls.APPEND_ONLY,
    *dispute_walls.APPEND_ONLY,
    *cycle_walls.APPEND_ONLY,
    *disposition_walls.APPEND_ONLY,
    *export_walls.APPEND_ONLY,
    *flag_walls.APPEND_ONLY,
    *import_walls.APPEND_ONLY,
    *message_walls.APPEND_ONLY,
    *money_walls.APPEND_ONLY,
    *on_paper_walls.APPEND_ONLY,
    *payment_reminder_walls.APPEND_ONLY,
    *portal_dispute_walls.APPEND_ONLY,
    *portal_walls.APPEND_ONLY,
    *procedure_walls.APPEND_ONLY,
    *reminder_walls.APPEND_ONLY,
    *round_walls.APPEND_ONLY,
    *statement_walls.APPEND_ONLY,
    *two_sided_walls.APPEND_ONLY,
)
APP, AUDITOR = "wanglai_app", "wanglai_auditor"

# Written by the verbs of the book, with the owner's rights; the application reads them.
SEALED = (
    "store_act", "store_allocation", "store_balancesnapshot", "store_entry", "store_entryline",
    "store_itemsnapshot", "store_numberseries", "store_openitem", "store_postingrule",
)  # fmt: skip
# Begun by the application, moved by the verbs.
BEGUN = ("store_anchor", "store_chainhead", "store_period")
VERBS = ("book_begin", "book_post", "book_act", "book_allocate", "book_allocate_many", "book_close_period", "book_import_chunk", "book_settle_receipts")  # fmt: skip
VIEWS = ("customer_sight",)
# Of a person the auditor sees who it is, never a password or a session.
HIDDEN_FROM_AUDITOR = ("store_user", "django_session", "store_cache", "account_", "mfa_", "axes_")
PERSON_COLUMNS = ("id", "email", "name", "is_active", "is_demo", "created_at")


def grant(connection: Any) -> list[str]:
    """Grant what this page says to the roles that exist; the names of those that do not."""
    with connection.cursor() as cursor:
        missing = [role for role in (APP, AUDITOR) if not _exists(cursor, role)]
        tables = _tables(cursor)
        if APP not in missing:
            for statement in _app_grants(cursor, tables):
                cursor.execute(statement)
        if AUDITOR not in missing:
            for statement in _auditor_grants(tables):
                cursor.execute(statement)
    return missing


def _app_grants(cursor: Any, tables: list[str]) -> list[str]:
    grants = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP}",
        f"GRANT USAGE ON SCHEMA public TO {APP}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}",
        *(f"GRANT {_rights(table)} ON {table} TO {APP}" for table in tables),
        *(f"GRANT SELECT ON {view} TO {APP}" for view in VIEWS),
    ]
    for name, signature in _book_functions(cursor):
        grants.append(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC, {APP}")
        if name in VERBS:
            grants.append(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}")
    return grants


def _rights(table: str) -> str:
    if table in SEALED or table == "django_migrations":
        return "SELECT"
    if table in BEGUN or table in APPEND_ONLY:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"


def _auditor_grants(tables: list[str]) -> list[str]:
    shown = [table for table in tables if not table.startswith(HIDDEN_FROM_AUDITOR)]
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {AUDITOR}",
        f"GRANT USAGE ON SCHEMA public TO {AUDITOR}",
        *(f"GRANT SELECT ON {table} TO {AUDITOR}" for table in (*shown, *VIEWS)),
        f"GRANT SELECT ({', '.join(PERSON_COLUMNS)}) ON store_user TO {AUDITOR}",
    ]


def _exists(cursor: Any, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return cursor.fetchone() is not None


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [row[0] for row in cursor.fetchall()]


def _book_functions(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT proname, oid::regprocedure::text FROM pg_proc WHERE prokind = 'f' "
        "AND pronamespace = 'public'::regnamespace AND proname LIKE 'book\\_%' ORDER BY 2"
    )
    return list(cursor.fetchall())

"""Walls of files on their way in: rows move until they are ordered, an import that ended stays, decisions are kept."""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (
    ("store_fileimport", "file_id", "store_storedfile"),
    ("store_importdecision", "file_import_id", "store_fileimport"),
)
APPEND_ONLY = ("store_importdecision", "store_importmapping")
ROWS = ("store_importeddocument", "store_importedline", "store_importproblem")

_STAYS = """
CREATE FUNCTION store_import_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an import is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('done', 'withdrawn') THEN
        RAISE EXCEPTION 'import % has ended and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.company_id, NEW.kind, NEW.file_id, NEW.created_by_id)
       IS DISTINCT FROM (OLD.company_id, OLD.kind, OLD.file_id, OLD.created_by_id) THEN
        RAISE EXCEPTION 'what import % is of cannot change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id THEN
        RAISE EXCEPTION 'import % has its batch for good', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER import_stays BEFORE UPDATE OR DELETE ON store_fileimport
    FOR EACH ROW EXECUTE FUNCTION store_import_stays();
"""

# Asked once per statement: half a million lines are copied in one.
_MOVE = """
CREATE FUNCTION store_import_rows_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stranger bigint;
BEGIN
    SELECT moved.file_import_id INTO stranger
      FROM (SELECT DISTINCT file_import_id FROM moved_rows) AS moved
      LEFT JOIN store_fileimport AS import
        ON import.id = moved.file_import_id AND import.batch_id IS NULL
       AND import.state IN ('reading', 'preview', 'ordered')
     WHERE import.id IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'import % is ordered or over: % keeps its rows', stranger, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
"""


def _rows_sql(table: str) -> list[str]:
    """One trigger for each way rows move, since a trigger with a transition table has one event."""
    of = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
    return [
        f"CREATE TRIGGER import_rows_move_{event.lower()} AFTER {event} ON {table} REFERENCING {side} TABLE AS moved_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION store_import_rows_move()"
        for event, side in of.items()
    ] + [
        (
            f"CREATE TRIGGER import_rows_stay BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()"
        )
    ]


def import_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        _STAYS,
        _MOVE,
        *(statement for table in ROWS for statement in _rows_sql(table)),
    ]

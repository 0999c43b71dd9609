"""Walls of dispositions and of sheets both sides sign that Django cannot describe; frozen with their migration.

What both sides have signed is closed: no run, no decision, no disposition and no further sheet. Whoever writes holds the
reconciliation's row, so that nobody decides while somebody signs.
"""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (
    ("store_disposition", "reconciliation_id", "store_reconciliation"),
    ("store_disposition", "run_id", "store_run"),
    ("store_sharedsheet", "reconciliation_id", "store_reconciliation"),
    ("store_sharedsheet", "run_id", "store_run"),
    ("store_sharedsheet", "file_id", "store_storedfile"),
    ("store_sheetsignature", "sheet_id", "store_sharedsheet"),
    ("store_sheetsignature", "reconciliation_id", "store_reconciliation"),
    ("store_sheetsignature", "scan_id", "store_storedfile"),
)
APPEND_ONLY = ("store_disposition", "store_sharedsheet", "store_sheetsignature")

SIGNED_IS_CLOSED = """
CREATE FUNCTION store_signed_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint;
BEGIN
    IF TG_TABLE_NAME = 'store_decisionundone' THEN
        SELECT reconciliation_id INTO touched FROM store_humandecision WHERE id = NEW.decision_id;
    ELSE
        touched := NEW.reconciliation_id;
    END IF;
    IF EXISTS (SELECT FROM store_sheetsignature WHERE reconciliation_id = touched AND part = 'theirs') THEN
        RAISE EXCEPTION 'reconciliation % is signed by both sides: % takes nothing more', touched, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signed_is_closed';
    END IF;
    RETURN NEW;
END $$;
"""
CLOSED = (
    "store_run", "store_humandecision", "store_decisionundone", "store_disposition", "store_sharedsheet", "store_sheetsignature",
)  # fmt: skip

SHEET_STANDS = """
CREATE FUNCTION store_shared_sheet_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.body_hash <> sha256(convert_to(NEW.body, 'UTF8')) THEN
        RAISE EXCEPTION 'the digest of sheet % is not that of its body', NEW.version
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'shared_sheet_is_its_digest';
    END IF;
    IF NEW.version <> 1 + (SELECT coalesce(max(version), 0) FROM store_sharedsheet WHERE reconciliation_id = NEW.reconciliation_id) THEN
        RAISE EXCEPTION 'version % is not the next', NEW.version
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'shared_sheet_is_next';
    END IF;
    IF NEW.run_id IS DISTINCT FROM (SELECT id FROM store_run WHERE reconciliation_id = NEW.reconciliation_id AND state = 'done'
                                     ORDER BY ordinal DESC LIMIT 1) THEN
        RAISE EXCEPTION 'a sheet is of the newest result'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'shared_sheet_of_newest';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shared_sheet_stands BEFORE INSERT ON store_sharedsheet
    FOR EACH ROW EXECUTE FUNCTION store_shared_sheet_stands();
"""
SIGNED_IN_ORDER = """
CREATE FUNCTION store_signed_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sheet store_sharedsheet;
BEGIN
    SELECT * INTO sheet FROM store_sharedsheet WHERE id = NEW.sheet_id;
    IF sheet.reconciliation_id IS DISTINCT FROM NEW.reconciliation_id
       OR sheet.version <> (SELECT max(version) FROM store_sharedsheet WHERE reconciliation_id = NEW.reconciliation_id)
       OR sheet.run_id <> (SELECT id FROM store_run WHERE reconciliation_id = NEW.reconciliation_id ORDER BY ordinal DESC LIMIT 1) THEN
        RAISE EXCEPTION 'only the newest sheet of the newest run is signed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_of_newest';
    END IF;
    IF NEW.part = 'approved' AND NOT EXISTS (SELECT FROM store_sheetsignature WHERE sheet_id = NEW.sheet_id AND part = 'prepared'
                                                AND actor_id <> NEW.actor_id) THEN
        RAISE EXCEPTION 'a sheet is approved by another than who prepared it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_by_another';
    END IF;
    IF NEW.part = 'theirs' AND NOT EXISTS (SELECT FROM store_sheetsignature WHERE sheet_id = NEW.sheet_id AND part = 'approved') THEN
        RAISE EXCEPTION 'the other side signs what two of ours have signed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signature_theirs_last';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signed_in_order BEFORE INSERT ON store_sheetsignature
    FOR EACH ROW EXECUTE FUNCTION store_signed_in_order();
"""


def disposition_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        SIGNED_IS_CLOSED,
        *(
            f"CREATE TRIGGER signed_is_closed BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION store_signed_is_closed()"
            for table in CLOSED
        ),
        SHEET_STANDS,
        SIGNED_IN_ORDER,
    ]

"""Walls of what a customer sees and says of the reconciliation of its own ledger; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (
    ("store_portalanswer", "sheet_id", "store_sharedsheet"),
    ("store_sheetrelease", "sheet_id", "store_sharedsheet"),
    ("store_sheetrelease", "answer_id", "store_portalanswer"),
)
_ADDED_ONLY = ("store_sheetrelease",)  # until one could be taken back, see ``take_back_walls``

_RELEASED = """
ALTER TABLE store_sheetrelease ADD CONSTRAINT sheet_release_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION store_release_is_of_its_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM store_sharedsheet AS sheet JOIN store_reconciliation AS found ON found.id = sheet.reconciliation_id
          JOIN store_portalanswer AS ledger ON ledger.id = NEW.answer_id AND ledger.kind = 'uploaded'
               AND ledger.company_id = found.company_id AND ledger.customer_id = found.customer_id
               AND found.idempotency_key = 'portal answer ' || ledger.id
         WHERE sheet.id = NEW.sheet_id AND found.company_id = NEW.company_id
           AND sheet.version = (SELECT max(version) FROM store_sharedsheet WHERE reconciliation_id = sheet.reconciliation_id)) THEN
        RAISE EXCEPTION 'sheet % is not the newest of the ledger that answer % handed in', NEW.sheet_id, NEW.answer_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_is_of_its_ledger';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_is_of_its_ledger BEFORE INSERT ON store_sheetrelease
    FOR EACH ROW EXECUTE FUNCTION store_release_is_of_its_ledger();
"""
_LINES_NAMED = """
ALTER TABLE store_portalanswer DROP CONSTRAINT portal_disputed_names_lines;
ALTER TABLE store_portalanswer ADD CONSTRAINT portal_disputed_names_lines
    CHECK (CASE WHEN kind IN ('disputed', 'answered') THEN jsonb_array_length(lines) > 0 ELSE lines = '[]'::jsonb END);
"""
_ANSWERED = """
CREATE OR REPLACE FUNCTION store_portal_answers_released_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sheet record;
BEGIN
    SELECT told.body::jsonb AS body, told.reconciliation_id, told.version INTO sheet
      FROM store_sheetrelease AS release JOIN store_sharedsheet AS told ON told.id = release.sheet_id
      JOIN store_portalanswer AS ledger ON ledger.id = release.answer_id
      JOIN store_statement AS handed ON handed.id = ledger.statement_id
      JOIN store_statement AS answered ON answered.id = NEW.statement_id AND answered.company_id = handed.company_id
           AND answered.year = handed.year AND answered.number = handed.number
     WHERE release.sheet_id = NEW.sheet_id AND {standing}release.company_id = NEW.company_id AND ledger.customer_id = NEW.customer_id;
    IF NOT FOUND OR EXISTS (SELECT FROM store_sheetrelease AS further JOIN store_sharedsheet AS told ON told.id = further.sheet_id
                             WHERE told.reconciliation_id = sheet.reconciliation_id AND told.version > sheet.version{overtaking}) THEN
        RAISE EXCEPTION 'sheet % is not released to customer %, or a further one is', NEW.sheet_id, NEW.customer_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_answers_released_sheet';
    END IF;
    IF EXISTS (SELECT FROM jsonb_array_elements(NEW.lines) AS line
                WHERE jsonb_typeof(line -> 'agrees') IS DISTINCT FROM 'boolean'
                   OR NOT (line ->> 'agrees')::boolean AND coalesce(line ->> 'words', '') = ''
                   OR NOT EXISTS (SELECT FROM jsonb_path_query(sheet.body, '$.core.quarters.*[*].name') AS name
                                   WHERE name = line -> 'difference')) THEN
        RAISE EXCEPTION 'a line of the answer is of no difference of sheet %, or says nothing', NEW.sheet_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_answers_released_sheet';
    END IF;
    RETURN NEW;
END $$;
"""
_EACH_ANSWER = """
CREATE TRIGGER portal_answers_released_sheet BEFORE INSERT ON store_portalanswer
    FOR EACH ROW WHEN (NEW.sheet_id IS NOT NULL) EXECUTE FUNCTION store_portal_answers_released_sheet();
"""


def answers_released_sheet_sql(standing: str = "", overtaking: str = "") -> str:
    """An answer is of a released sheet that no further one overtakes; ``standing`` asks more of its release, ``overtaking`` of the further one."""
    return _ANSWERED.format(standing=standing, overtaking=overtaking)


def sheet_release_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(_ADDED_ONLY),
        _RELEASED,
        _LINES_NAMED,
        answers_released_sheet_sql(),
        _EACH_ANSWER,
    ]

"""Walls of released sheets that are taken back; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import never_removed_sql, only_some_move_sql

MOVING = {
    "store_sheetrelease": ("taken_back_by_id", "taken_back_at", "taken_back_why", "taken_back_seq")
}
NEVER_REMOVED = ("store_sheetrelease",)

_NO_MORE_ADDED_ONLY = "DROP TRIGGER append_only ON store_sheetrelease;"

# Once, and not of a difference to which the customer's newest word is that it agrees.
_IN_TIME = """
ALTER TABLE store_sheetrelease ADD CONSTRAINT release_taken_back_by_its_act
    FOREIGN KEY (company_id, taken_back_seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION store_release_taken_back_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.taken_back_at IS NOT NULL THEN
        RAISE EXCEPTION 'release % was taken back already', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_taken_back_in_time';
    END IF;
    IF EXISTS (SELECT FROM (SELECT DISTINCT ON (line ->> 'difference') (line ->> 'agrees')::boolean AS agrees
                              FROM store_portalanswer AS answer, jsonb_array_elements(answer.lines) AS line
                             WHERE answer.company_id = OLD.company_id AND answer.sheet_id = OLD.sheet_id AND answer.kind = 'answered'
                             ORDER BY line ->> 'difference', answer.id DESC) AS said
                WHERE said.agrees) THEN
        RAISE EXCEPTION 'to something on the sheet of release % the customer has agreed', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_taken_back_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER release_taken_back_in_time BEFORE UPDATE ON store_sheetrelease
    FOR EACH ROW EXECUTE FUNCTION store_release_taken_back_in_time();
"""

# As before, and not of one that was taken back; one to which the customer agreed is answered again once every further one is.
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
     WHERE release.sheet_id = NEW.sheet_id AND release.taken_back_at IS NULL AND release.company_id = NEW.company_id AND ledger.customer_id = NEW.customer_id;
    IF NOT FOUND OR EXISTS (SELECT FROM store_sheetrelease AS further JOIN store_sharedsheet AS told ON told.id = further.sheet_id
                             WHERE told.reconciliation_id = sheet.reconciliation_id AND told.version > sheet.version
                                AND (further.taken_back_at IS NULL
                                     OR NOT EXISTS (SELECT FROM store_portalanswer AS answer, jsonb_array_elements(answer.lines) AS line
                                                     WHERE answer.company_id = NEW.company_id AND answer.sheet_id = NEW.sheet_id
                                                       AND answer.kind = 'answered' AND line -> 'agrees' = 'true'::jsonb))) THEN
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


def take_back_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        _NO_MORE_ADDED_ONLY,
        *only_some_move_sql(MOVING),
        *never_removed_sql(NEVER_REMOVED),
        _IN_TIME,
        _ANSWERED,
    ]

"""Walls of released sheets that are taken back; frozen with their migration."""

from __future__ import annotations

from wanglai.store.sheet_release_walls import answers_released_sheet_sql
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

# Not of a sheet that was taken back; one to which the customer agreed is answered again once every further one is.
_STANDS = "release.taken_back_at IS NULL AND "
_OVERTAKES = """
                                AND (further.taken_back_at IS NULL
                                     OR NOT EXISTS (SELECT FROM store_portalanswer AS answer, jsonb_array_elements(answer.lines) AS line
                                                     WHERE answer.company_id = NEW.company_id AND answer.sheet_id = NEW.sheet_id
                                                       AND answer.kind = 'answered' AND line -> 'agrees' = 'true'::jsonb))"""


def take_back_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        _NO_MORE_ADDED_ONLY,
        *only_some_move_sql(MOVING),
        *never_removed_sql(NEVER_REMOVED),
        _IN_TIME,
        answers_released_sheet_sql(_STANDS, _OVERTAKES),
    ]

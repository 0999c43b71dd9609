"""Walls of what happened to statements on paper that Django cannot describe; frozen with their migration.

``store_statement_on_paper`` is the one place that says since when a statement counts as handed over or signed on paper.
"""

from __future__ import annotations

from wanglai.store.reminder_walls import ANSWERS, answered_or_over_sql
from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (
    ("store_statementonpaper", "statement_id", "store_statement"),
    ("store_statementonpaper", "file_id", "store_storedfile"),
)
APPEND_ONLY = ("store_statementonpaper",)

_HAS_ITS_ACT = """
ALTER TABLE store_statementonpaper ADD CONSTRAINT on_paper_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED"""
_COUNTS = """
CREATE FUNCTION store_statement_on_paper(wanted bigint, wanted_kind text) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT min(paper.on) FROM store_statementonpaper AS paper
     WHERE paper.statement_id = wanted AND paper.kind = wanted_kind
       AND NOT EXISTS (SELECT FROM store_statementonpaper AS back
                        WHERE back.statement_id = wanted AND back.kind = 'taken_back' AND back.ordinal > paper.ordinal)
$$"""
_IN_TURN = """
CREATE FUNCTION store_on_paper_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_handed bool := store_statement_on_paper(NEW.statement_id, 'handed') IS NOT NULL;
    is_signed bool := store_statement_on_paper(NEW.statement_id, 'signed') IS NOT NULL;
BEGIN
    IF NEW.ordinal <> 1 + (SELECT count(*) FROM store_statementonpaper WHERE statement_id = NEW.statement_id)
       OR NEW.kind = 'handed' AND (is_handed OR is_signed)
       OR NEW.kind = 'signed' AND is_signed
       OR NEW.kind = 'taken_back' AND NOT (is_handed OR is_signed) THEN
        RAISE EXCEPTION 'statement % is not at this step on paper', NEW.statement_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'on_paper_in_turn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER on_paper_in_turn BEFORE INSERT ON store_statementonpaper
    FOR EACH ROW EXECUTE FUNCTION store_on_paper_in_turn()"""
SIGNED_ON_PAPER = """
        WHEN store_statement_on_paper(wanted, 'signed') IS NOT NULL THEN 'was signed on paper'"""


def on_paper_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        _HAS_ITS_ACT,
        _COUNTS,
        _IN_TURN,
        answered_or_over_sql(ANSWERS, SIGNED_ON_PAPER),
    ]

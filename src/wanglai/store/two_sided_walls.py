"""Walls of reconciliations from the book that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (
    ("store_bookside", "reconciliation_id", "store_reconciliation"),
    ("store_bookside", "before_id", "store_reconciliation"),
    ("store_bookside", "statement_id", "store_statement"),
    ("store_bookreading", "run_id", "store_run"),
    ("store_bookline", "reconciliation_id", "store_reconciliation"),
    ("store_carriedline", "reconciliation_id", "store_reconciliation"),
    ("store_carriedline", "first_id", "store_reconciliation"),
)
APPEND_ONLY = ("store_bookside", "store_bookreading", "store_bookline", "store_carriedline")

# Our side is a file or the book, never neither and never both; and a period goes on from one of the same account that ended before it.
OURS_IS_ONE = """
CREATE FUNCTION store_ours_is_one() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found store_reconciliation;
BEGIN
    SELECT * INTO found FROM store_reconciliation WHERE id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    IF (found.ours_file_id IS NULL) <> EXISTS (SELECT FROM store_bookside WHERE reconciliation_id = found.id) THEN
        RAISE EXCEPTION 'our side of reconciliation % is neither a file nor the book, or both', found.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reconciliation_ours_is_one';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ours_is_one AFTER INSERT ON store_reconciliation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_ours_is_one('id');
CREATE CONSTRAINT TRIGGER ours_is_one AFTER INSERT ON store_bookside DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_ours_is_one('reconciliation_id');
"""
GOES_ON_FROM_ITS_OWN = """
CREATE FUNCTION store_book_side_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.before_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM store_bookside AS before
          JOIN store_reconciliation AS of_before ON of_before.id = before.reconciliation_id
          JOIN store_reconciliation AS of_this ON of_this.id = NEW.reconciliation_id
         WHERE before.reconciliation_id = NEW.before_id AND before.company_id = NEW.company_id
           AND before.currency = NEW.currency AND before.through_on = NEW.from_on - 1
           AND of_before.customer_id = of_this.customer_id) THEN
        RAISE EXCEPTION 'reconciliation % does not go on from %', NEW.reconciliation_id, NEW.before_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'book_side_goes_on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER book_side_goes_on BEFORE INSERT ON store_bookside
    FOR EACH ROW EXECUTE FUNCTION store_book_side_goes_on();
"""


def two_sided_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        OURS_IS_ONE,
        GOES_ON_FROM_ITS_OWN,
    ]

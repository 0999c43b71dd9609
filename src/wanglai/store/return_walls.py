"""Walls of receipts of which a part came back; frozen with their migration."""

from __future__ import annotations

from wanglai.store.money_walls import BY_ITSELF, suspense_owes_nothing_sql

# Parts of one receipt are each less than it and together no more, each by a line of exactly so much; whole it goes back once, and alone.
PART_FITS = """
CREATE FUNCTION store_bounce_part_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    came record;
    went record;
    before record;
BEGIN
    SELECT amount, currency, state INTO came FROM store_bankentry
     WHERE company_id = NEW.company_id AND id = NEW.came_id FOR NO KEY UPDATE;
    SELECT count(*) FILTER (WHERE part IS NULL) AS wholes, count(part) AS parts, coalesce(sum(part), 0) AS gone INTO before
      FROM store_bouncedreceipt
     WHERE company_id = NEW.company_id AND came_id = NEW.came_id AND withdrawn_at IS NULL;
    IF NEW.part IS NULL THEN
        IF before.parts > 0 THEN
            RAISE EXCEPTION 'bounce_part_fits: parts of receipt % came back already', NEW.came_id USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    SELECT amount, currency INTO went FROM store_bankentry WHERE company_id = NEW.company_id AND id = NEW.went_id;
    IF before.wholes > 0 OR came.state <> 'posted' OR went.amount IS DISTINCT FROM -NEW.part OR went.currency <> came.currency
       OR NEW.part >= came.amount OR before.gone + NEW.part > came.amount THEN
        RAISE EXCEPTION 'bounce_part_fits: % is no part of receipt % that can still come back', NEW.part, NEW.came_id
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bounce_part_fits BEFORE INSERT ON store_bouncedreceipt
    FOR EACH ROW WHEN (NEW.came_id IS NOT NULL) EXECUTE FUNCTION store_bounce_part_fits();
"""

# A bank takes part of money nobody can name back without anybody's word.
_KINDS = (*BY_ITSELF, "returned")


def return_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [PART_FITS, suspense_owes_nothing_sql(_KINDS)]

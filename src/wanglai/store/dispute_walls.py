"""Walls of disputes that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.models.disputes import DISPUTE_STATES
from wanglai.store.triggers import (
    append_only_sql,
    company_key_sql,
    moves_forward_sql,
    never_removed_sql,
    only_some_move_sql,
)

COMPANY_KEYS = (
    ("store_dispute", "customer_id", "store_customer"),
    ("store_dispute", "statement_id", "store_statement"),
    ("store_disputestep", "dispute_id", "store_dispute"),
    ("store_disputestep", "file_id", "store_storedfile"),
)
APPEND_ONLY = ("store_disputepolicy", "store_disputestep")
NEVER_REMOVED = ("store_dispute",)
MOVING: dict[str, tuple[str, ...]] = {
    "store_dispute": ("standing", "owner_id", "due_on", "state", "closed_by_id", "closed_on")
}
STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "store_dispute": {
        "open": DISPUTE_STATES[1:],
        **dict.fromkeys(DISPUTE_STATES[1:], ("open",)),
    }
}

# What is disputed of an item is never more than is open of it. The item's row is held, so two people cannot dispute the same rest.
_FITS = """
CREATE FUNCTION book_dispute_fits() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    open_now bigint;
    older bigint;
    beside bigint;
BEGIN
    IF NEW.item_id IS NULL THEN
        NEW.standing := CASE WHEN NEW.state = 'open' THEN NEW.amount ELSE 0 END;
        RETURN NEW;
    END IF;
    SELECT amount - allocated INTO open_now FROM store_openitem
     WHERE id = NEW.item_id AND company_id = NEW.company_id AND customer_id = NEW.customer_id
       AND currency = NEW.currency AND side = 1 FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'item % is no debt of this customer, company and currency', NEW.item_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_is_of_a_debt';
    END IF;
    SELECT coalesce(sum(amount) FILTER (WHERE id < NEW.id), 0), coalesce(sum(amount), 0) INTO older, beside
      FROM store_dispute WHERE item_id = NEW.item_id AND state = 'open' AND id <> NEW.id;
    IF NEW.state = 'open' AND (TG_OP = 'INSERT' OR OLD.state <> 'open') THEN
        beside := beside + (SELECT coalesce(sum(amount), 0) FROM store_deductioncase
                             WHERE company_id = NEW.company_id AND item_id = NEW.item_id AND state = 'open');
        IF NEW.amount > open_now - beside THEN
            RAISE EXCEPTION 'more would be disputed of item % than is open of it', NEW.item_id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'disputes_fit_their_item';
        END IF;
    END IF;
    NEW.standing := CASE WHEN NEW.state = 'open' THEN least(NEW.amount, greatest(0, open_now - older)) ELSE 0 END;
    RETURN NEW;
END $$;
CREATE TRIGGER dispute_fits BEFORE INSERT OR UPDATE ON store_dispute
    FOR EACH ROW EXECUTE FUNCTION book_dispute_fits();
"""

# What is settled stands no longer, the youngest dispute first; what comes undone stands again.
_RESTAND = """
CREATE FUNCTION book_disputes_restand() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE store_dispute SET standing = standing
     WHERE state = 'open' AND item_id IN (SELECT id FROM moved_rows WHERE side = 1);
    RETURN NULL;
END $$;
CREATE TRIGGER disputes_restand AFTER UPDATE ON store_openitem REFERENCING NEW TABLE AS moved_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_disputes_restand();
CREATE FUNCTION book_younger_restand() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE store_dispute SET standing = standing WHERE state = 'open' AND item_id = NEW.item_id AND id > NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER younger_restand AFTER UPDATE OF state ON store_dispute
    FOR EACH ROW WHEN (OLD.state <> NEW.state AND NEW.item_id IS NOT NULL) EXECUTE FUNCTION book_younger_restand();
"""

_STEP = """
CREATE FUNCTION store_dispute_step_is_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.no <> 1 + (SELECT coalesce(max(no), 0) FROM store_disputestep WHERE dispute_id = NEW.dispute_id) THEN
        RAISE EXCEPTION 'step % of dispute % is not the next', NEW.no, NEW.dispute_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_step_is_next';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dispute_step_is_next BEFORE INSERT ON store_disputestep
    FOR EACH ROW EXECUTE FUNCTION store_dispute_step_is_next();
ALTER TABLE store_disputestep ADD CONSTRAINT dispute_step_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_disputepolicy ADD CONSTRAINT dispute_policy_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
"""

# Whoever raised or owns a dispute moves no money in it alone: another made the act or the entry, or agreed to one of them.
_TWO_PEOPLE = """
CREATE FUNCTION store_dispute_money_takes_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entry_seq IS NOT NULL AND NOT EXISTS (
        SELECT FROM store_act AS act JOIN store_dispute AS dispute ON dispute.id = NEW.dispute_id
         WHERE act.company_id = NEW.company_id AND act.seq IN (NEW.seq, NEW.entry_seq)
           AND (act.approver_id IS NOT NULL
                OR act.actor_id IS DISTINCT FROM dispute.owner_id AND act.actor_id IS DISTINCT FROM dispute.opened_by_id))
    THEN
        RAISE EXCEPTION 'dispute %: who raised or owns it moves no money alone', NEW.dispute_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'dispute_money_takes_two';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER dispute_money_takes_two AFTER INSERT ON store_disputestep DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_dispute_money_takes_two();
"""

# Flags that stood before there were disputes become disputes of all that is open, so that there is one truth.
FLAGS_BECOME_DISPUTES = """
WITH flag AS (
    SELECT newest.*, item.currency, item.amount - item.allocated AS open_now
      FROM (SELECT DISTINCT ON (item_id) * FROM store_itemflag WHERE kind = 'disputed' ORDER BY item_id, ordinal DESC) AS newest
      JOIN store_openitem AS item ON item.id = newest.item_id AND item.amount > item.allocated
     WHERE newest.is_up AND NOT EXISTS (SELECT FROM store_deductioncase AS deduction
                                         WHERE deduction.item_id = newest.item_id AND deduction.state = 'open')
), made AS (
    INSERT INTO store_dispute (company_id, customer_id, item_id, document, currency, amount, standing, reason, raised_by, owner_id,
                               due_on, state, opened_by_id, opened_on, opened_at, key, request_hash)
    SELECT company_id, customer_id, item_id, '', currency, open_now, open_now, 'other', 'staff', set_by_id, set_on + 14, 'open',
           set_by_id, set_on, set_at, 'flag:' || id, ''
      FROM flag
    RETURNING id, company_id, item_id
)
INSERT INTO store_disputestep (company_id, dispute_id, no, kind, said, for_customer, file_name, owner_id, due_on, outcome, by_id,
                               from_customer, seq, at)
SELECT made.company_id, made.id, 1, 'opened', flag.note, false, '', flag.set_by_id, flag.set_on + 14, '', flag.set_by_id, false,
       flag.seq, flag.set_at
  FROM made JOIN flag USING (item_id)
"""


def dispute_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(NEVER_REMOVED),
        _FITS,
        _RESTAND,
        _STEP,
        _TWO_PEOPLE,
        FLAGS_BECOME_DISPUTES,
    ]

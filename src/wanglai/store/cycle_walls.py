"""Walls of settlement cycles that Django cannot describe; frozen with their migration.

A customer's cycles follow one another: the database looks, whoever writes. Days may lie between two only where no terms
with a cycle held on them. They are closed in their order, and only what is closed is billed.
"""

from __future__ import annotations

from wanglai.store.triggers import (
    append_only_sql,
    company_key_sql,
    moves_forward_sql,
    never_removed_sql,
    only_some_move_sql,
)

COMPANY_KEYS = (
    ("store_cyclepolicy", "customer_id", "store_customer"),
    ("store_settlementcycle", "customer_id", "store_customer"),
    ("store_settlementcycle", "contract_id", "store_contract"),
    ("store_cyclebilling", "cycle_id", "store_settlementcycle"),
    ("store_cyclebill", "cycle_id", "store_settlementcycle"),
    ("store_cyclebill", "invoice_id", "store_invoice"),
)
APPEND_ONLY = ("store_cyclepolicy", "store_cyclebilling", "store_cyclebill")
NEVER_REMOVED = ("store_settlementcycle",)
MOVING: dict[str, tuple[str, ...]] = {
    "store_settlementcycle": ("state", "closed_on", "closed_at", "closed_by_id", "closed_seq")
}
STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "store_settlementcycle": {"open": ("closed", "dropped")}
}

_CYCLES_FOLLOW = """
CREATE FUNCTION store_cycle_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_on date;
    starts_on date;
    left_out date;
BEGIN
    SELECT max(to_on) INTO last_on FROM store_settlementcycle
     WHERE company_id = NEW.company_id AND customer_id = NEW.customer_id AND state <> 'dropped';
    SELECT greatest(contract.from_on, version.from_on) INTO starts_on
      FROM store_contract AS contract JOIN store_contractversion AS version ON version.contract_id = contract.id
     WHERE contract.id = NEW.contract_id AND contract.customer_id = NEW.customer_id AND contract.scope = ''
       AND contract.state <> 'draft' AND version.number = NEW.version;
    IF starts_on IS NULL OR NEW.from_on < starts_on OR NEW.from_on <= last_on THEN
        RAISE EXCEPTION 'cycle % to % of customer % follows neither its terms nor the cycle before', NEW.from_on, NEW.to_on,
            NEW.customer_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cycle_goes_on';
    END IF;
    IF NEW.from_on = last_on + 1 THEN
        RETURN NEW;
    END IF;
    SELECT day INTO left_out
      FROM generate_series(last_on + 1, NEW.from_on - 1, interval '1 day') AS day
     CROSS JOIN LATERAL (
           SELECT version.agreement FROM store_contract AS contract
             JOIN store_contractversion AS version ON version.contract_id = contract.id
            WHERE contract.company_id = NEW.company_id AND contract.customer_id = NEW.customer_id
              AND contract.scope = '' AND contract.state <> 'draft' AND contract.from_on <= day
              AND coalesce(contract.ended_on, contract.to_on, 'infinity') >= day AND version.from_on <= day
            ORDER BY version.number DESC LIMIT 1) AS held
     WHERE jsonb_typeof(held.agreement #> '{terms,cycle}') = 'object' LIMIT 1;
    IF left_out IS NOT NULL THEN
        RAISE EXCEPTION 'customer %: the cycle from % leaves % out', NEW.customer_id, NEW.from_on, left_out
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cycle_goes_on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cycle_goes_on BEFORE INSERT ON store_settlementcycle
    FOR EACH ROW EXECUTE FUNCTION store_cycle_goes_on();
CREATE FUNCTION store_cycle_closes_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'closed' AND OLD.state = 'open' AND EXISTS (
        SELECT FROM store_settlementcycle WHERE company_id = NEW.company_id AND customer_id = NEW.customer_id
           AND state = 'open' AND to_on < NEW.from_on) THEN
        RAISE EXCEPTION 'a cycle of customer % before % is open', NEW.customer_id, NEW.from_on
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cycle_closes_in_order';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cycle_closes_in_order BEFORE UPDATE ON store_settlementcycle
    FOR EACH ROW EXECUTE FUNCTION store_cycle_closes_in_order();
ALTER TABLE store_settlementcycle ADD CONSTRAINT cycle_follows_a_version
    FOREIGN KEY (contract_id, version) REFERENCES store_contractversion (contract_id, number);
ALTER TABLE store_settlementcycle ADD CONSTRAINT cycle_has_its_act
    FOREIGN KEY (company_id, closed_seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_cyclebilling ADD CONSTRAINT cycle_billing_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_cyclepolicy ADD CONSTRAINT cycle_policy_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
"""

_CLOSED_IS_BILLED = """
CREATE FUNCTION store_closed_is_billed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_settlementcycle WHERE id = NEW.cycle_id AND state = 'closed') THEN
        RAISE EXCEPTION 'cycle % is not closed', NEW.cycle_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closed_is_billed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_is_billed BEFORE INSERT ON store_cyclebilling
    FOR EACH ROW EXECUTE FUNCTION store_closed_is_billed();
CREATE FUNCTION store_bill_of_its_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_cyclebilling AS billing
                     JOIN store_settlementcycle AS cycle ON cycle.id = billing.cycle_id
                     JOIN store_invoice AS invoice ON invoice.id = NEW.invoice_id
                      AND invoice.customer_id = cycle.customer_id AND invoice.kind = 'invoice'
                    WHERE billing.cycle_id = NEW.cycle_id) THEN
        RAISE EXCEPTION 'invoice % is none of cycle %, or the cycle was not billed', NEW.invoice_id, NEW.cycle_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'bill_of_its_cycle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bill_of_its_cycle BEFORE INSERT ON store_cyclebill
    FOR EACH ROW EXECUTE FUNCTION store_bill_of_its_cycle();
"""


def cycle_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(NEVER_REMOVED),
        _CYCLES_FOLLOW,
        _CLOSED_IS_BILLED,
    ]

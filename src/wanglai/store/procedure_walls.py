"""Walls of procedures that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import (
    append_only_sql,
    company_key_sql,
    moves_forward_sql,
    never_removed_sql,
    only_some_move_sql,
)

COMPANY_KEYS = (
    ("store_procedureversion", "file_id", "store_storedfile"),
    ("store_procedurecase", "version_id", "store_procedureversion"),
    ("store_procedurecase", "customer_id", "store_customer"),
    ("store_procedurecase", "reconciliation_id", "store_reconciliation"),
    ("store_procedurestep", "case_id", "store_procedurecase"),
)
APPEND_ONLY = ("store_procedureversion", "store_procedurestep")
NEVER_REMOVED = ("store_procedurecase",)
MOVING = {"store_procedurecase": ("state", "ready", "due_on", "ended_at", "reason")}
STEPS = {"store_procedurecase": {"open": ("over", "stopped")}}

_ACTS = "".join(
    f"""
ALTER TABLE {table} ADD CONSTRAINT {name}
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;"""
    for table, name in (
        ("store_procedureversion", "procedure_has_its_act"),
        ("store_procedurecase", "procedure_case_has_its_act"),
        ("store_procedurestep", "procedure_step_has_its_act"),
    )
)
# A step is done in a case that is open, of the steps that waited there, and the next of the case.
_IN_ITS_PLACE = """
CREATE FUNCTION store_procedure_step_in_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found store_procedurecase;
BEGIN
    SELECT * INTO found FROM store_procedurecase WHERE id = NEW.case_id FOR UPDATE;
    IF found.state <> 'open' OR NOT NEW.step = ANY (found.ready)
       OR NEW.ordinal <> 1 + (SELECT count(*) FROM store_procedurestep WHERE case_id = NEW.case_id) THEN
        RAISE EXCEPTION 'step % of case % does not wait to be done', NEW.step, NEW.case_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'procedure_step_in_its_place';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER procedure_step_in_its_place BEFORE INSERT ON store_procedurestep
    FOR EACH ROW EXECUTE FUNCTION store_procedure_step_in_its_place();
"""
# A fact is of the customer the case is about, or of one merged into it; the walls of a later migration.
_FACT = """
CREATE FUNCTION store_procedure_fact_is_its_customers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_case store_procedurecase;
    whose bigint[];
BEGIN
    IF NEW.fact = '' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO of_case FROM store_procedurecase WHERE id = NEW.case_id;
    whose := ARRAY(SELECT id FROM store_customer
                    WHERE company_id = of_case.company_id AND of_case.customer_id IN (id, merged_into_id));
    IF NOT (CASE NEW.source
        WHEN 'statement' THEN EXISTS (SELECT FROM store_statement WHERE id = NEW.source_id AND customer_id = ANY (whose))
        WHEN 'dispute' THEN EXISTS (SELECT FROM store_dispute WHERE id = NEW.source_id AND customer_id = ANY (whose))
        WHEN 'reconciliation' THEN EXISTS (SELECT FROM store_reconciliation WHERE id = NEW.source_id AND customer_id = ANY (whose))
        ELSE EXISTS (SELECT FROM store_openitem
                      WHERE company_id = of_case.company_id AND seq = NEW.source_id AND customer_id = ANY (whose)) END) THEN
        RAISE EXCEPTION 'the fact of step % is not of the customer of case %', NEW.step, NEW.case_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'procedure_fact_is_its_customers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER procedure_fact_is_its_customers BEFORE INSERT ON store_procedurestep
    FOR EACH ROW EXECUTE FUNCTION store_procedure_fact_is_its_customers();
"""


def fact_sql() -> list[str]:
    """What came with the facts of steps."""
    return [_FACT]


def procedure_sql() -> list[str]:
    """Everything of the migration beyond the tables, in the order it can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(NEVER_REMOVED),
        _ACTS,
        _IN_ITS_PLACE,
    ]

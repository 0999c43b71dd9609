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

"""Walls of statements that Django cannot describe; frozen with their migration.

An issued statement opens with what the one before closed with, begins the day after it ended, and is the next of its number:
the database looks, whoever writes. The book's row is held by who issues, so no two look at once.
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
    ("store_letterhead", "logo_id", "store_storedfile"),
    ("store_letterhead", "bank_account_id", "store_bankaccount"),
    ("store_statement", "customer_id", "store_customer"),
    ("store_statement", "before_id", "store_statement"),
    ("store_statement", "run_id", "store_statementrun"),
    ("store_statementfile", "statement_id", "store_statement"),
    ("store_statementfile", "file_id", "store_storedfile"),
    ("store_statementrunitem", "run_id", "store_statementrun"),
    ("store_statementrunitem", "customer_id", "store_customer"),
    ("store_statementrunitem", "statement_id", "store_statement"),
)
APPEND_ONLY = ("store_letterhead", "store_statement", "store_statementfile")
NEVER_REMOVED = ("store_statementrun", "store_statementrunitem")
MOVING: dict[str, tuple[str, ...]] = {
    "store_statementrun": (
        "state", "known_seq", "digest", "drafted", "skipped", "issued", "printed", "problem", "agreed_by_id", "agreed_at",
        "attempts", "started_at", "heartbeat_at", "finished_at",
    ),
    "store_statementrunitem": ("state", "reason", "statement_id"),
}  # fmt: skip
STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "store_statementrun": {
        "queued": ("drafting", "stopped", "failed"),
        "drafting": ("queued", "drafted", "stopped", "failed"),
        "drafted": ("agreed", "stopped"),
        "agreed": ("issuing", "stopped", "failed"),
        "issuing": ("agreed", "done", "stopped", "failed"),
    },
    "store_statementrunitem": {"drafted": ("issued", "skipped"), "issued": ("printed",)},
}

_GOES_ON = """
CREATE FUNCTION store_statement_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last store_statement;
    same store_statement;
BEGIN
    IF NEW.body_hash <> sha256(convert_to(NEW.body, 'UTF8')) THEN
        RAISE EXCEPTION 'the digest of statement %-% is not that of its body', NEW.year, NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statement_is_its_digest';
    END IF;
    IF NEW.version = 1 AND NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM store_statement
                                               WHERE company_id = NEW.company_id AND year = NEW.year) THEN
        RAISE EXCEPTION 'statement number %-% is not the next of its company', NEW.year, NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statement_number_is_next';
    END IF;
    IF NEW.version > 1 THEN
        SELECT * INTO same FROM store_statement
         WHERE company_id = NEW.company_id AND year = NEW.year AND number = NEW.number AND version = NEW.version - 1;
        IF same.id IS NULL OR (same.customer_id, same.currency, same.kind = 'activity', same.from_on, same.through_on)
           IS DISTINCT FROM (NEW.customer_id, NEW.currency, NEW.kind = 'activity', NEW.from_on, NEW.through_on) THEN
            RAISE EXCEPTION 'statement %-% version % is no further version', NEW.year, NEW.number, NEW.version
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statement_version_is_next';
        END IF;
    END IF;
    IF NEW.kind = 'activity' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO last FROM store_statement
     WHERE company_id = NEW.company_id AND customer_id = NEW.customer_id AND currency = NEW.currency AND kind <> 'activity'
       AND through_on <> NEW.through_on
     ORDER BY through_on DESC, version DESC LIMIT 1;
    IF last.through_on > NEW.through_on THEN
        RAISE EXCEPTION 'a later statement than %-% was issued: what changed stands in the next one', NEW.year, NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statement_is_last';
    END IF;
    IF NEW.before_id IS DISTINCT FROM last.id
       OR last.id IS NOT NULL AND (NEW.opening <> last.closing OR NEW.from_on <> last.through_on + 1
                                   OR NEW.known_seq < last.known_seq) THEN
        RAISE EXCEPTION 'statement %-% does not go on from the one before', NEW.year, NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statement_goes_on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_goes_on BEFORE INSERT ON store_statement
    FOR EACH ROW EXECUTE FUNCTION store_statement_goes_on();
ALTER TABLE store_statement ADD CONSTRAINT statement_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_statementfile ADD CONSTRAINT statement_file_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_letterhead ADD CONSTRAINT letterhead_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
"""


def statement_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(NEVER_REMOVED),
        _GOES_ON,
    ]

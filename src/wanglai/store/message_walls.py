"""Walls of the outbox that Django cannot describe; frozen with their migration.

A message's state moves together with an event that says so: the machine moves it forward, and only a person sends again what
failed or whose answer was never seen. What was sent is never queued again, whoever writes.
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
    ("store_message", "customer_id", "store_customer"),
    ("store_message", "contact_id", "store_customercontact"),
    ("store_messagefile", "message_id", "store_message"),
    ("store_messagefile", "file_id", "store_storedfile"),
    ("store_messageevent", "message_id", "store_message"),
    ("store_statementsending", "statement_id", "store_statement"),
    ("store_statementsending", "contact_id", "store_customercontact"),
    ("store_statementsending", "message_id", "store_message"),
)
APPEND_ONLY = (
    "store_messagefile", "store_messageevent", "store_statementsending", "store_messagepolicy",
)  # fmt: skip
NEVER_REMOVED = ("store_message",)
MOVING: dict[str, tuple[str, ...]] = {
    "store_message": (
        "state",
        "moves",
        "attempts",
        "since",
        "next_at",
        "data_at",
        "sent_at",
        "trouble",
    )
}
STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "store_message": {
        "queued": ("sending", "held", "skipped"),
        "held": ("queued", "skipped"),
        "sending": ("queued", "sent", "failed", "uncertain"),
        "sent": ("bounced",),
        "uncertain": ("queued", "sent", "failed", "bounced", "closed"),
        "failed": ("queued", "bounced"),
    }
}

# The event stands first; the message's row, which every mover holds, then follows it.
_MOVES_BY_EVENT = """
CREATE FUNCTION store_message_moves_by_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told store_messageevent;
BEGIN
    IF NEW.moves NOT IN (OLD.moves, OLD.moves + 1) OR NEW.state <> OLD.state AND NEW.moves = OLD.moves THEN
        RAISE EXCEPTION 'message % moves by one event', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_moves_by_event';
    END IF;
    IF OLD.state = 'sending' AND NEW.state = 'sending' AND OLD.data_at IS NOT NULL
       AND NEW.data_at IS DISTINCT FROM OLD.data_at THEN
        RAISE EXCEPTION 'message % is being handed over already', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_moves_by_event';
    END IF;
    IF OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at THEN
        RAISE EXCEPTION 'message % was sent and stays sent', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_moves_by_event';
    END IF;
    IF NEW.moves = OLD.moves THEN
        RETURN NEW;
    END IF;
    SELECT * INTO told FROM store_messageevent WHERE message_id = OLD.id AND ordinal = NEW.moves;
    IF told.id IS NULL OR told.state <> NEW.state THEN
        RAISE EXCEPTION 'no event says that message % is %', OLD.id, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_moves_by_event';
    END IF;
    IF NEW.state = 'queued' AND OLD.state IN ('uncertain', 'failed') AND told.what <> 'again' THEN
        RAISE EXCEPTION 'message % is sent again by a person, not by the machine', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_moves_by_event';
    END IF;
    IF NEW.state = 'queued' AND OLD.state = 'sending' AND OLD.data_at IS NOT NULL AND told.code IS NULL THEN
        RAISE EXCEPTION 'message % was being handed over: what came of it nobody knows', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_moves_by_event';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_moves_by_event BEFORE UPDATE ON store_message
    FOR EACH ROW EXECUTE FUNCTION store_message_moves_by_event();
ALTER TABLE store_messagepolicy ADD CONSTRAINT message_policy_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
"""


def message_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(NEVER_REMOVED),
        _MOVES_BY_EVENT,
    ]

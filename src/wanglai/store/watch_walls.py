"""Walls of up to where facts were looked for; frozen with their migration."""

from __future__ import annotations

# A mail that carries a statement is sent without an act of the chain, so it is counted, whoever sends it: of two at once each counts.
_SENT = """
CREATE FUNCTION store_statement_was_mailed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM store_statementsending WHERE message_id = NEW.id) THEN
        INSERT INTO store_procedurewatch AS watch (company_id, sent, seen_seq, seen_sent) VALUES (NEW.company_id, 1, -1, 0)
            ON CONFLICT (company_id) DO UPDATE SET sent = watch.sent + 1;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER statement_was_mailed AFTER UPDATE OF state ON store_message
    FOR EACH ROW WHEN (NEW.state = 'sent' AND OLD.state <> 'sent') EXECUTE FUNCTION store_statement_was_mailed();
"""
# What was seen is never unseen, and nothing is seen before it is there.
_GOES_ON = """
CREATE FUNCTION store_procedure_watch_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.sent < OLD.sent OR NEW.seen_seq < OLD.seen_seq OR NEW.seen_sent < OLD.seen_sent)
       OR NEW.seen_seq > coalesce((SELECT seq FROM store_chainhead WHERE company_id = NEW.company_id), -1) THEN
        RAISE EXCEPTION 'what company % has seen goes on with what is there', NEW.company_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'procedure_watch_goes_on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER procedure_watch_goes_on BEFORE INSERT OR UPDATE ON store_procedurewatch
    FOR EACH ROW EXECUTE FUNCTION store_procedure_watch_goes_on();
"""


def watch_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [_SENT, _GOES_ON]

"""Walls of what follows an answer of a customer; frozen with their migration.

What a customer disputes in the portal stands as disputes the moment the answer does, line by line; what staff reply stands to a question.
"""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (("store_portalreply", "answer_id", "store_portalanswer"),)
APPEND_ONLY = ("store_portalreply",)

# Looked at when the transaction ends: the answer names the disputes, which are opened after it.
_OWN = """
CREATE FUNCTION store_portal_lines_are_disputes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line jsonb;
BEGIN
    FOR line IN SELECT jsonb_array_elements(NEW.lines) LOOP
        IF NOT EXISTS (SELECT FROM store_dispute
                        WHERE company_id = NEW.company_id AND key = 'portal ' || NEW.id || ' ' || (line ->> 'no')
                          AND customer_id = NEW.customer_id AND statement_id = NEW.statement_id AND raised_by = 'customer'
                          AND item_id = (line ->> 'item')::bigint AND amount = (line ->> 'amount')::bigint
                          AND reason = line ->> 'reason') THEN
            RAISE EXCEPTION 'line % of answer % is no dispute', line ->> 'no', NEW.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_lines_are_disputes';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER portal_lines_are_disputes AFTER INSERT ON store_portalanswer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'disputed')
    EXECUTE FUNCTION store_portal_lines_are_disputes();

ALTER TABLE store_portalreply ADD CONSTRAINT portal_reply_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION store_portal_reply_to_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_portalanswer WHERE id = NEW.answer_id AND company_id = NEW.company_id AND kind = 'asked') THEN
        RAISE EXCEPTION 'answer % asks nothing', NEW.answer_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_reply_to_question';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_reply_to_question BEFORE INSERT ON store_portalreply
    FOR EACH ROW EXECUTE FUNCTION store_portal_reply_to_question();
"""


def portal_dispute_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [*company_key_sql(COMPANY_KEYS), *append_only_sql(APPEND_ONLY), _OWN]

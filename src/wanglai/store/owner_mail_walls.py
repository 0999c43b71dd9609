"""Walls of mails to owners of disputes; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import company_key_sql

COMPANY_KEYS = (("store_managermail", "answer_id", "store_portalanswer"),)

# As before, and: of words a customer wrote in a dispute, and not a second time until one of ours answered them.
_TOLD = """
CREATE OR REPLACE FUNCTION store_manager_is_told_why() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_message WHERE id = NEW.message_id AND kind = 'staff' AND contact_id IS NULL)
       OR NEW.bounced_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_message WHERE id = NEW.bounced_id AND state = 'bounced' AND kind <> 'staff')
       OR NEW.silence_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_statementsilence WHERE id = NEW.silence_id AND company_id = NEW.company_id)
       OR NEW.answer_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_portalanswer WHERE id = NEW.answer_id AND company_id = NEW.company_id
                    AND kind IN ('followed', 'agreed', 'declined')) THEN
        RAISE EXCEPTION 'mail % tells a colleague of nothing that happened', NEW.message_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'manager_is_told_why';
    END IF;
    IF NEW.answer_id IS NOT NULL AND EXISTS (
        SELECT FROM store_portalanswer AS answer
          JOIN store_portalanswer AS before ON before.dispute_id = answer.dispute_id
          JOIN store_managermail AS told ON told.answer_id = before.id AND told.user_id = NEW.user_id AND told.answer_id <> NEW.answer_id
         WHERE answer.id = NEW.answer_id
           AND told.made_at >= coalesce((SELECT max(step.at) FROM store_disputestep AS step
                                          WHERE step.dispute_id = answer.dispute_id AND step.for_customer AND NOT step.from_customer),
                                        '-infinity')) THEN
        RAISE EXCEPTION 'the words of answer % wait to be read with those before', NEW.answer_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'owner_told_once_a_turn';
    END IF;
    RETURN NEW;
END $$;
"""


def owner_mail_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [*company_key_sql(COMPANY_KEYS), _TOLD]

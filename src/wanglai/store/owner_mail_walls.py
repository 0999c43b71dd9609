"""Walls of mails to owners of disputes; frozen with their migration."""

from __future__ import annotations

from wanglai.store.payment_reminder_walls import manager_is_told_why_sql
from wanglai.store.triggers import company_key_sql

COMPANY_KEYS = (("store_managermail", "answer_id", "store_portalanswer"),)

# Of words a customer wrote in a dispute, and not a second time until one of ours answered them.
_WORDS = """
       OR NEW.answer_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_portalanswer WHERE id = NEW.answer_id AND company_id = NEW.company_id
                    AND kind IN ('followed', 'agreed', 'declined'))"""
_ONCE_A_TURN = """
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
    END IF;"""


def owner_mail_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [*company_key_sql(COMPANY_KEYS), manager_is_told_why_sql(_WORDS, _ONCE_A_TURN)]

"""Walls of what customers say in their disputes in the portal, of replies to complaints and of ratings; frozen with their migration.

Whoever speaks in a dispute, or answers what its ledger came to, has answered the statement by whose link it came.
"""

from __future__ import annotations

from wanglai.store.channel_walls import TOLD, group_is_told_why_sql
from wanglai.store.on_paper_walls import SIGNED_ON_PAPER
from wanglai.store.reminder_walls import ANSWERS, answered_or_over_sql
from wanglai.store.triggers import company_key_sql

COMPANY_KEYS = (("store_portalanswer", "dispute_id", "store_dispute"),)

# Looked at when the transaction ends: the answer and the step of the dispute are written one after the other.
_FOLLOWS = """
CREATE FUNCTION store_portal_follows_its_dispute() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM store_dispute AS raised JOIN store_statement AS paper ON paper.id = raised.statement_id
          JOIN store_statement AS answered ON answered.id = NEW.statement_id AND answered.company_id = paper.company_id
               AND answered.year = paper.year AND answered.number = paper.number
          JOIN store_disputestep AS step ON step.dispute_id = raised.id AND step.from_customer AND step.said = NEW.words
               AND step.kind = ANY(CASE NEW.kind WHEN 'followed' THEN ARRAY['said', 'attached'] ELSE ARRAY[NEW.kind::text] END)
               AND step.file_id IS NOT DISTINCT FROM NEW.file_id AND step.seq > NEW.seq
         WHERE raised.id = NEW.dispute_id AND raised.company_id = NEW.company_id AND raised.customer_id = NEW.customer_id
           AND raised.raised_by = 'customer') THEN
        RAISE EXCEPTION 'answer % is no word in dispute %', NEW.id, NEW.dispute_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_follows_its_dispute';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER portal_follows_its_dispute AFTER INSERT ON store_portalanswer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.dispute_id IS NOT NULL)
    EXECUTE FUNCTION store_portal_follows_its_dispute();
CREATE FUNCTION store_proposal_was_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_portalanswer WHERE dispute_id = NEW.dispute_id AND kind = NEW.kind AND words = NEW.said
                      AND company_id = NEW.company_id AND seq < NEW.seq) THEN
        RAISE EXCEPTION 'nobody answered in the portal what is proposed in dispute %', NEW.dispute_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proposal_was_answered';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER proposal_was_answered AFTER INSERT ON store_disputestep
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind IN ('agreed', 'declined'))
    EXECUTE FUNCTION store_proposal_was_answered();
"""
_IN_TURN = """
CREATE FUNCTION store_proposal_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    raised store_dispute;
    last text;
BEGIN
    SELECT * INTO raised FROM store_dispute WHERE id = NEW.dispute_id;
    SELECT kind INTO last FROM store_disputestep
     WHERE dispute_id = NEW.dispute_id AND kind IN ('proposed', 'agreed', 'declined', 'resolved', 'reopened') ORDER BY no DESC LIMIT 1;
    IF raised.state <> 'open' OR NEW.amount > raised.amount
       OR NEW.kind IN ('agreed', 'declined') AND last IS DISTINCT FROM 'proposed' THEN
        RAISE EXCEPTION 'dispute % is not at this step of a proposal', NEW.dispute_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proposal_in_turn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proposal_in_turn BEFORE INSERT ON store_disputestep
    FOR EACH ROW WHEN (NEW.kind IN ('proposed', 'agreed', 'declined')) EXECUTE FUNCTION store_proposal_in_turn();
"""
# As it stands in ``portal_dispute_walls``, and to complaints.
_REPLIED = """
CREATE OR REPLACE FUNCTION store_portal_reply_to_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_portalanswer WHERE id = NEW.answer_id AND company_id = NEW.company_id
                      AND kind IN ('asked', 'complaint')) THEN
        RAISE EXCEPTION 'answer % asks nothing', NEW.answer_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_reply_to_question';
    END IF;
    RETURN NEW;
END $$;
"""
_RATED = """
CREATE FUNCTION store_portal_rated_after_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_portalanswer WHERE statement_id = NEW.statement_id AND kind = 'confirmed') THEN
        RAISE EXCEPTION 'statement % was not confirmed, so nobody is asked how it was', NEW.statement_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_rated_after_confirmed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_rated_after_confirmed BEFORE INSERT ON store_portalanswer
    FOR EACH ROW WHEN (NEW.kind = 'rated') EXECUTE FUNCTION store_portal_rated_after_confirmed();
"""
# What is said in a dispute and of a released ledger is an answer, too, and the group is told of it.
_FOLLOWING = ("followed", "agreed", "declined", "answered")


def portal_follow_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS), _FOLLOWS, _IN_TURN, _REPLIED, _RATED,
        answered_or_over_sql((*ANSWERS, *_FOLLOWING), SIGNED_ON_PAPER), group_is_told_why_sql((*TOLD, *_FOLLOWING)),
    ]  # fmt: skip

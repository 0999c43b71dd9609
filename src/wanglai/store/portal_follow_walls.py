"""Walls of what customers say in their disputes in the portal, of replies to complaints and of ratings; frozen with their migration.

Whoever speaks in a dispute, or answers what its ledger came to, has answered the statement by whose link it came.
"""

from __future__ import annotations

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
# As it stands in ``on_paper_walls``, and with what is said in a dispute and of a released ledger.
_ANSWERED = """
CREATE OR REPLACE FUNCTION store_statement_answered_or_over(wanted bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM store_portalanswer WHERE statement_id = wanted
                        AND kind IN ('confirmed', 'disputed', 'asked', 'uploaded', 'complaint',
                                     'followed', 'agreed', 'declined', 'answered')) THEN 'was answered'
        WHEN store_statement_on_paper(wanted, 'signed') IS NOT NULL THEN 'was signed on paper'
        WHEN EXISTS (SELECT FROM store_dispute WHERE statement_id = wanted) THEN 'is disputed'
        WHEN EXISTS (SELECT FROM store_bookside AS side JOIN store_sheetsignature AS signed
                         ON signed.reconciliation_id = side.reconciliation_id AND signed.part = 'theirs'
                      WHERE side.statement_id = wanted) THEN 'was signed'
        WHEN EXISTS (SELECT FROM store_statement AS paper JOIN store_statement AS further
                         ON further.company_id = paper.company_id AND further.year = paper.year
                        AND further.number = paper.number AND further.version > paper.version
                      WHERE paper.id = wanted) THEN 'was replaced'
        WHEN (SELECT what FROM store_reminderhold WHERE statement_id = wanted ORDER BY ordinal DESC LIMIT 1) = 'stopped'
            THEN 'was stopped'
        WHEN EXISTS (SELECT FROM store_statementsilence WHERE statement_id = wanted) THEN 'is given up'
    END
$$"""
# As it stands in ``channel_walls``, and of the same.
_GROUP = """
CREATE OR REPLACE FUNCTION store_group_is_told_why() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_message WHERE id = NEW.message_id AND kind = 'group' AND channel = NEW.channel)
       OR NEW.bounced_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_message WHERE id = NEW.bounced_id AND state = 'bounced' AND kind NOT IN ('staff', 'group'))
       OR NEW.silence_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_statementsilence WHERE id = NEW.silence_id AND company_id = NEW.company_id)
       OR NEW.answer_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_portalanswer WHERE id = NEW.answer_id
               AND kind IN ('disputed', 'asked', 'complaint', 'uploaded', 'followed', 'agreed', 'declined', 'answered')) THEN
        RAISE EXCEPTION 'message % tells a group of nothing that happened', NEW.message_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'group_is_told_why';
    END IF;
    RETURN NEW;
END $$"""


def portal_follow_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [*company_key_sql(COMPANY_KEYS), _FOLLOWS, _IN_TURN, _REPLIED, _RATED, _ANSWERED, _GROUP]

"""Walls of confirmation letters that Django cannot describe; frozen with their migration.

A round agreed to has the population it was drafted with; a letter is its digest and the next of its number; what is told of a
difference adds up to it; nothing is borne out for more than was open; and no round closes while a letter is without an answer.
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
    ("store_confirmationunit", "round_id", "store_confirmationround"),
    ("store_confirmationunit", "customer_id", "store_customer"),
    ("store_confirmationletter", "round_id", "store_confirmationround"),
    ("store_confirmationletter", "customer_id", "store_customer"),
    ("store_confirmationprint", "letter_id", "store_confirmationletter"),
    ("store_confirmationprint", "file_id", "store_storedfile"),
    ("store_confirmationreply", "letter_id", "store_confirmationletter"),
    ("store_confirmationreply", "file_id", "store_storedfile"),
    ("store_confirmationreplyline", "reply_id", "store_confirmationreply"),
    ("store_confirmationreplyline", "unit_id", "store_confirmationunit"),
    ("store_confirmationexplanation", "reply_id", "store_confirmationreply"),
    ("store_confirmationexplanation", "unit_id", "store_confirmationunit"),
    ("store_confirmationprocedure", "letter_id", "store_confirmationletter"),
    ("store_confirmationfinding", "procedure_id", "store_confirmationprocedure"),
    ("store_confirmationfinding", "unit_id", "store_confirmationunit"),
)
APPEND_ONLY = (
    "store_confirmationunit", "store_confirmationletter", "store_confirmationprint", "store_confirmationreply",
    "store_confirmationreplyline", "store_confirmationexplanation", "store_confirmationprocedure", "store_confirmationfinding",
)  # fmt: skip
NEVER_REMOVED = ("store_confirmationround",)
MOVING: dict[str, tuple[str, ...]] = {
    "store_confirmationround": (
        "state", "conclusion", "agreed_seq", "agreed_by_id", "agreed_at", "closed_seq", "closed_by_id", "closed_at",
    ),
}  # fmt: skip
STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "store_confirmationround": {"drafted": ("agreed", "dropped"), "agreed": ("closed",)},
}
# Rows and the act that tells of them.
_OF_ACTS = {
    "store_confirmationround": "seq", "store_confirmationletter": "seq", "store_confirmationprint": "seq",
    "store_confirmationreply": "seq", "store_confirmationexplanation": "seq", "store_confirmationprocedure": "seq",
}  # fmt: skip

# What is in force of a letter is its newest reply and its newest procedure.
_ROUND_STEPS = """
CREATE FUNCTION store_confirmation_round_steps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_over integer;
BEGIN
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF NEW.state = 'agreed' AND (
        SELECT (count(*), coalesce(sum(base_balance) FILTER (WHERE base_balance > 0), 0),
                coalesce(-sum(base_balance) FILTER (WHERE base_balance < 0), 0))
               IS DISTINCT FROM (NEW.units::bigint, NEW.owed::numeric, NEW.owing::numeric)
          FROM store_confirmationunit WHERE round_id = NEW.id) THEN
        RAISE EXCEPTION 'round %-% has not the population it was drafted with', NEW.year, NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_round_is_its_population';
    END IF;
    IF NEW.state = 'closed' THEN
        SELECT letter.number INTO left_over
          FROM store_confirmationletter AS letter
          LEFT JOIN LATERAL (SELECT id, kind FROM store_confirmationreply
                              WHERE letter_id = letter.id ORDER BY ordinal DESC LIMIT 1) AS reply ON true
         WHERE letter.round_id = NEW.id AND letter.request = 1
           AND NOT (coalesce(reply.kind, '') = 'agrees'
                    OR coalesce(reply.kind, '') = 'differs' AND NOT EXISTS (
                           SELECT FROM store_confirmationreplyline AS line JOIN store_confirmationunit AS unit ON unit.id = line.unit_id
                            WHERE line.reply_id = reply.id
                              AND unit.owed_to_us - unit.owed_by_us <> line.owed_to_us - line.owed_by_us
                              AND NOT EXISTS (SELECT FROM store_confirmationexplanation AS why
                                               WHERE why.reply_id = reply.id AND why.unit_id = unit.id))
                    OR reply.id IS NULL AND NEW.form = 'negative'
                    OR coalesce(reply.kind, 'returned') = 'returned' AND EXISTS (
                           SELECT FROM store_confirmationprocedure AS done WHERE done.letter_id = letter.id))
         ORDER BY letter.number LIMIT 1;
        IF left_over IS NOT NULL THEN
            RAISE EXCEPTION 'letter % of round %-% has no answer yet', left_over, NEW.year, NEW.number
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_round_is_answered';
        END IF;
        IF EXISTS (SELECT FROM store_confirmationletter AS letter JOIN store_confirmationreply AS reply ON reply.letter_id = letter.id
                    WHERE letter.round_id = NEW.id AND reply.entered_by_id = NEW.closed_by_id)
           OR EXISTS (SELECT FROM store_confirmationletter AS letter JOIN store_confirmationprocedure AS done ON done.letter_id = letter.id
                       WHERE letter.round_id = NEW.id AND done.done_by_id = NEW.closed_by_id) THEN
            RAISE EXCEPTION 'who entered answers of round %-% does not close it', NEW.year, NEW.number
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_round_closed_by_a_third';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirmation_round_steps BEFORE UPDATE ON store_confirmationround
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_round_steps();
"""
_OF_DRAFT = """
CREATE FUNCTION store_confirmation_unit_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added_rows AS added LEFT JOIN store_confirmationround AS round
                 ON round.id = added.round_id AND round.state = 'drafted' WHERE round.id IS NULL) THEN
        RAISE EXCEPTION 'the population of a round is written with its draft' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER confirmation_unit_of_draft AFTER INSERT ON store_confirmationunit REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION store_confirmation_unit_of_draft();
"""
_LETTER = """
CREATE FUNCTION store_confirmation_letter_is_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_round store_confirmationround;
BEGIN
    IF NEW.body_hash <> sha256(convert_to(NEW.body, 'UTF8')) THEN
        RAISE EXCEPTION 'the digest of letter % is not that of its body', NEW.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_letter_is_its_digest';
    END IF;
    SELECT * INTO of_round FROM store_confirmationround WHERE id = NEW.round_id FOR NO KEY UPDATE;
    IF of_round.state <> 'agreed' THEN
        RAISE EXCEPTION 'letters go out of an agreed round, not of one that is %', of_round.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_letter_of_agreed_round';
    END IF;
    IF NEW.request = 1 AND NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM store_confirmationletter WHERE round_id = NEW.round_id)
       OR NEW.request > 1 AND NOT EXISTS (SELECT FROM store_confirmationletter AS before
                                           WHERE before.round_id = NEW.round_id AND before.number = NEW.number
                                             AND before.customer_id = NEW.customer_id AND before.request = NEW.request - 1) THEN
        RAISE EXCEPTION 'letter % request % is not the next of its round', NEW.number, NEW.request
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_letter_is_next';
    END IF;
    IF NOT EXISTS (SELECT FROM store_confirmationunit WHERE round_id = NEW.round_id AND customer_id = NEW.customer_id AND taken <> '') THEN
        RAISE EXCEPTION 'customer % is not in the sample', NEW.customer_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_letter_of_sample';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirmation_letter_is_next BEFORE INSERT ON store_confirmationletter
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_letter_is_next();
"""
_ANSWER = """
CREATE FUNCTION store_confirmation_answer_is_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last integer;
BEGIN
    PERFORM FROM store_confirmationround AS round JOIN store_confirmationletter AS letter ON letter.round_id = round.id
      WHERE letter.id = NEW.letter_id AND letter.request = 1 AND round.state = 'agreed' FOR NO KEY UPDATE OF round;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'letter % is not of a round that waits for answers', NEW.letter_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_answer_of_open_round';
    END IF;
    EXECUTE format('SELECT coalesce(max(ordinal), 0) FROM %I WHERE letter_id = $1', TG_TABLE_NAME) INTO last USING NEW.letter_id;
    IF NEW.ordinal <> last + 1 THEN
        RAISE EXCEPTION '% of letter % is not the next', NEW.ordinal, NEW.letter_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_answer_is_next';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirmation_answer_is_next BEFORE INSERT ON store_confirmationreply
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_answer_is_next();
CREATE TRIGGER confirmation_answer_is_next BEFORE INSERT ON store_confirmationprocedure
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_answer_is_next();
"""
# A reply that differs tells of every account that was asked, and of a difference; any other tells no figures.
_REPLY = """
CREATE FUNCTION store_confirmation_reply_says_all() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reply store_confirmationreply;
    told record;
BEGIN
    IF TG_TABLE_NAME = 'store_confirmationreply' THEN
        reply := NEW;
    ELSE
        SELECT * INTO reply FROM store_confirmationreply WHERE id = NEW.reply_id;
    END IF;
    SELECT count(unit.id) AS asked, count(line.id) AS told,
           count(*) FILTER (WHERE unit.owed_to_us - unit.owed_by_us <> line.owed_to_us - line.owed_by_us) AS differing,
           (SELECT count(*) FROM store_confirmationreplyline WHERE reply_id = reply.id) AS lines INTO told
      FROM store_confirmationletter AS letter
      JOIN store_confirmationunit AS unit ON unit.round_id = letter.round_id AND unit.customer_id = letter.customer_id AND unit.taken <> ''
      LEFT JOIN store_confirmationreplyline AS line ON line.reply_id = reply.id AND line.unit_id = unit.id
     WHERE letter.id = reply.letter_id;
    IF reply.kind = 'differs' AND (told.told <> told.asked OR told.lines <> told.asked OR told.differing = 0)
       OR reply.kind <> 'differs' AND told.lines <> 0 THEN
        RAISE EXCEPTION 'reply % of letter % does not say what it should', reply.ordinal, reply.letter_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_reply_says_all';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER confirmation_reply_says_all AFTER INSERT ON store_confirmationreply DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_reply_says_all();
CREATE CONSTRAINT TRIGGER confirmation_reply_says_all AFTER INSERT ON store_confirmationreplyline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_reply_says_all();
"""
# Parts of an answer come while their round waits for answers, whoever writes them.
_PARTS = """
CREATE FUNCTION store_confirmation_part_of_open_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM store_confirmationround AS round
       JOIN store_confirmationletter AS letter ON letter.round_id = round.id
       LEFT JOIN store_confirmationreply AS reply ON reply.letter_id = letter.id AND TG_ARGV[0] = 'reply'
       LEFT JOIN store_confirmationprocedure AS done ON done.letter_id = letter.id AND TG_ARGV[0] = 'procedure'
      WHERE round.state = 'agreed' AND coalesce(reply.id, done.id) = (to_jsonb(NEW) ->> (TG_ARGV[0] || '_id'))::bigint;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing is added to % of a round that does not wait for answers', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_part_of_open_round';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirmation_part_of_open_round BEFORE INSERT ON store_confirmationreplyline
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_part_of_open_round('reply');
CREATE TRIGGER confirmation_part_of_open_round BEFORE INSERT ON store_confirmationexplanation
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_part_of_open_round('reply');
CREATE TRIGGER confirmation_part_of_open_round BEFORE INSERT ON store_confirmationfinding
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_part_of_open_round('procedure');
"""
_EXPLAINED = """
CREATE FUNCTION store_confirmation_explanation_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    difference bigint;
BEGIN
    SELECT unit.owed_to_us - unit.owed_by_us - (line.owed_to_us - line.owed_by_us) INTO difference
      FROM store_confirmationreplyline AS line JOIN store_confirmationunit AS unit ON unit.id = line.unit_id
     WHERE line.reply_id = NEW.reply_id AND line.unit_id = NEW.unit_id;
    IF difference IS DISTINCT FROM (SELECT sum(amount)::bigint FROM store_confirmationexplanation
                                     WHERE reply_id = NEW.reply_id AND unit_id = NEW.unit_id AND ordinal = NEW.ordinal) THEN
        RAISE EXCEPTION 'what is told of the difference does not add up to %', difference
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_explanation_adds_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER confirmation_explanation_adds_up AFTER INSERT ON store_confirmationexplanation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_explanation_adds_up();
"""
_FOUND = """
CREATE FUNCTION store_confirmation_finding_within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_confirmationprocedure AS done
                     JOIN store_confirmationletter AS letter ON letter.id = done.letter_id
                     JOIN store_confirmationunit AS unit ON unit.id = NEW.unit_id AND unit.round_id = letter.round_id
                      AND unit.customer_id = letter.customer_id AND unit.taken <> ''
                     JOIN store_openitem AS item ON item.id = NEW.item_id AND item.customer_id = unit.customer_id
                      AND item.currency = unit.currency AND item.side = 1
                    WHERE done.id = NEW.procedure_id AND done.kind = 'tested'
                      AND unit.owed_to_us >= (SELECT sum(amount) FROM store_confirmationfinding
                                               WHERE procedure_id = done.id AND unit_id = unit.id)
                      AND item.amount >= (SELECT sum(amount) FROM store_confirmationfinding
                                           WHERE procedure_id = done.id AND item_id = item.id)) THEN
        RAISE EXCEPTION 'item % is borne out for more than was open', NEW.item_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'confirmation_finding_within';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER confirmation_finding_within AFTER INSERT ON store_confirmationfinding DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_confirmation_finding_within();
"""


def confirmation_sql() -> list[str]:
    """Everything of the migration beyond the tables, in the order it can be created."""
    acts = [
        f"ALTER TABLE {table} ADD CONSTRAINT {table.removeprefix('store_')}_has_its_act "
        f"FOREIGN KEY (company_id, {column}) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED"
        for table, column in _OF_ACTS.items()
    ]
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(NEVER_REMOVED),
        *acts,
        _ROUND_STEPS,
        _OF_DRAFT,
        _LETTER,
        _ANSWER,
        _REPLY,
        _PARTS,
        _EXPLAINED,
        _FOUND,
    ]

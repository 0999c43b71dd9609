"""Walls of letters' words and of reminders that Django cannot describe; frozen with their migration.

A customer that answered, or whose statement was replaced or stopped, is asked no more, whoever writes: the row that would
ask is refused, and with it the message of the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (
    ("store_statementreminder", "statement_id", "store_statement"),
    ("store_statementreminder", "contact_id", "store_customercontact"),
    ("store_statementreminder", "message_id", "store_message"),
    ("store_reminderhold", "statement_id", "store_statement"),
    ("store_statementsilence", "statement_id", "store_statement"),
)
APPEND_ONLY = (
    "store_lettertext", "store_reminderpolicy", "store_statementreminder", "store_reminderhold", "store_statementsilence",
)  # fmt: skip

_ACTS = "".join(
    f"""
ALTER TABLE {table} ADD CONSTRAINT {name}
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;"""
    for table, name in (
        ("store_lettertext", "letter_text_has_its_act"),
        ("store_reminderpolicy", "reminder_policy_has_its_act"),
        ("store_statementreminder", "reminder_has_its_act"),
        ("store_reminderhold", "reminder_hold_has_its_act"),
        ("store_statementsilence", "statement_silence_has_its_act"),
    )
)
# Why nobody is asked about a statement any more. Later walls say it anew with what counts since.
_ANSWERED = """
CREATE OR REPLACE FUNCTION store_statement_answered_or_over(wanted bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM store_portalanswer WHERE statement_id = wanted
                        AND kind IN ({kinds})) THEN 'was answered'{also}
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
ANSWERS = ("confirmed", "disputed", "asked", "uploaded", "complaint")
_CALLED_FOR = """
CREATE FUNCTION store_reminder_is_called_for() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text := store_statement_answered_or_over(NEW.statement_id);
BEGIN
    IF wrong IS NULL AND NEW.ordinal <> 1 AND NOT EXISTS (
        SELECT FROM store_statementreminder WHERE statement_id = NEW.statement_id AND ordinal = NEW.ordinal - 1) THEN
        wrong := 'was not asked for the time before';
    END IF;
    IF wrong IS NULL AND NEW.contact_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM store_statementsending AS sending JOIN store_customercontact AS contact ON contact.id = sending.contact_id
         WHERE sending.statement_id = NEW.statement_id AND sending.contact_id = NEW.contact_id AND sending.message_id IS NOT NULL
           AND contact.ended_at IS NULL AND contact.agreed_at IS NOT NULL AND contact.consent_on IS NOT NULL) THEN
        wrong := 'never went to this contact, or it agrees no more';
    END IF;
    IF wrong IS NULL AND NEW.message_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM store_message WHERE id = NEW.message_id AND kind = 'reminder' AND contact_id = NEW.contact_id) THEN
        wrong := 'has a message that is no reminder to this contact';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'reminder % of statement % is not called for: it %', NEW.ordinal, NEW.statement_id, wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reminder_is_called_for';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reminder_is_called_for BEFORE INSERT ON store_statementreminder
    FOR EACH ROW EXECUTE FUNCTION store_reminder_is_called_for();

CREATE FUNCTION store_statement_is_silent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text := store_statement_answered_or_over(NEW.statement_id);
BEGIN
    IF wrong IS NULL AND NEW.reminders <> (
        SELECT coalesce(max(ordinal), 0) FROM store_statementreminder WHERE statement_id = NEW.statement_id) THEN
        wrong := 'was asked again another number of times';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'statement % is not silent: it %', NEW.statement_id, wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statement_is_silent';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_is_silent BEFORE INSERT ON store_statementsilence
    FOR EACH ROW EXECUTE FUNCTION store_statement_is_silent();

CREATE FUNCTION store_reminder_hold_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ordinal <> 1 + (SELECT count(*) FROM store_reminderhold WHERE statement_id = NEW.statement_id)
       OR (NEW.what = 'stopped') <> (NEW.ordinal % 2 = 1) THEN
        RAISE EXCEPTION 'reminders of statement % are stopped and let go on in turn', NEW.statement_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reminder_hold_in_turn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reminder_hold_in_turn BEFORE INSERT ON store_reminderhold
    FOR EACH ROW EXECUTE FUNCTION store_reminder_hold_in_turn();
"""


def answered_or_over_sql(kinds: Iterable[str], also: str = "") -> str:
    """By these answers in the portal a statement is answered; ``also`` are further cases, asked right after them."""
    return _ANSWERED.format(kinds=", ".join(f"'{each}'" for each in kinds), also=also)


def reminder_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        _ACTS,
        answered_or_over_sql(ANSWERS),
        _CALLED_FOR,
    ]

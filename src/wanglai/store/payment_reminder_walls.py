"""Walls of payment reminders and of mails to account managers that Django cannot describe; frozen with their migration.

Whoever writes: what is paid, contested or promised is not asked for, no item twice at the same step, and nobody who does not agree.
"""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (
    ("store_paymentreminder", "customer_id", "store_customer"),
    ("store_paymentreminderhold", "customer_id", "store_customer"),
    ("store_paymentreminderline", "reminder_id", "store_paymentreminder"),
    ("store_paymentreminderletter", "reminder_id", "store_paymentreminder"),
    ("store_paymentreminderletter", "contact_id", "store_customercontact"),
    ("store_paymentreminderletter", "message_id", "store_message"),
    ("store_managermail", "message_id", "store_message"),
    ("store_managermail", "bounced_id", "store_message"),
)
APPEND_ONLY = (
    "store_paymentreminderpolicy", "store_paymentreminder", "store_paymentreminderline", "store_paymentreminderletter",
    "store_paymentreminderhold", "store_managermail",
)  # fmt: skip

_POLICY = """
CREATE FUNCTION store_steps_in_order(steps smallint[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT cardinality(steps) <= 9
       AND steps = ARRAY(SELECT DISTINCT step FROM unnest(steps) AS step WHERE step BETWEEN -60 AND 365 ORDER BY step)
$$;
ALTER TABLE store_paymentreminderpolicy ADD CONSTRAINT payment_policy_steps_in_order CHECK (store_steps_in_order(steps));
ALTER TABLE store_paymentreminderpolicy ADD CONSTRAINT payment_policy_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_paymentreminderhold ADD CONSTRAINT payment_hold_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_paymentreminder ADD CONSTRAINT payment_reminder_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
"""
# What is contested of an item and until when it is promised: told here once, for the search, the wall and the sender.
_STANDS = """
CREATE FUNCTION store_item_contested(wanted bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT least(item.amount - item.allocated,
                 coalesce((SELECT sum(amount) FROM store_deductioncase
                            WHERE company_id = item.company_id AND item_id = item.id AND state = 'open'), 0)
                 + coalesce((SELECT sum(standing) FROM store_dispute
                              WHERE company_id = item.company_id AND item_id = item.id AND state = 'open'), 0))::bigint
      FROM store_openitem AS item WHERE item.id = wanted
$$;
CREATE FUNCTION store_item_promised_until(wanted bigint, day date) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT until_on FROM (SELECT is_up, until_on FROM store_itemflag
                           WHERE item_id = wanted AND kind = 'promised' ORDER BY ordinal DESC LIMIT 1) AS newest
     WHERE is_up AND until_on >= day
$$;
CREATE FUNCTION store_payment_is_stopped_itself(wanted bigint, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT what = 'stopped' AND (until_on IS NULL OR until_on >= day) FROM store_paymentreminderhold
                      WHERE customer_id = wanted ORDER BY ordinal DESC LIMIT 1), false)
$$;
-- Merged customers are asked as one, so the stop of one of them stops all.
CREATE FUNCTION store_payment_is_stopped(wanted bigint, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM store_customer AS asked
                     JOIN store_customer AS one ON coalesce(asked.merged_into_id, asked.id) IN (one.id, one.merged_into_id)
                    WHERE asked.id = wanted AND store_payment_is_stopped_itself(one.id, day))
$$;
"""
# Whether a letter says of its money what is not so any more. Later walls say it anew with what keeps the customer from being asked.
_STALE = """
CREATE OR REPLACE FUNCTION store_payment_letter_is_stale(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM store_paymentreminderletter AS letter JOIN store_paymentreminder AS reminder ON reminder.id = letter.reminder_id
         WHERE letter.message_id = wanted AND {kept})
    OR EXISTS (
        SELECT FROM store_paymentreminderletter AS letter
          JOIN store_paymentreminder AS reminder ON reminder.id = letter.reminder_id
          JOIN store_paymentreminderline AS line ON line.reminder_id = letter.reminder_id AND line.is_asked
          JOIN store_openitem AS item ON item.id = line.item_id
         WHERE letter.message_id = wanted
           AND (item.amount - item.allocated - store_item_contested(item.id) <> line.asked
                OR store_item_promised_until(item.id, reminder.on) IS NOT NULL))
    OR EXISTS (
        SELECT FROM store_paymentreminderletter AS letter
          JOIN store_paymentreminder AS reminder ON reminder.id = letter.reminder_id
         WHERE letter.message_id = wanted
           AND reminder.credits < (
               SELECT coalesce(sum(item.amount - item.allocated), 0)
                 FROM store_customer AS customer
                 JOIN store_openitem AS item ON item.company_id = customer.company_id AND item.customer_id = customer.id
                WHERE customer.company_id = reminder.company_id AND reminder.customer_id IN (customer.id, customer.merged_into_id)
                  AND item.side = -1 AND item.currency = reminder.currency))
$$;
"""
STOPPED = "store_payment_is_stopped(reminder.customer_id, reminder.on)"
_LINE = """
CREATE FUNCTION store_payment_line_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    letter store_paymentreminder;
    item store_openitem;
    wrong text;
BEGIN
    SELECT * INTO letter FROM store_paymentreminder WHERE id = NEW.reminder_id;
    SELECT * INTO item FROM store_openitem WHERE id = NEW.item_id AND company_id = NEW.company_id;
    IF item.id IS NULL OR item.side <> 1 OR item.currency <> letter.currency OR NOT EXISTS (
        SELECT FROM store_customer WHERE id = item.customer_id AND letter.customer_id IN (id, merged_into_id)) THEN
        wrong := 'is no debt of this customer in this currency';
    ELSIF item.due_on IS DISTINCT FROM NEW.due_on THEN
        wrong := 'is due on another day';
    ELSIF NEW.promised_until IS DISTINCT FROM store_item_promised_until(item.id, letter.on) THEN
        wrong := 'is promised otherwise';
    ELSIF NEW.contested <> store_item_contested(item.id) THEN
        wrong := 'is contested otherwise';
    ELSIF NEW.promised_until IS NULL AND NEW.asked <> item.amount - item.allocated - NEW.contested THEN
        wrong := 'is open otherwise';
    ELSIF NEW.is_asked <> (letter.reason = '' AND NEW.asked > 0) THEN
        wrong := 'is asked for by a letter, or not';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'item % cannot stand in reminder %: it %', NEW.item_id, NEW.reminder_id, wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_line_is_due';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_line_is_due BEFORE INSERT ON store_paymentreminderline
    FOR EACH ROW EXECUTE FUNCTION store_payment_line_is_due();
"""
_LETTER = """
CREATE FUNCTION store_payment_letter_is_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM store_paymentreminder AS reminder
          JOIN store_customer AS customer ON customer.company_id = reminder.company_id
               AND reminder.customer_id IN (customer.id, customer.merged_into_id)
          JOIN store_customercontact AS contact ON contact.customer_id = customer.id AND contact.id = NEW.contact_id
               AND contact.is_for_reminders AND contact.agreed_at IS NOT NULL AND contact.consent_on <= reminder.on
               AND contact.ended_at IS NULL
          JOIN store_message AS message ON message.id = NEW.message_id AND message.contact_id = contact.id
               AND message.kind IN ('due_soon', 'overdue')
         WHERE reminder.id = NEW.reminder_id AND reminder.reason = ''
           AND NOT store_payment_is_stopped(reminder.customer_id, reminder.on)) THEN
        RAISE EXCEPTION 'reminder % goes by no such letter to contact %', NEW.reminder_id, NEW.contact_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_letter_is_agreed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_letter_is_agreed BEFORE INSERT ON store_paymentreminderletter
    FOR EACH ROW EXECUTE FUNCTION store_payment_letter_is_agreed();
"""
# Stopped and let go on in turn; a stop that is over by itself may be followed by another.
_HOLD = """
CREATE FUNCTION store_payment_hold_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last store_paymentreminderhold;
BEGIN
    SELECT * INTO last FROM store_paymentreminderhold WHERE customer_id = NEW.customer_id ORDER BY ordinal DESC LIMIT 1;
    IF NEW.ordinal <> coalesce(last.ordinal, 0) + 1
       OR (NEW.what = 'stopped') = store_payment_is_stopped_itself(NEW.customer_id, NEW.on) THEN
        RAISE EXCEPTION 'reminders of customer % are stopped and let go on in turn', NEW.customer_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_hold_in_turn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_hold_in_turn BEFORE INSERT ON store_paymentreminderhold
    FOR EACH ROW EXECUTE FUNCTION store_payment_hold_in_turn();
"""
# Looked at when the transaction ends: lines and letters follow their reminder.
_WHOLE = """
CREATE FUNCTION store_payment_reminder_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_it bigint := CASE TG_TABLE_NAME WHEN 'store_paymentreminder' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'reminder_id' END;
    letter store_paymentreminder;
BEGIN
    SELECT * INTO letter FROM store_paymentreminder WHERE id = of_it;
    IF letter.asked <> (SELECT coalesce(sum(asked), 0) FROM store_paymentreminderline WHERE reminder_id = of_it)
       OR (letter.reason = '') <> EXISTS (SELECT FROM store_paymentreminderletter WHERE reminder_id = of_it) THEN
        RAISE EXCEPTION 'reminder % is not its lines and letters', of_it
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_reminder_is_whole';
    END IF;
    RETURN NULL;
END $$;
"""
_WHOLE_ON = "".join(
    f"""
CREATE CONSTRAINT TRIGGER payment_reminder_is_whole AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_payment_reminder_is_whole();"""
    for table in (
        "store_paymentreminder",
        "store_paymentreminderline",
        "store_paymentreminderletter",
    )
)
_MANAGER = """
CREATE OR REPLACE FUNCTION store_manager_is_told_why() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_message WHERE id = NEW.message_id AND kind = 'staff' AND contact_id IS NULL)
       OR NEW.bounced_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_message WHERE id = NEW.bounced_id AND state = 'bounced' AND kind <> 'staff')
       OR NEW.silence_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_statementsilence WHERE id = NEW.silence_id AND company_id = NEW.company_id){further} THEN
        RAISE EXCEPTION 'mail % tells a colleague of nothing that happened', NEW.message_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'manager_is_told_why';
    END IF;{also}
    RETURN NEW;
END $$;
"""
_EACH_MAIL = """
CREATE TRIGGER manager_is_told_why BEFORE INSERT ON store_managermail
    FOR EACH ROW EXECUTE FUNCTION store_manager_is_told_why();
"""


def manager_is_told_why_sql(further: str = "", also: str = "") -> str:
    """``further`` are more things a colleague is told of that did not happen, ``also`` what is asked of the mail after that."""
    return _MANAGER.format(further=further, also=also)


def letter_is_stale_sql(kept: str = STOPPED) -> str:
    """``kept`` says of a reminder that its customer is not to be asked."""
    return _STALE.format(kept=kept)


def payment_reminder_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        _POLICY,
        _STANDS,
        letter_is_stale_sql(),
        _LINE,
        _LETTER,
        _HOLD,
        _WHOLE,
        _WHOLE_ON,
        manager_is_told_why_sql(),
        _EACH_MAIL,
    ]

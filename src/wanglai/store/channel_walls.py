"""Walls of channels that Django cannot describe: accounts, what goes by them, and what a group is told; frozen with their migration.

Whoever writes: a text goes to a contact that agreed to texts, a robot speaks to colleagues and never of more than happened, and
nothing is handed to a service by another company's account or by one that was ended.
"""

from __future__ import annotations

from collections.abc import Iterable

from wanglai.store import message_walls
from wanglai.store.triggers import (
    append_only_sql,
    company_key_sql,
    never_removed_sql,
    only_some_move_sql,
)

COMPANY_KEYS = (
    ("store_message", "account_id", "store_channelaccount"),
    ("store_groupnotice", "message_id", "store_message"),
    ("store_groupnotice", "bounced_id", "store_message"),
    ("store_groupnotice", "answer_id", "store_portalanswer"),
)
APPEND_ONLY = ("store_groupnotice",)
NEVER_REMOVED = ("store_channelaccount",)
MOVING = {"store_channelaccount": ("ending", "ended_why", "ended_seq", "ended_by_id", "ended_at")}
# The account a message goes by is known when it is handed over.
_MESSAGE_MOVES = {"store_message": (*message_walls.MOVING["store_message"], "account_id")}

_ACCOUNT = """
ALTER TABLE store_channelaccount ADD CONSTRAINT channel_account_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_channelaccount ADD CONSTRAINT channel_account_ended_by_its_act
    FOREIGN KEY (company_id, ended_seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION store_channel_account_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'account % was ended and stays so', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'channel_account_stays_ended';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER channel_account_stays_ended BEFORE UPDATE ON store_channelaccount
    FOR EACH ROW EXECUTE FUNCTION store_channel_account_stays_ended();
"""
_MESSAGE = """
CREATE FUNCTION store_message_fits_its_channel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    IF NEW.account_id IS NOT NULL THEN
        wrong := 'goes by an account before it is handed over';
    ELSIF NEW.kind = 'test' AND NEW.channel = 'email' THEN
        wrong := 'tries no account';
    ELSIF NEW.kind <> 'test' AND (NEW.channel IN ('wecom', 'dingtalk')) <> (NEW.kind = 'group') THEN
        wrong := 'is told to a group, or is not';
    ELSIF NEW.channel IN ('wecom', 'dingtalk') AND NEW.contact_id IS NOT NULL THEN
        wrong := 'is told to a group and to a contact';
    ELSIF NEW.channel = 'sms' AND NEW.kind NOT IN ('reminder', 'due_soon', 'overdue', 'test') THEN
        wrong := 'is no reminder';
    ELSIF NEW.channel = 'sms' AND NEW.kind <> 'test' AND NOT EXISTS (
        SELECT FROM store_customercontact WHERE id = NEW.contact_id AND company_id = NEW.company_id AND takes_texts
           AND consent_on IS NOT NULL AND agreed_at IS NOT NULL AND ended_at IS NULL) THEN
        wrong := 'goes to nobody who agreed to texts';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'message % does not fit its channel %: it %', NEW.key, NEW.channel, wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_fits_its_channel';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_fits_its_channel BEFORE INSERT ON store_message
    FOR EACH ROW EXECUTE FUNCTION store_message_fits_its_channel();

CREATE FUNCTION store_message_goes_by_its_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'sending' AND OLD.state <> 'sending' THEN
        IF (NEW.channel = 'email') <> (NEW.account_id IS NULL) OR NEW.account_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_channelaccount WHERE id = NEW.account_id AND company_id = NEW.company_id
               AND channel = NEW.channel AND ended_at IS NULL) THEN
            RAISE EXCEPTION 'message % goes by no account in force of its company and channel', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_goes_by_its_account';
        END IF;
    ELSIF NEW.account_id IS DISTINCT FROM OLD.account_id THEN
        RAISE EXCEPTION 'message % keeps the account it was handed over by', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_goes_by_its_account';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_goes_by_its_account BEFORE UPDATE ON store_message
    FOR EACH ROW EXECUTE FUNCTION store_message_goes_by_its_account();

CREATE FUNCTION store_only_mails_bear_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_message WHERE id = NEW.message_id AND channel = 'email') THEN
        RAISE EXCEPTION 'message % is no mail and bears no file', NEW.message_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'only_mails_bear_files';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_mails_bear_files BEFORE INSERT ON store_messagefile
    FOR EACH ROW EXECUTE FUNCTION store_only_mails_bear_files();
"""
# A reminder is one of its channel: so a contact is asked once by mail and once by text, and not twice by either.
_REMINDERS = """
CREATE FUNCTION store_reminder_by_its_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.message_id IS NULL AND NEW.channel <> 'email' OR NEW.message_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM store_message WHERE id = NEW.message_id AND channel = NEW.channel AND channel IN ('email', 'sms')) THEN
        RAISE EXCEPTION 'message % does not go by %', NEW.message_id, NEW.channel
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reminder_by_its_channel';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reminder_by_its_channel BEFORE INSERT ON store_statementreminder
    FOR EACH ROW EXECUTE FUNCTION store_reminder_by_its_channel();
CREATE TRIGGER reminder_by_its_channel BEFORE INSERT ON store_paymentreminderletter
    FOR EACH ROW EXECUTE FUNCTION store_reminder_by_its_channel();
"""
# Of what a group may be told. Later walls say it anew with what counts since.
_TOLD_WHY = """
CREATE OR REPLACE FUNCTION store_group_is_told_why() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_message WHERE id = NEW.message_id AND kind = 'group' AND channel = NEW.channel)
       OR NEW.bounced_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_message WHERE id = NEW.bounced_id AND state = 'bounced' AND kind NOT IN ('staff', 'group'))
       OR NEW.silence_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_statementsilence WHERE id = NEW.silence_id AND company_id = NEW.company_id)
       OR NEW.answer_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM store_portalanswer WHERE id = NEW.answer_id AND kind IN ({kinds})) THEN
        RAISE EXCEPTION 'message % tells a group of nothing that happened', NEW.message_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'group_is_told_why';
    END IF;
    RETURN NEW;
END $$"""
TOLD = ("disputed", "asked", "complaint", "uploaded")
_GROUP = """
CREATE TRIGGER group_is_told_why BEFORE INSERT ON store_groupnotice
    FOR EACH ROW EXECUTE FUNCTION store_group_is_told_why();
"""


def group_is_told_why_sql(kinds: Iterable[str]) -> str:
    """A group is told of these answers in the portal, beside silences and mails that came back."""
    return _TOLD_WHY.format(kinds=", ".join(f"'{each}'" for each in kinds))


def channel_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *never_removed_sql(NEVER_REMOVED),
        *only_some_move_sql(MOVING),
        "DROP TRIGGER only_some_move ON store_message",
        *only_some_move_sql(_MESSAGE_MOVES),
        _ACCOUNT,
        _MESSAGE,
        _REMINDERS,
        group_is_told_why_sql(TOLD),
        _GROUP,
    ]

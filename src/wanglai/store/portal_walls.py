"""Walls of the portal that Django cannot describe; frozen with their migration.

An answer stands only on a code that was sent to the contact of its own link and typed right a little while ago, while the link, the
contact and the version of the statement are in force: the database looks, whoever writes.
"""

from __future__ import annotations

from wanglai.store.triggers import (
    append_only_sql,
    company_key_sql,
    never_removed_sql,
    only_some_move_sql,
)

COMPANY_KEYS = (
    ("store_portallink", "customer_id", "store_customer"),
    ("store_portallink", "statement_id", "store_statement"),
    ("store_portallink", "contact_id", "store_customercontact"),
    ("store_portalsession", "link_id", "store_portallink"),
    ("store_portalcode", "session_id", "store_portalsession"),
    ("store_portalanswer", "customer_id", "store_customer"),
    ("store_portalanswer", "statement_id", "store_statement"),
    ("store_portalanswer", "link_id", "store_portallink"),
    ("store_portalanswer", "code_id", "store_portalcode"),
    ("store_portalanswer", "file_id", "store_storedfile"),
)
APPEND_ONLY = ("store_portalanswer",)
NEVER_REMOVED = ("store_portallink", "store_portalsession", "store_portalcode")
MOVING: dict[str, tuple[str, ...]] = {
    "store_portallink": ("revoked_at", "revoked_by_id"),
    "store_portalsession": ("ended_at",),
    "store_portalcode": ("tries", "proved_at"),
}

_OWN = """
ALTER TABLE store_portallink ADD CONSTRAINT portal_link_is_a_hash CHECK (octet_length(token_hash) = 32);
ALTER TABLE store_portalsession ADD CONSTRAINT portal_session_is_a_hash CHECK (octet_length(secret_hash) = 32);
ALTER TABLE store_portalcode ADD CONSTRAINT portal_code_is_a_hash CHECK (octet_length(code_hash) = 32);
ALTER TABLE store_portalanswer ADD CONSTRAINT portal_answer_shows_a_hash CHECK (octet_length(shown_hash) = 32);
ALTER TABLE store_portalanswer ADD CONSTRAINT portal_disputed_names_lines
    CHECK (CASE WHEN kind = 'disputed' THEN jsonb_array_length(lines) > 0 ELSE lines = '[]'::jsonb END);
ALTER TABLE store_portallink ADD CONSTRAINT portal_link_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE store_portalanswer ADD CONSTRAINT portal_answer_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION store_portal_link_is_its_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM store_statement WHERE id = NEW.statement_id AND customer_id = NEW.customer_id)
       OR NOT EXISTS (SELECT FROM store_customercontact
                       WHERE id = NEW.contact_id AND customer_id = NEW.customer_id AND agreed_at IS NOT NULL AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'statement %, contact % and customer % do not belong together', NEW.statement_id, NEW.contact_id, NEW.customer_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_link_is_its_customers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_link_is_its_customers BEFORE INSERT ON store_portallink
    FOR EACH ROW EXECUTE FUNCTION store_portal_link_is_its_customers();

CREATE FUNCTION store_portal_goes_one_way() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    is_now jsonb := to_jsonb(NEW);
    once text;
BEGIN
    FOREACH once IN ARRAY ARRAY['revoked_at', 'ended_at', 'proved_at'] LOOP
        IF was ->> once IS NOT NULL AND is_now ->> once IS DISTINCT FROM was ->> once THEN
            RAISE EXCEPTION '% of % % is said once', once, TG_TABLE_NAME, OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_goes_one_way';
        END IF;
    END LOOP;
    IF (is_now ->> 'tries')::int < (was ->> 'tries')::int THEN
        RAISE EXCEPTION 'wrong tries of code % are not taken back', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_goes_one_way';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_goes_one_way BEFORE UPDATE ON store_portallink
    FOR EACH ROW EXECUTE FUNCTION store_portal_goes_one_way();
CREATE TRIGGER portal_goes_one_way BEFORE UPDATE ON store_portalsession
    FOR EACH ROW EXECUTE FUNCTION store_portal_goes_one_way();
CREATE TRIGGER portal_goes_one_way BEFORE UPDATE ON store_portalcode
    FOR EACH ROW EXECUTE FUNCTION store_portal_goes_one_way();

CREATE FUNCTION store_portal_answer_is_proved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    link store_portallink;
    paper store_statement;
    contact store_customercontact;
    code record;
    wrong text;
BEGIN
    SELECT * INTO link FROM store_portallink WHERE id = NEW.link_id;
    SELECT * INTO paper FROM store_statement WHERE id = NEW.statement_id;
    SELECT * INTO contact FROM store_customercontact WHERE id = link.contact_id;
    SELECT proof.proved_at, session.link_id, session.ended_at, session.expires_at INTO code
      FROM store_portalcode AS proof JOIN store_portalsession AS session ON session.id = proof.session_id
     WHERE proof.id = NEW.code_id;
    wrong := CASE
        WHEN (link.customer_id, link.statement_id) IS DISTINCT FROM (NEW.customer_id, NEW.statement_id) THEN 'is of another link'
        WHEN link.revoked_at IS NOT NULL OR link.expires_at <= now() THEN 'comes by a link that is over'
        WHEN contact.ended_at IS NOT NULL OR contact.agreed_at IS NULL THEN 'comes from a contact that is none any more'
        WHEN EXISTS (SELECT FROM store_statement AS further
                      WHERE further.company_id = paper.company_id AND further.year = paper.year AND further.number = paper.number
                        AND further.version > paper.version) THEN 'is of a version that was replaced'
        WHEN code.link_id IS DISTINCT FROM NEW.link_id THEN 'has a code of another link'
        WHEN code.proved_at IS NULL OR code.proved_at < now() - interval '30 minutes' THEN 'has no proved code'
        WHEN code.ended_at IS NOT NULL OR code.expires_at <= now() THEN 'comes from a session that is over'
        WHEN NEW.kind = 'confirmed' AND code.proved_at < now() - interval '10 minutes' THEN 'has a code proved too long ago'
        WHEN NEW.kind = 'confirmed' AND contact.agreed_at > now() - interval '48 hours' THEN 'comes from a contact that is new'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'an answer to statement % %', NEW.statement_id, wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_answer_is_proved';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_answer_is_proved BEFORE INSERT ON store_portalanswer
    FOR EACH ROW EXECUTE FUNCTION store_portal_answer_is_proved();
"""


def portal_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *never_removed_sql(NEVER_REMOVED),
        _OWN,
    ]

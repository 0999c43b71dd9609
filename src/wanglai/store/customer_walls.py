"""Walls of the customer file that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (
    ("store_customer", "parent_id", "store_customer"),
    ("store_customer", "merged_into_id", "store_customer"),
    ("store_customerbankaccount", "customer_id", "store_customer"),
    ("store_customercontact", "customer_id", "store_customer"),
    ("store_customercontact", "replaces_id", "store_customercontact"),
    ("store_contactchannel", "contact_id", "store_customercontact"),
    ("store_customeraddress", "customer_id", "store_customer"),
    ("store_customerpayer", "customer_id", "store_customer"),
    ("store_customerpayer", "payer_id", "store_customer"),
    ("store_customerpayer", "authorisation_id", "store_storedfile"),
    ("store_customertag", "customer_id", "store_customer"),
    ("store_customerclass", "customer_id", "store_customer"),
    ("store_customerfile", "customer_id", "store_customer"),
    ("store_customerfile", "file_id", "store_storedfile"),
    ("store_customerchange", "customer_id", "store_customer"),
    ("store_customerduplicate", "one_id", "store_customer"),
    ("store_customerduplicate", "other_id", "store_customer"),
    ("store_customermerge", "customer_id", "store_customer"),
    ("store_customermerge", "survivor_id", "store_customer"),
)
APPEND_ONLY = ("store_customerclass", "store_customerchange")

# Groups have no circles, and what is merged leads to a customer that is not: one step, for whoever follows it.
# The lock lets one change of a company's tree be looked at after another.
TREES = """
CREATE FUNCTION store_customer_trees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NULL AND NEW.merged_into_id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('customer trees ' || NEW.company_id, 0));
    IF NEW.parent_id = NEW.id OR EXISTS (
        WITH RECURSIVE above AS (
            SELECT id, parent_id FROM store_customer WHERE id = NEW.parent_id
            UNION
            SELECT up.id, up.parent_id FROM store_customer AS up JOIN above ON up.id = above.parent_id)
        SELECT FROM above WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'customer % would be its own group', NEW.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'customer_group_no_circle';
    END IF;
    IF NEW.merged_into_id IS NOT NULL AND (
        NEW.merged_into_id = NEW.id
        OR EXISTS (SELECT FROM store_customer WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
        OR EXISTS (SELECT FROM store_customer WHERE merged_into_id = NEW.id)) THEN
        RAISE EXCEPTION 'customer % is merged with a customer that is merged itself', NEW.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'customer_merged_one_step';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER customer_trees BEFORE INSERT OR UPDATE OF parent_id, merged_into_id ON store_customer
    FOR EACH ROW EXECUTE FUNCTION store_customer_trees();
"""

# Of an account and a merge only the moments move on; another key may encrypt the same number anew.
STAYS = """
CREATE FUNCTION store_customer_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['agreed_at', 'ended_at', 'undone_at'] || TG_ARGV;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% keeps its rows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
       OR (to_jsonb(OLD) ->> 'ended_at' IS NOT NULL AND to_jsonb(NEW) ->> 'ended_at' IS NULL)
       OR (to_jsonb(OLD) ->> 'undone_at' IS NOT NULL AND to_jsonb(NEW) ->> 'undone_at' IS NULL)
       OR (to_jsonb(OLD) ->> 'agreed_at' IS NOT NULL AND to_jsonb(NEW) ->> 'agreed_at' IS NULL) THEN
        RAISE EXCEPTION 'a row of % is agreed and ended, never changed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON store_customerbankaccount
    FOR EACH ROW EXECUTE FUNCTION store_customer_row_stays('sealed', 'number_hash');
CREATE TRIGGER row_stays BEFORE UPDATE OR DELETE ON store_customermerge
    FOR EACH ROW EXECUTE FUNCTION store_customer_row_stays();
"""

# Any part of a name, of two characters or more, in any script and under any collation: pairs of neighbours.
SEARCH = """
CREATE FUNCTION customer_pairs(line text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT pair), '{}')
      FROM (SELECT substr(line, place, 2) AS pair FROM generate_series(1, length(line) - 1) AS place) AS pairs
     WHERE position(chr(10) IN pair) = 0
$$;
CREATE INDEX customer_search ON store_customer USING gin (customer_pairs(search)) WITH (fastupdate = off);
CREATE INDEX customer_not_spelled ON store_customer (company_id) WHERE search IS NULL;
CREATE INDEX customer_of_parent ON store_customer (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX customer_merged ON store_customer (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX item_by_document ON store_openitem (company_id, upper(document) text_pattern_ops);
CREATE INDEX item_by_amount ON store_openitem (company_id, amount);
"""

# Whoever sees a customer sees what was merged into it.
SIGHT = """
CREATE OR REPLACE VIEW customer_sight WITH (security_invoker = true) AS
    SELECT company_id, manager_id AS user_id, id AS customer_id
      FROM store_customer WHERE manager_id IS NOT NULL
    UNION
    SELECT customer.company_id, member.user_id, customer.id
      FROM store_customer AS customer JOIN store_teammember AS member USING (team_id)
    UNION
    SELECT merged.company_id, survivor.manager_id, merged.id
      FROM store_customer AS merged JOIN store_customer AS survivor ON survivor.id = merged.merged_into_id
     WHERE survivor.manager_id IS NOT NULL
    UNION
    SELECT merged.company_id, member.user_id, merged.id
      FROM store_customer AS merged JOIN store_customer AS survivor ON survivor.id = merged.merged_into_id
      JOIN store_teammember AS member ON member.team_id = survivor.team_id;
"""


def all_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS), *append_only_sql(APPEND_ONLY), TREES, STAYS, SEARCH, SIGHT,
    ]  # fmt: skip

"""Roles one person never holds together in a company; frozen with its migration.

The pairs come from the duty matrix of ``services.access``; a test holds both equal.
"""

from __future__ import annotations

CONFLICT = "WL010"  # what the database says when it refuses a pair

HARD_PAIRS = (
    ("SAL", "AUD"), ("CSH", "AUD"), ("ARA", "AUD"), ("CRC", "AUD"), ("COL", "AUD"), ("FM", "AUD"),
    ("AUD", "ADM"), ("AUD", "CUS"),
    ("SAL", "ADM"), ("CSH", "ADM"), ("ARA", "ADM"), ("CRC", "ADM"), ("COL", "ADM"), ("FM", "ADM"),
    ("ADM", "CUS"),
    ("CSH", "ARA"), ("CSH", "CRC"), ("CSH", "FM"),
)  # fmt: skip

# The person's row is held, so that two roles given at the same moment see each other.
ROLES_KEPT_APART = f"""
CREATE FUNCTION store_roles_kept_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pair record;
BEGIN
    PERFORM FROM store_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    SELECT one.role AS one, other.role AS other INTO pair
      FROM (VALUES {", ".join(str(pair) for pair in HARD_PAIRS)}) AS hard (one, other)
      JOIN store_membership AS one ON one.role = hard.one
      JOIN store_membership AS other ON other.role = hard.other
     WHERE one.company_id = NEW.company_id AND one.user_id = NEW.user_id
       AND other.company_id = NEW.company_id AND other.user_id = NEW.user_id
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'one person does not hold both % and %', pair.one, pair.other USING ERRCODE = '{CONFLICT}';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER roles_kept_apart AFTER INSERT OR UPDATE ON store_membership
    FOR EACH ROW EXECUTE FUNCTION store_roles_kept_apart();
"""  # noqa: S608 - the pairs are the constant above

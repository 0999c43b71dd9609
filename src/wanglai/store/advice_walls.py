"""Walls of remittance advices and the receipts they speak of that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import company_key_sql, never_removed_sql, only_some_move_sql

COMPANY_KEYS = (
    ("store_advisedreceipt", "remittance_id", "store_remittance"),
    ("store_advisedreceipt", "bank_entry_id", "store_bankentry"),
)
NEVER_REMOVED = ("store_advisedreceipt",)
MOVING: dict[str, tuple[str, ...]] = {
    "store_remittance": (
        "customer_id", "decided_by_id", "decided_at", "decision", "withdrawn_by_id", "withdrawn_at",
    ),
    "store_advisedreceipt": ("ended_by_id", "ended_at"),
}  # fmt: skip

# Every line is there at the end of the transaction, and they come to what the advice says they do; none is added later, for the
# numbers up to how many there are all stand by then.
_LINES_ARE_COUNTED = """
CREATE FUNCTION store_advice_has_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT (count(*), coalesce(sum(line.paid), 0)) IS DISTINCT FROM (NEW.lines::bigint, NEW.paid::numeric)
          FROM store_remittanceline AS line
         WHERE line.remittance_id = NEW.id AND line.company_id = NEW.company_id) THEN
        RAISE EXCEPTION 'the lines of advice % do not come to what it says of them', NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER advice_has_its_lines AFTER INSERT ON store_remittance DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION store_advice_has_its_lines();
CREATE FUNCTION store_advice_line_is_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stray bigint;
BEGIN
    SELECT added.remittance_id INTO stray
      FROM added_rows AS added
      LEFT JOIN store_remittance AS advice
        ON advice.id = added.remittance_id AND advice.company_id = added.company_id
       AND added.line_no BETWEEN 1 AND advice.lines
     WHERE advice.id IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'advice % has no such line', stray USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER advice_line_is_counted AFTER INSERT ON store_remittanceline REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION store_advice_line_is_counted();
"""

# An advice speaks of money while it stands and adds up, or somebody said that it is used as it is; of money that came in its currency.
_SPEAKS_OF_MONEY = """
CREATE FUNCTION store_advice_may_speak() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    advice record;
BEGIN
    SELECT adds_up OR decided_at IS NOT NULL AS may, withdrawn_at IS NOT NULL AS gone, currency INTO advice
      FROM store_remittance WHERE id = NEW.remittance_id AND company_id = NEW.company_id FOR SHARE;
    IF NOT FOUND OR NOT advice.may OR advice.gone OR NOT EXISTS (
        SELECT FROM store_bankentry AS line
         WHERE line.id = NEW.bank_entry_id AND line.company_id = NEW.company_id AND line.amount > 0
           AND line.currency = advice.currency) THEN
        RAISE EXCEPTION 'advice % speaks of no such money', NEW.remittance_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER advice_may_speak BEFORE INSERT ON store_advisedreceipt
    FOR EACH ROW EXECUTE FUNCTION store_advice_may_speak();
"""


def advice_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *only_some_move_sql(MOVING),
        *never_removed_sql(NEVER_REMOVED),
        _LINES_ARE_COUNTED,
        _SPEAKS_OF_MONEY,
    ]

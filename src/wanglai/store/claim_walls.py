"""Walls of what customers claim beside what is open of an item; frozen with their migration.

A payment we do not show, a settled line, a missing paper: nothing of it is claimed twice at a time, and of a line never more than it says.
"""

from __future__ import annotations

from wanglai.store.payment_reminder_walls import STOPPED, letter_is_stale_sql
from wanglai.store.triggers import append_only_sql, company_key_sql

COMPANY_KEYS = (("store_disputeclaim", "dispute_id", "store_dispute"),)
APPEND_ONLY = ("store_disputeclaim",)

# Line and customer are held, so two people cannot claim the same beside each other. Asked when a claim is made and when its dispute
# is opened again; of a settled line once more when so much of it is disputed as open.
_FITS = """
CREATE FUNCTION book_claim_is_wrong(claim store_disputeclaim, raised store_dispute) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line store_openitem;
BEGIN
    PERFORM FROM store_customer WHERE id = raised.customer_id FOR NO KEY UPDATE;
    IF raised.company_id IS DISTINCT FROM claim.company_id OR raised.item_id IS NOT NULL THEN
        RETURN 'is of no dispute that could bear it';
    END IF;
    IF claim.item_id IS NOT NULL THEN
        SELECT * INTO line FROM store_openitem
         WHERE id = claim.item_id AND company_id = raised.company_id AND customer_id = raised.customer_id
           AND currency = raised.currency FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN 'names no line of this customer';
        END IF;
    END IF;
    RETURN CASE
        WHEN claim.kind = 'payment' AND claim.item_id IS NULL AND raised.amount <> claim.paid THEN 'is of another amount'
        WHEN claim.kind = 'payment' AND claim.item_id IS NOT NULL AND line.side <> -1 THEN 'names no credit'
        WHEN claim.kind = 'payment' AND claim.item_id IS NOT NULL
             AND raised.amount <> coalesce(nullif(abs(claim.paid - line.amount), 0), line.amount) THEN 'is of another amount'
        WHEN claim.kind = 'line' AND line.side = 1 AND raised.amount + book_claimed_beside(line.id, raised.id) > line.allocated THEN 'is more than is settled'
        WHEN claim.kind = 'line' AND raised.amount + book_disputed_beside(line.id, raised.id) > line.amount THEN 'is more than the line'
        WHEN claim.kind <> 'line' AND EXISTS (
            SELECT FROM store_disputeclaim AS older JOIN store_dispute AS beside ON beside.id = older.dispute_id
             WHERE beside.company_id = raised.company_id AND beside.customer_id = raised.customer_id AND beside.state = 'open'
               AND beside.currency = raised.currency AND beside.id <> raised.id AND older.kind = claim.kind
               AND CASE WHEN claim.item_id IS NOT NULL THEN older.item_id = claim.item_id
                        WHEN claim.kind = 'payment' THEN older.item_id IS NULL AND older.on = claim.on AND older.paid = claim.paid
                             AND lower(older.reference) = lower(claim.reference)
                        ELSE older.paper = claim.paper AND lower(older.reference) = lower(claim.reference) END) THEN 'stands already'
    END;
END $$;
CREATE FUNCTION book_claimed_beside(line bigint, except_of bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(beside.amount), 0)::bigint
      FROM store_disputeclaim AS claim JOIN store_dispute AS beside ON beside.id = claim.dispute_id
     WHERE claim.item_id = line AND claim.kind = 'line' AND beside.state = 'open' AND beside.id <> except_of
$$;
CREATE FUNCTION book_disputed_beside(line bigint, except_of bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT sum(amount) FROM store_dispute WHERE item_id = line AND state = 'open' AND id <> except_of), 0)::bigint
         + book_claimed_beside(line, except_of)
$$;
CREATE FUNCTION book_claim_fits() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    raised store_dispute;
    wrong text;
BEGIN
    SELECT * INTO raised FROM store_dispute WHERE id = NEW.dispute_id;
    wrong := book_claim_is_wrong(NEW, raised);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the claim of dispute % %', NEW.dispute_id, wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'claim_fits';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_fits BEFORE INSERT ON store_disputeclaim FOR EACH ROW EXECUTE FUNCTION book_claim_fits();
CREATE FUNCTION book_claims_beside_fit() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    claim store_disputeclaim;
    wrong text;
BEGIN
    IF NEW.item_id IS NOT NULL THEN
        SELECT 'is more than the line' INTO wrong FROM store_openitem
         WHERE id = NEW.item_id AND NEW.amount + book_disputed_beside(NEW.item_id, NEW.id) > amount;
    ELSE
        SELECT * INTO claim FROM store_disputeclaim WHERE dispute_id = NEW.id;
        IF FOUND THEN
            wrong := book_claim_is_wrong(claim, NEW);
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'dispute % beside the claims of its line %', NEW.id, wrong
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'claims_beside_fit';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_beside_fit AFTER INSERT OR UPDATE OF state ON store_dispute
    FOR EACH ROW WHEN (NEW.state = 'open') EXECUTE FUNCTION book_claims_beside_fit();
"""
# As it stands in ``portal_dispute_walls``, and with what is claimed beside what is open.
_LINES = """
CREATE OR REPLACE FUNCTION store_portal_lines_are_disputes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line jsonb;
BEGIN
    FOR line IN SELECT jsonb_array_elements(NEW.lines) LOOP
        IF NOT EXISTS (SELECT FROM store_dispute AS raised LEFT JOIN store_disputeclaim AS claim ON claim.dispute_id = raised.id
                        WHERE raised.company_id = NEW.company_id AND raised.key = 'portal ' || NEW.id || ' ' || (line ->> 'no')
                          AND raised.customer_id = NEW.customer_id AND raised.statement_id = NEW.statement_id
                          AND raised.raised_by = 'customer' AND raised.amount = (line ->> 'amount')::bigint
                          AND raised.reason = line ->> 'reason'
                          AND raised.item_id IS NOT DISTINCT FROM CASE WHEN line ? 'claim' THEN NULL ELSE (line ->> 'item')::bigint END
                          AND claim.kind IS NOT DISTINCT FROM line ->> 'claim'
                          AND (line ? 'claim' OR raised.item_id IS NOT NULL)
                          AND (raised.item_id IS NOT NULL OR claim.item_id IS NOT DISTINCT FROM (line ->> 'item')::bigint)) THEN
            RAISE EXCEPTION 'line % of answer % is no dispute', line ->> 'no', NEW.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'portal_lines_are_disputes';
        END IF;
    END LOOP;
    RETURN NULL;
END $$"""
# A customer, with whoever was merged into it, says that it paid. The second as it stands in ``payment_reminder_walls``, and with that.
_CLAIMED = """
CREATE FUNCTION store_payment_is_claimed(wanted bigint, of_currency text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM store_customer AS asked
                     JOIN store_customer AS one ON coalesce(asked.merged_into_id, asked.id) IN (one.id, one.merged_into_id)
                     JOIN store_dispute AS raised ON raised.company_id = asked.company_id AND raised.customer_id = one.id
                          AND raised.state = 'open' AND raised.currency = of_currency
                     JOIN store_disputeclaim AS claim ON claim.dispute_id = raised.id AND claim.kind = 'payment'
                    WHERE asked.id = wanted)
$$;
"""
_KEPT = f"""({STOPPED}
                OR store_payment_is_claimed(reminder.customer_id, reminder.currency))"""


def claim_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        _FITS,
        _LINES,
        _CLAIMED,
        letter_is_stale_sql(_KEPT),
    ]

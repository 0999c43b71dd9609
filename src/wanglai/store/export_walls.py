"""Walls of what left the house that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql, company_key_sql

APPEND_ONLY = ("store_voucherbatch", "store_voucherofentry")
COMPANY_KEYS = (
    ("store_voucherbatch", "period_id", "store_period"),
    ("store_voucherbatch", "repeats_id", "store_voucherbatch"),
    ("store_voucherofentry", "batch_id", "store_voucherbatch"),
    ("store_voucherofentry", "period_id", "store_period"),
    ("store_reportdelivery", "subscription_id", "store_reportsubscription"),
)

SQL = [
    *company_key_sql(COMPANY_KEYS),
    """
    ALTER TABLE store_voucherofentry ADD CONSTRAINT voucher_is_of_an_entry
        FOREIGN KEY (company_id, seq) REFERENCES store_entry (company_id, seq);
    ALTER TABLE store_voucherbatch ADD CONSTRAINT voucher_batch_is_its_hash
        CHECK (sha256 = encode(sha256(content), 'hex'));
    """,
    """
    CREATE FUNCTION store_sent_stays_sent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'sent' THEN
            RAISE EXCEPTION 'mail % was sent and stays sent', OLD.id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER sent_stays_sent BEFORE UPDATE OR DELETE ON store_reportdelivery
        FOR EACH ROW EXECUTE FUNCTION store_sent_stays_sent();
    """,
    *append_only_sql(APPEND_ONLY),
]

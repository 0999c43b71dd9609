"""Walls of the flags of open items that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import append_only_sql

APPEND_ONLY = ("store_itemflag",)

SQL = [
    """
    CREATE FUNCTION store_flag_is_next() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.ordinal <> 1 + (SELECT coalesce(max(ordinal), 0) FROM store_itemflag
                                WHERE item_id = NEW.item_id AND kind = NEW.kind) THEN
            RAISE EXCEPTION 'flag % of item % is not the next', NEW.kind, NEW.item_id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'flag_is_next';
        END IF;
        IF NOT EXISTS (SELECT FROM store_openitem WHERE id = NEW.item_id AND company_id = NEW.company_id
                                                    AND customer_id = NEW.customer_id AND side = 1) THEN
            RAISE EXCEPTION 'item % is no debt of this customer and company', NEW.item_id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'flag_is_of_a_debt';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER flag_is_next BEFORE INSERT ON store_itemflag
        FOR EACH ROW EXECUTE FUNCTION store_flag_is_next();
    ALTER TABLE store_itemflag ADD CONSTRAINT flag_has_its_act
        FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
    """,
    *append_only_sql(APPEND_ONLY),
]

"""Walls of orders, deliveries, invoices and bills that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import (
    DOCUMENT_COMPANY_KEYS,
    company_key_sql,
    moves_forward_sql,
    never_removed_sql,
    only_some_move_sql,
)

TABLES = (
    "store_bill",
    "store_delivery",
    "store_deliveryline",
    "store_invoice",
    "store_invoiceinstalment",
    "store_invoiceline",
    "store_salesorder",
    "store_salesorderline",
)

# Of each table the columns that may change; everything else is as it was entered.
MOVING: dict[str, tuple[str, ...]] = {
    "store_bill": ("state", "passed_to", "passed_seq", "ended_seq", "ended_on"),
    "store_delivery": ("state", "accepted_on", "evidence_id", "evidence_name"),
    "store_deliveryline": ("returned", "invoiced"),
    "store_invoice": ("state", "entry_seq", "reversal_seq"),
    "store_invoiceinstalment": (),
    "store_invoiceline": ("credited", "credited_net", "credited_tax"),
    "store_salesorder": ("state",),
    "store_salesorderline": ("delivered", "returned", "invoiced", "given_up"),
}

# From which state to which others. A state that is not named stays.
STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "store_salesorder": {"draft": ("confirmed", "cancelled"), "confirmed": ("closed", "cancelled")},
    "store_delivery": {"delivered": ("accepted", "cancelled"), "accepted": ("cancelled",)},
    "store_invoice": {"draft": ("posted", "cancelled"), "posted": ("reversed",)},
    "store_bill": {
        "received": ("presented", "endorsed", "discounted", "settled", "dishonoured"),
        "presented": ("settled", "dishonoured"),
        "endorsed": ("settled", "dishonoured"),
        "discounted": ("settled", "dishonoured"),
    },
}  # fmt: skip

ONLY_SOME_MOVE = """
CREATE FUNCTION store_only_some_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - TG_ARGV[0]::text[] IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV[0]::text[] THEN
        RAISE EXCEPTION '% %: what it says does not change', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION store_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND NOT coalesce(TG_ARGV[0]::jsonb -> OLD.state ? NEW.state, false) THEN
        RAISE EXCEPTION '% %: from % there is no way to %', TG_TABLE_NAME, OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# A paper and its lines are written in one transaction; at its end the sums must agree.
IS_ITS_LINES = """
CREATE FUNCTION store_is_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint := CASE TG_TABLE_NAME WHEN 'store_invoice' THEN NEW.id ELSE (to_jsonb(NEW) ->> 'invoice_id')::bigint END;
    paper record;
    parts bigint;
BEGIN
    SELECT net, tax, gross INTO paper FROM store_invoice WHERE id = wanted;
    IF (SELECT (coalesce(sum(net), 0), coalesce(sum(tax), 0)) IS DISTINCT FROM (paper.net::numeric, paper.tax::numeric)
          FROM store_invoiceline WHERE invoice_id = wanted) THEN
        RAISE EXCEPTION 'invoice % is not the sum of its lines', wanted USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT sum(amount) INTO parts FROM store_invoiceinstalment WHERE invoice_id = wanted;
    IF parts IS NOT NULL AND parts <> paper.gross THEN
        RAISE EXCEPTION 'invoice % is not the sum of its instalments', wanted USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
"""


def sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(DOCUMENT_COMPANY_KEYS),
        ONLY_SOME_MOVE,
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(TABLES),
        IS_ITS_LINES,
        *(
            f"CREATE CONSTRAINT TRIGGER is_its_lines AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION store_is_its_lines()"
            for table in ("store_invoice", "store_invoiceline", "store_invoiceinstalment")
        ),
        RECOURSE_ACCOUNT,
    ]


# Bills passed on before they mature are a debt until they are paid: books opened before get the account, too.
RECOURSE_ACCOUNT = """
INSERT INTO store_account (company_id, role, code, own_code, name_zh, name_en)
SELECT company_id, 'recourse', '2001', '', '短期借款（票据贴现、背书）', 'Bills passed on, with recourse'
  FROM store_chainhead
"""

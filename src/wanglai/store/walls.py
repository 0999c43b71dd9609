"""The walls of every table, in the order in which they can be built: functions first."""

from __future__ import annotations

from wanglai.store import (
    advice_walls,
    bank_walls,
    bill_walls,
    book,
    bounce_walls,
    bulk_walls,
    confirmation_walls,
    contract_walls,
    customer_walls,
    cycle_walls,
    disposition_walls,
    dispute_walls,
    document_walls,
    export_walls,
    flag_walls,
    import_walls,
    message_walls,
    money_walls,
    portal_dispute_walls,
    portal_walls,
    procedure_walls,
    reminder_walls,
    role_walls,
    statement_walls,
    triggers,
    two_sided_walls,
)

CACHE_TABLE = """
CREATE TABLE store_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX store_cache_expires ON store_cache (expires);
"""
# Credits and advances that were open when a company began here: their entries' sides.
OPENING_RULES = (
    "INSERT INTO store_postingrule (kind, control, side, net, tax) VALUES "
    "('open_credit', 'receivable', -1, 'opening', ''), ('open_advance', 'advance', -1, 'opening', '')"
)


def every() -> list[str]:
    """All of them as SQL, for the migration that makes the tables; what comes later comes with its own migration."""
    return [
        *triggers.all_sql(),
        CACHE_TABLE,
        *triggers.note_sql(),
        *triggers.sheet_sql(),
        *book.sql(),
        role_walls.ROLES_KEPT_APART,
        *triggers.team_sql(),
        *customer_walls.all_sql(),
        *triggers.contract_sql(),
        *contract_walls.SQL,
        *document_walls.sql(),
        *import_walls.import_sql(),
        *export_walls.SQL,
        *bill_walls.SQL,
        OPENING_RULES,
        *flag_walls.SQL,
        *bank_walls.bank_sql(),
        *bounce_walls.SQL,
        *statement_walls.statement_sql(),
        *money_walls.money_sql(),
        *message_walls.message_sql(),
        *two_sided_walls.two_sided_sql(),
        *dispute_walls.dispute_sql(),
        *cycle_walls.cycle_sql(),
        *advice_walls.advice_sql(),
        *bulk_walls.bulk_sql(),
        *portal_walls.portal_sql(),
        *confirmation_walls.confirmation_sql(),
        *disposition_walls.disposition_sql(),
        *procedure_walls.procedure_sql(),
        *reminder_walls.reminder_sql(),
        *portal_dispute_walls.portal_dispute_sql(),
    ]

"""Walls of money in suspense and of learned payers that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from collections.abc import Iterable

from wanglai.store.triggers import (
    append_only_sql,
    company_key_sql,
    never_removed_sql,
    only_some_move_sql,
)

COMPANY_KEYS = (
    ("store_payeralias", "customer_id", "store_customer"),
    ("store_payeralias", "bank_entry_id", "store_bankentry"),
    ("store_acceptedpayer", "customer_id", "store_customer"),
    ("store_acceptedpayer", "bank_entry_id", "store_bankentry"),
)
APPEND_ONLY = ("store_acceptedpayer",)
MOVING: dict[str, tuple[str, ...]] = {"store_payeralias": ("undone_by_id", "undone_at")}
NEVER_REMOVED = ("store_payeralias",)

# Who is not known yet owes nothing: money comes in and goes out, and what goes out another person has agreed to.
_SUSPENSE = """
CREATE OR REPLACE FUNCTION book_suspense_owes_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stray record;
BEGIN
    SELECT added.kind, added.document INTO stray
      FROM added_rows AS added
      JOIN store_customer AS customer ON customer.id = added.customer_id AND customer.is_suspense
     WHERE NOT (added.kind IN ({kinds})
                OR added.kind = 'transfer' AND added.side = -1
                OR added.kind IN ('transfer', 'refund') AND added.side = 1
                   AND EXISTS (SELECT FROM store_act AS act
                                WHERE act.company_id = added.company_id AND act.seq = added.seq
                                  AND act.approver_id IS NOT NULL)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% % cannot stand on the suspense customer', stray.kind, stray.document USING ERRCODE = 'WL006';
    END IF;
    RETURN NULL;
END $$;
"""
_EACH_ITEM = """
CREATE TRIGGER suspense_owes_nothing AFTER INSERT ON store_openitem REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION book_suspense_owes_nothing();
"""
# Kinds that stand with whom nobody knows without another person's word.
BY_ITSELF = ("receipt", "reversal")


def suspense_owes_nothing_sql(kinds: Iterable[str]) -> str:
    """By these kinds of items, and money that leaves with another person's word, the suspense customer stands in the book."""
    return _SUSPENSE.format(kinds=", ".join(f"'{each}'" for each in kinds))


def money_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *never_removed_sql(NEVER_REMOVED),
        suspense_owes_nothing_sql(BY_ITSELF),
        _EACH_ITEM,
    ]

"""Walls of bounced receipts that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import company_key_sql, never_removed_sql, only_some_move_sql

COMPANY_KEYS = (
    ("store_bouncedreceipt", "came_id", "store_bankentry"),
    ("store_bouncedreceipt", "went_id", "store_bankentry"),
    ("store_bouncedreceipt", "bill_id", "store_bill"),
    ("store_bouncedreceipt", "customer_id", "store_customer"),
)
MOVING = {"store_bouncedreceipt": ("withdrawn_by_id", "withdrawn_at")}
NEVER_REMOVED = ("store_bouncedreceipt",)

# A bounce is an act of the chain like what it takes back.
_HAS_ITS_ACT = """
ALTER TABLE store_bouncedreceipt ADD CONSTRAINT bounce_has_its_act
    FOREIGN KEY (company_id, seq) REFERENCES store_act (company_id, seq) DEFERRABLE INITIALLY DEFERRED;
"""

SQL = [
    *company_key_sql(COMPANY_KEYS),
    *only_some_move_sql(MOVING),
    *never_removed_sql(NEVER_REMOVED),
    _HAS_ITS_ACT,
]

"""Every kind of import, in the order a new house is filled; a new one is a file here and a line below."""

from __future__ import annotations

from wanglai.services.imports.kinds import (
    contracts,
    customers,
    deliveries,
    einvoices,
    invoices,
    notes,
    opening_items,
    orders,
    receipts,
)
from wanglai.services.imports.kinds.kind import ImportKind

KINDS: dict[str, ImportKind] = {
    each.KIND.key: each.KIND
    for each in (
        customers, contracts, opening_items, orders, deliveries, invoices, notes, receipts, einvoices
    )
}  # fmt: skip

__all__ = ["KINDS", "ImportKind"]

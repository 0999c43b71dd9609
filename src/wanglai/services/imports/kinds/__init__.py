"""Every kind of import; a new one is a file here and a line below."""

from __future__ import annotations

from wanglai.services.imports.kinds import (
    customers,
    einvoices,
    invoices,
    notes,
    opening_items,
    receipts,
)
from wanglai.services.imports.kinds.kind import ImportKind

KINDS: dict[str, ImportKind] = {
    each.KIND.key: each.KIND
    for each in (customers, opening_items, invoices, notes, receipts, einvoices)
}

__all__ = ["KINDS", "ImportKind"]

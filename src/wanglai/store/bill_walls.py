"""The steps of bills once a payment can be undone; frozen with their migration."""

from __future__ import annotations

from wanglai.store.triggers import moves_forward_sql

BILL_STEPS: dict[str, tuple[str, ...]] = {
    "received": ("presented", "endorsed", "discounted", "settled", "dishonoured"),
    "presented": ("settled", "dishonoured"),
    "endorsed": ("settled", "dishonoured"),
    "discounted": ("settled", "dishonoured"),
    "settled": ("received", "endorsed", "discounted"),
}

SQL = ["DROP TRIGGER moves_forward ON store_bill", *moves_forward_sql({"store_bill": BILL_STEPS})]

"""The steps of bills once a payment can be undone; frozen with their migration (0015)."""

from __future__ import annotations

BILL_STEPS: dict[str, tuple[str, ...]] = {
    "received": ("presented", "endorsed", "discounted", "settled", "dishonoured"),
    "presented": ("settled", "dishonoured"),
    "endorsed": ("settled", "dishonoured"),
    "discounted": ("settled", "dishonoured"),
    "settled": ("received", "endorsed", "discounted"),
}

_STEPS = ", ".join(
    f'"{state}": [{", ".join(chr(34) + each + chr(34) for each in following)}]'
    for state, following in BILL_STEPS.items()
)
_TRIGGER = f"""
CREATE TRIGGER moves_forward BEFORE UPDATE ON store_bill
    FOR EACH ROW EXECUTE FUNCTION store_moves_forward('{{{_STEPS}}}')
"""
SQL = ["DROP TRIGGER moves_forward ON store_bill", _TRIGGER]

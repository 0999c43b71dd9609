"""Which customer stands for who is not known yet."""

from __future__ import annotations

from wanglai.store.models import Customer


def suspense_of(company_id: int) -> int | None:
    """The company's suspense customer; None where nothing was ever put there."""
    rows = Customer.objects.filter(company_id=company_id, is_suspense=True)
    return rows.values_list("id", flat=True).first()

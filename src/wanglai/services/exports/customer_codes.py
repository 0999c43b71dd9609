"""The code a customer goes by in other books (客户往来)."""

from __future__ import annotations

from collections.abc import Iterable

from wanglai.store.models import Customer


def customer_codes(company_id: int, customer_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Code and name of each customer. The code is the house's own number: customer 12 is ``C000012``."""
    rows = Customer.objects.filter(company_id=company_id, id__in=set(customer_ids))
    return {each: (f"C{each:06d}", name) for each, name in rows.values_list("id", "name")}

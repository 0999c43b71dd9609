"""Customers of a file become customers of the company; the one place that says which columns they have."""

from __future__ import annotations

from collections.abc import Iterable

from wanglai.domain.incoming import Incoming
from wanglai.store.models import Customer


def write_customers(company_id: int, documents: Iterable[Incoming]) -> None:
    """New customers with their other names, and new other names of known ones; within the open transaction."""
    documents = list(documents)
    rows = Customer.objects.select_for_update(no_key=True).filter(
        company_id=company_id, name__in=[each.customer for each in documents]
    )
    known = {each.name: each for each in rows.order_by("id")}
    new, changed = [], []
    for each in documents:
        customer = known.get(each.customer)
        names = [name for name in each.names if name != each.customer]
        if customer is None:
            new.append(
                Customer(
                    company_id=company_id, name=each.customer, names=list(dict.fromkeys(names))
                )
            )
        elif set(names) - set(customer.names):
            customer.names = list(dict.fromkeys([*customer.names, *names]))
            changed.append(customer)
    Customer.objects.bulk_create(new, batch_size=2_000)
    Customer.objects.bulk_update(changed, ["names"], batch_size=2_000)

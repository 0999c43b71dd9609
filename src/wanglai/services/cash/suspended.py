"""Which customer stands for who is not known yet."""

from __future__ import annotations

from wanglai.services.ledger.book import SuspenseStandsApart
from wanglai.services.ledger.post import CustomerIsUnknown
from wanglai.store.models import Customer


def suspense_of(company_id: int) -> int | None:
    """The company's suspense customer; None where nothing was ever put there."""
    rows = Customer.objects.filter(company_id=company_id, is_suspense=True)
    return rows.values_list("id", flat=True).first()


def require_true_customer(company_id: int, customer_id: int) -> None:
    """A customer that is nobody else and somebody. Refuses, in order: CustomerIsUnknown, SuspenseStandsApart."""
    found = Customer.objects.filter(company_id=company_id, id=customer_id, merged_into=None).first()
    if found is None:
        raise CustomerIsUnknown(str(customer_id))
    if found.is_suspense:
        raise SuspenseStandsApart(found.name)

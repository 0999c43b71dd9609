"""One click on a demo customer: both of its files become a new reconciliation."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.reconciliation.start_reconciliation import start_reconciliation
from wanglai.store.models import Company, Reconciliation


@transaction.atomic
def start_demo_reconciliation(*, company_id: int, actor: int, key: str) -> int:
    """A new reconciliation of the demo customer ``key``; returns its id. A double click makes one.

    Refuses, in order: NotFound (no member), NotPermitted, NotFound (not the demo company, or no such customer).
    """
    admit(company_id=company_id, actor=actor, act="start_demo_reconciliation")
    if not Company.objects.filter(id=company_id, is_demo=True).exists():
        raise NotFound
    customer = next((each for each in demo_customers() if each.key == key), None)
    if customer is None:
        raise NotFound(key)
    ours, theirs = customer.uploads()
    made = Reconciliation.objects.filter(company_id=company_id, demo_key=key).count()
    return start_reconciliation(
        company_id=company_id,
        actor=actor,
        customer_name=customer.customer_name,
        ours=ours,
        theirs=theirs,
        idempotency_key=f"demo {key} {made + 1}",
        demo_key=key,
    )

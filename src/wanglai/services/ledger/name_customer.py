"""A customer is found by its name, or made."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.access.scope import admit
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import Customer


def customer_named(*, company_id: int, actor: int, name: str) -> int | None:
    """The customer of exactly this name, or of this name among its others; of a merged one its survivor.

    Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="view_books")
    rows = fetch(
        "SELECT coalesce(merged_into_id, id) FROM store_customer WHERE company_id = %(company)s "
        "AND (name = %(name)s OR %(name)s = ANY(names)) ORDER BY name = %(name)s DESC, id LIMIT 1",
        {"company": company_id, "name": name},
    )
    return rows[0][0] if rows else None


@transaction.atomic
def add_customer(*, company_id: int, actor: int, name: str) -> int:
    """Make a customer, or find it (of a merged one its survivor); its id. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="post_document")
    assert name, "a customer has a name"
    found, _ = Customer.objects.get_or_create(company_id=company_id, name=name)
    return int(found.merged_into_id or found.id)

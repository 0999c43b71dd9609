"""A new customer with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from wanglai.services.access.scope import admit
from wanglai.services.customers.fields import CustomerNeedsAName, cleaned, keep, shown_in_history
from wanglai.services.customers.gate import MASTER, require_agreement
from wanglai.services.customers.history import Changed, tell
from wanglai.services.ledger.book import Who
from wanglai.store.models import Customer


@transaction.atomic
def create_customer(
    *, company_id: int, actor: int, origin: str, said: Mapping[str, Any], approver: int | None = None
) -> int:  # fmt: skip
    """Make a customer of the fields said (``fields.FIELDS``); its id. A salesperson asks, a credit controller approves.

    Refuses, in order: NotFound, NotPermitted, CustomerNeedsAName, TaxNumberIsWrong, ApprovalIsNeeded, CustomerExists, NumberIsTaken.
    """
    roles = admit(company_id=company_id, actor=actor, act="change_customer")
    values = cleaned(said)
    if not values.get("name"):
        raise CustomerNeedsAName
    require_agreement(
        company_id=company_id, roles=roles, duty=MASTER, kind="create_customer", approver=approver
    )
    customer = Customer(company_id=company_id, **values)
    keep(customer)
    told = [Changed(field, new=shown_in_history(customer, field)) for field in sorted(values)]
    tell(customer, Who(actor, origin, approver), "create_customer", (each for each in told if each.new))  # fmt: skip
    return int(customer.id)

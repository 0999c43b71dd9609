"""Customers written by the thousand come without their spellings; they get them here, and are found from then on."""

from __future__ import annotations

from django.db import transaction

from wanglai.store.models import Customer

_AT_ONCE = 2_000


def spell_every_name() -> int:
    """Spell what is not spelled yet, of all companies; how many customers."""
    spelled = 0
    while part := _spell_part():
        spelled += part
    return spelled


@transaction.atomic
def _spell_part() -> int:
    rows = Customer.objects.select_for_update(no_key=True, skip_locked=True).filter(search=None)
    part = list(rows.order_by("id")[:_AT_ONCE])
    for customer in part:
        customer.search = customer.spelled()
    Customer.objects.bulk_update(part, ["search"])
    return len(part)

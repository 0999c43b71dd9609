"""That a contract runs out is written once, 90, 60 and 30 days before its last day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from wanglai.store.models import Contract, ExpiryWarning
from wanglai.store.models.contracts import EXPIRY_DAYS


def warning_due(to_on: date, on: date) -> int | None:
    """The warning a contract stands under on a day: 30, 60 or 90; None further off, or once it is over.

    Last day 2026-03-31: on 2026-01-15, 75 days before, it is 90; on 2026-03-01, 30 days before, it is 30.
    """
    left = (to_on - on).days
    return min((days for days in EXPIRY_DAYS if 0 <= left <= days), default=None)


def write_expiry_warnings(on: date) -> int:
    """Write what is due on a day and not written yet, for every company; how many were new. Repeating writes nothing."""
    rows = Contract.objects.filter(
        state="in_force", to_on__gte=on, to_on__lte=on + timedelta(days=max(EXPIRY_DAYS))
    )
    return sum(_written(contract, on) for contract in rows.order_by("id"))


@transaction.atomic
def _written(contract: Contract, on: date) -> bool:
    assert contract.to_on is not None
    days = warning_due(contract.to_on, on)
    if days is None:
        return False
    _, is_new = ExpiryWarning.objects.get_or_create(
        company_id=contract.company_id, contract=contract, days=days, to_on=contract.to_on
    )
    return is_new

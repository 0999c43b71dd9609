"""What was changed on a customer, field by field: rows of its history beside the sealed act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wanglai.services.access.membership import record
from wanglai.services.ledger.book import Who
from wanglai.store.models import Customer, CustomerChange


@dataclass(frozen=True)
class Changed:
    """A field with its value before and after, as the history shows it: personal data masked."""

    field: str
    old: str = ""
    new: str = ""


def tell(customer: Customer, who: Who, kind: str, changes: Iterable[Changed], **more: Any) -> int:
    """One act, sealed where the company keeps a book, and a row for each change; the act's number."""
    changes = tuple(changes)
    fields = [each.field for each in changes]
    seq = record(customer.company_id, who, kind, customer=customer.id, fields=fields, **more)
    CustomerChange.objects.bulk_create(
        CustomerChange(
            company_id=customer.company_id, customer_id=customer.id, field=each.field, old=each.old,
            new=each.new, actor_id=who.actor, approver_id=who.approver, seq=seq,
        )
        for each in changes
    )  # fmt: skip
    return seq

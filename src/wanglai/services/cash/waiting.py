"""What was asked for about a line and still waits for another person's word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from wanglai.services.cash.accept_payer import KIND as ACCEPT
from wanglai.services.cash.suspense import KIND
from wanglai.store.models import ApprovalEnd, ApprovalRequest


def asked_to_leave(company_id: int, line_id: int) -> int | None:
    """The request to move a line's money out of suspense; None where none waits."""
    found = (number for number, said in _waiting(company_id, KIND) if said["line_id"] == line_id)
    return next(found, None)


def asked_to_accept(company_id: int, line_id: int, customer_id: int) -> int | None:
    """The request that a line's money pays a customer's debts though another paid it; None where none waits."""
    found = (
        number
        for number, said in _waiting(company_id, ACCEPT)
        if (said["line_id"], said["customer_id"]) == (line_id, customer_id)
    )
    return next(found, None)


def asked_to_refund(company_id: int, item_id: int) -> int | None:
    """The request to pay back some of a credit; None where none waits."""
    found = (number for number, said in _waiting(company_id, "refund") if said["item_id"] == item_id)  # fmt: skip
    return next(found, None)


def _waiting(company_id: int, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = ApprovalRequest.objects.filter(
        company_id=company_id, kind=kind, expires_at__gt=timezone.now()
    )
    over = ApprovalEnd.objects.filter(company_id=company_id).values("request_id")
    for number, subject in rows.exclude(id__in=over).order_by("id").values_list("id", "subject"):
        yield number, json.loads(subject)

"""What the programs beside the kill test share: Django set up, and the invoice that belongs to a key."""

from __future__ import annotations

import os
from datetime import date

from wanglai.cli.django_loaded import load_django

load_django(os.environ["DATABASE_URL"])

from wanglai.domain.ledger import Document  # noqa: E402
from wanglai.store.models import Customer  # noqa: E402


def load(company: int) -> int:
    """The one customer of a company."""
    return int(Customer.objects.get(company_id=company).id)


def invoice(customer: int, key: str) -> Document:
    """The same key is the same paper, whoever sends it again."""
    gross = 10_000 + int(key.rsplit("-", 1)[1])
    return Document("invoice", customer, key, date(2026, 1, 5), gross, gross // 10)

"""A company whose book a row fills. Imported by child programs only: Django is set up first."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import Any

from wanglai.cli.django_loaded import load_django

load_django(os.environ["DATABASE_URL"])

from wanglai.services.ledger.open_books import open_books  # noqa: E402
from wanglai.store.models import Company, Customer, Membership, User  # noqa: E402

DOOR = "bench"


@dataclass(frozen=True)
class Bench:
    """A company, the person who does everything in it, and its customers."""

    company_id: int
    actor: int
    customers: list[int]

    @property
    def reader(self) -> dict[str, Any]:
        return {"company_id": self.company_id, "actor": self.actor}

    @property
    def scope(self) -> dict[str, Any]:
        return {**self.reader, "origin": DOOR}


def open_company(name: str, *, customers: int, from_on: date, months: int) -> Bench:
    company = Company.objects.create(name=name)
    person = User.objects.create(email=f"fm@{name}.example", name="FM")
    Membership.objects.create(company=company, user=person, role="FM")
    names = [f"客户 {number:04}" for number in range(customers)]
    Customer.objects.bulk_create(Customer(company=company, name=name) for name in names)
    ids = list(Customer.objects.filter(company=company).order_by("id").values_list("id", flat=True))
    bench = Bench(company.id, person.id, ids)
    open_books(**bench.scope, from_on=from_on, months=months, bands=())
    return bench


def known_company(company_id: int) -> Bench:
    ids = list(
        Customer.objects.filter(company_id=company_id).order_by("id").values_list("id", flat=True)
    )
    actor = Membership.objects.get(company_id=company_id).user_id
    return Bench(company_id, actor, ids)

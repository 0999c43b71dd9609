"""Agreements as records, and short ways to contracts in force: what tests of services and screens share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.books import Books
from wanglai.domain import agreement_form
from wanglai.domain.agreement import Agreement
from wanglai.domain.terms import Terms
from wanglai.domain.terms_ready import monthly_by_days
from wanglai.services.contracts.draft_contract import DraftWanted, draft_contract
from wanglai.services.contracts.queries import ContractPage, contract_page
from wanglai.services.contracts.sign_contract import sign_contract
from wanglai.store.models import Customer

DOOR = "test"
FIRST = date(2025, 1, 1)
MONTHLY_60 = replace(monthly_by_days(60, 25), roll="next", calendar="CN")


def record(terms: Terms = MONTHLY_60, **more: Any) -> dict[str, Any]:
    return agreement_form.record_of(Agreement(terms, **more))


def customer(books: Books, name: str = "远景") -> int:
    return int(Customer.objects.get_or_create(company_id=books.company_id, name=name)[0].id)


def wanted(books: Books, **more: Any) -> DraftWanted:
    plain: dict[str, Any] = {
        "customer_id": customer(books),
        "number": "HT-1",
        "from_on": FIRST,
        "signed_on": FIRST,
        "agreement": record(),
    }
    return DraftWanted(**{**plain, **more})


def drafted(books: Books, role: str = "CRC", **more: Any) -> int:
    return draft_contract(**books.scope(role), origin=DOOR, wanted=wanted(books, **more))


def page(books: Books, contract_id: int, on: date = FIRST, role: str = "CRC") -> ContractPage:
    return contract_page(**books.scope(role), contract_id=contract_id, on=on)


def signed(books: Books, role: str = "CRC", **more: Any) -> int:
    """A contract in force, every warning of the law given a reason; needs a company without a book."""
    contract_id = drafted(books, **more)
    sign(books, contract_id, role)
    return contract_id


def sign(books: Books, contract_id: int, role: str = "CRC", **more: Any) -> int:
    draft = page(books, contract_id).draft
    assert draft is not None
    plain: dict[str, Any] = {
        "shown": draft.shown,
        "acknowledged": {one.code: "行业惯例" for one in draft.warnings},
    }
    return sign_contract(
        **books.scope(role), origin=DOOR, contract_id=contract_id, **{**plain, **more}
    )

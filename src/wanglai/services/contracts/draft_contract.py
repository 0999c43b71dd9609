"""A contract is drafted, and changed for as long as nobody has signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from wanglai.domain import agreement_form
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, Sight
from wanglai.services.contracts.refused import (
    ContractIsSigned,
    ContractNeedsANumber,
    DaysOutOfOrder,
    NumberIsTaken,
    admit_to_contracts,
    agreed,
    contract_within,
    in_order,
)
from wanglai.services.ledger.book import Who
from wanglai.store.models import Contract, Customer


@dataclass(frozen=True)
class DraftWanted:
    """A contract as it is written down before signing. ``agreement`` is a record of the domain's form."""

    customer_id: int
    number: str
    from_on: date
    signed_on: date
    agreement: Mapping[str, Any]
    to_on: date | None = None
    title: str = ""
    scope: str = ""
    replaces: int | None = None  # the contract this one takes the place of


@transaction.atomic
def draft_contract(*, company_id: int, actor: int, origin: str, wanted: DraftWanted) -> int:
    """Write a contract down; its id. It holds for nobody before it is signed.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), ContractNeedsANumber, DaysOutOfOrder,
    AgreementIsMistaken, NotFound (replaced), NumberIsTaken.
    """
    sight = admit_to_contracts(company_id, actor, "draft_contract")
    if not Customer.objects.filter(company_id=company_id, id=wanted.customer_id).exists():
        raise NotFound
    sight.require(wanted.customer_id)
    fields = _fields(company_id, wanted, sight)
    try:
        with transaction.atomic():
            contract = Contract.objects.create(
                company_id=company_id,
                customer_id=wanted.customer_id,
                created_by_id=actor,
                **fields,
            )
    except IntegrityError as problem:
        raise _taken(problem, wanted.number) from problem
    record(
        company_id, Who(actor, origin), "draft_contract",
        contract=contract.id, customer=wanted.customer_id,
    )  # fmt: skip
    return int(contract.id)


@transaction.atomic
def change_draft(
    *, company_id: int, actor: int, origin: str, contract_id: int, wanted: DraftWanted
) -> None:
    """Write a draft anew; the customer stays. What was asked of an approver before is void: it was about another draft.

    Refuses, in order: NotFound, NotPermitted, NotFound (contract), ContractIsSigned, ContractNeedsANumber,
    DaysOutOfOrder, AgreementIsMistaken, NotFound (replaced), NumberIsTaken.
    """
    sight = admit_to_contracts(company_id, actor, "draft_contract")
    contract = contract_within(company_id, contract_id, sight, lock=True)
    if contract.state != "draft":
        raise ContractIsSigned(contract.number)
    for name, value in _fields(company_id, wanted, sight).items():
        setattr(contract, name, value)
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError as problem:
        raise _taken(problem, wanted.number) from problem
    record(
        company_id, Who(actor, origin), "change_draft",
        contract=contract.id, customer=contract.customer_id,
    )  # fmt: skip


def _fields(company_id: int, wanted: DraftWanted, sight: Sight) -> dict[str, Any]:
    number = " ".join(wanted.number.split())[:60]
    if not number:
        raise ContractNeedsANumber
    in_order(wanted.from_on, wanted.to_on)
    agreement = agreed(wanted.agreement)
    if wanted.replaces is not None:
        replaced = contract_within(company_id, wanted.replaces, sight)
        if replaced.customer_id != wanted.customer_id:
            raise NotFound
        if wanted.from_on <= replaced.from_on:
            raise DaysOutOfOrder(replaced.number)
    return {
        "number": number,
        "title": wanted.title.strip()[:200],
        "scope": " ".join(wanted.scope.split())[:100],
        "from_on": wanted.from_on,
        "to_on": wanted.to_on,
        "replaces_id": wanted.replaces,
        "draft": {
            "agreement": agreement_form.record_of(agreement),
            "from_on": wanted.from_on.isoformat(),
            "signed_on": wanted.signed_on.isoformat(),
            "reason": "",
        },
    }


def _taken(problem: IntegrityError, number: str) -> Exception:
    return NumberIsTaken(number) if "contract_number_once" in str(problem) else problem

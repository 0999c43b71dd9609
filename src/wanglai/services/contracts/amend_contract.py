"""New terms for a contract in force: written down beside the old ones, and in force once they are signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from wanglai.domain import agreement_form
from wanglai.services.access.membership import record
from wanglai.services.contracts.refused import (
    ContractIsOver,
    DaysOutOfOrder,
    NothingToSign,
    ReasonIsMissing,
    admit_to_contracts,
    agreed,
    contract_within,
)
from wanglai.services.ledger.book import Who


@dataclass(frozen=True)
class Amendment:
    """What changes, from which day, signed when, and why."""

    agreement: Mapping[str, Any]
    from_on: date
    signed_on: date
    reason: str


@transaction.atomic
def amend_contract(
    *, company_id: int, actor: int, origin: str, contract_id: int, amendment: Amendment
) -> None:
    """Write an amendment down; an unsigned one before it is replaced. Documents posted keep their due days.

    Refuses, in order: NotFound, NotPermitted, NotFound (contract), ContractIsOver, ReasonIsMissing, DaysOutOfOrder,
    AgreementIsMistaken.
    """
    sight = admit_to_contracts(company_id, actor, "draft_contract")
    contract = contract_within(company_id, contract_id, sight, lock=True)
    if contract.state != "in_force":
        raise ContractIsOver(contract.number)
    reason = amendment.reason.strip()[:500]
    if not reason:
        raise ReasonIsMissing
    from_on = amendment.from_on
    if from_on < contract.from_on or (contract.to_on and from_on > contract.to_on):
        raise DaysOutOfOrder(contract.number)
    agreement = agreed(amendment.agreement)
    contract.draft = {
        "agreement": agreement_form.record_of(agreement),
        "from_on": from_on.isoformat(),
        "signed_on": amendment.signed_on.isoformat(),
        "reason": reason,
    }
    contract.save(update_fields=["draft"])
    record(
        company_id, Who(actor, origin), "amend_contract",
        contract=contract.id, customer=contract.customer_id,
    )  # fmt: skip


@transaction.atomic
def drop_amendment(*, company_id: int, actor: int, origin: str, contract_id: int) -> None:
    """Take an unsigned amendment away. Refuses, in order: NotFound, NotPermitted, NotFound (contract), NothingToSign."""
    sight = admit_to_contracts(company_id, actor, "draft_contract")
    contract = contract_within(company_id, contract_id, sight, lock=True)
    if contract.state != "in_force" or contract.draft is None:
        raise NothingToSign(contract.number)
    contract.draft = None
    contract.save(update_fields=["draft"])
    record(
        company_id, Who(actor, origin), "drop_amendment",
        contract=contract.id, customer=contract.customer_id,
    )  # fmt: skip

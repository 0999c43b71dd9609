"""A contract ends sooner than agreed, or one without a last day gets one."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wanglai.services.access.membership import record
from wanglai.services.contracts.refused import (
    ContractIsOver,
    DaysOutOfOrder,
    ReasonIsMissing,
    admit_to_contracts,
    contract_within,
)
from wanglai.services.ledger.book import Who


@transaction.atomic
def end_contract(
    *, company_id: int, actor: int, origin: str, contract_id: int, on: date, reason: str
) -> int:
    """The last day its terms hold; the act's number. What was delivered until then is still paid by them.

    Refuses, in order: NotFound, NotPermitted, NotFound (contract), ContractIsOver, ReasonIsMissing, DaysOutOfOrder.
    """
    sight = admit_to_contracts(company_id, actor, "end_contract")
    contract = contract_within(company_id, contract_id, sight, lock=True)
    if contract.state != "in_force":
        raise ContractIsOver(contract.number)
    if not reason.strip():
        raise ReasonIsMissing
    if on < contract.from_on or (contract.to_on and on > contract.to_on):
        raise DaysOutOfOrder(contract.number)
    contract.state, contract.ended_on, contract.draft = "ended", on, None
    contract.end_reason = reason.strip()[:500]
    contract.save(update_fields=["state", "ended_on", "draft", "end_reason"])
    return record(
        company_id, Who(actor, origin), "end_contract",
        contract=contract.id, customer=contract.customer_id, on=on.isoformat(),
    )  # fmt: skip

"""What a request to sign a contract asks for, in the words an approver reads: with whom, on which terms, which warnings stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.agreement_form import agreement_of
from wanglai.services.contracts.words import WARNINGS, sentence_of
from wanglai.store.models import Contract


@dataclass(frozen=True)
class ContractTold:
    """The customer, the terms and their first day; ``acknowledged`` are warnings of the law signed all the same, and why."""

    customer_id: int
    customer_name: str
    from_on: date
    terms: Wording | None  # None once it is signed or taken away: the contract itself says them
    acknowledged: tuple[tuple[Wording, str], ...]


def told_of_contract(company_id: int, subject: Mapping[str, Any]) -> ContractTold | None:
    """None for a request about something else."""
    rows = Contract.objects.select_related("customer").filter(company_id=company_id)
    named = subject.get("contract_id")
    contract = rows.filter(id=named).first() if named is not None else None
    if contract is None:
        return None
    draft = contract.draft
    reasons = subject.get("acknowledged", {})
    return ContractTold(
        customer_id=contract.customer_id,
        customer_name=contract.customer.name,
        from_on=date.fromisoformat(draft["from_on"]) if draft else contract.from_on,
        terms=sentence_of(agreement_of(draft["agreement"]).terms) if draft else None,
        acknowledged=tuple((words, reasons[code]) for code, words in WARNINGS.items() if code in reasons),
    )  # fmt: skip

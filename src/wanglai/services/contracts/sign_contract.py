"""A draft or an amendment is signed: it becomes the next version, its warnings acknowledged by name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from wanglai.domain.agreement_form import agreement_of
from wanglai.services.access.membership import record, require_word
from wanglai.services.access.scope import NotFound
from wanglai.services.contracts.law import missing_words, warnings_of
from wanglai.services.contracts.refused import (
    ContractsOverlap,
    DraftHasChanged,
    NothingToSign,
    WarningsNotAcknowledged,
    admit_to_contracts,
    contract_within,
)
from wanglai.services.ledger.book import Who
from wanglai.store.models import Contract, ContractVersion

KIND = "sign_contract"


def print_of(contract: Contract) -> str:
    """SHA-256 of everything that signing would put in force, in hex: what an approver has seen is what is signed."""
    shown = {
        "number": contract.number,
        "scope": contract.scope,
        "customer": contract.customer_id,
        "from": contract.from_on,
        "to": contract.to_on,
        "replaces": contract.replaces_id,
        "draft": contract.draft,
    }
    text = json.dumps(shown, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def sign_contract(
    *, company_id: int, actor: int, origin: str, contract_id: int, shown: str,
    acknowledged: Mapping[str, str], approver: int | None = None,
) -> int:  # fmt: skip
    """Put what waits in force as the next version; the number of the act. ``acknowledged``: code of warning to reason.

    The contract it replaces ends the day before. Refuses, in order: NotFound, NotPermitted, NotFound (contract),
    NothingToSign, DraftHasChanged, WarningsNotAcknowledged, ApprovalIsNeeded, NotFound (replaced), ContractsOverlap.
    """
    sight = admit_to_contracts(company_id, actor, KIND)
    contract = contract_within(company_id, contract_id, sight, lock=True)
    if contract.draft is None or contract.state not in ("draft", "in_force"):
        raise NothingToSign(contract.number)
    if print_of(contract) != shown:
        raise DraftHasChanged(contract.number)
    seen = _seen(company_id, contract.draft, acknowledged)
    require_word(company_id, KIND, approver)
    if contract.state == "draft" and contract.replaces_id:
        _supersede(company_id, contract.replaces_id, contract.from_on)
    version = _next_version(contract, actor, approver, seen)
    contract.state, contract.draft = "in_force", None
    try:
        with transaction.atomic():
            contract.save(update_fields=["state", "draft"])
    except IntegrityError as problem:
        if "contract_one_in_force" not in str(problem):
            raise
        raise ContractsOverlap(contract.number) from problem
    return record(
        company_id, Who(actor, origin, approver), KIND,
        contract=contract.id, customer=contract.customer_id, version=version.number, signed=shown,
        from_on=version.from_on.isoformat(), warnings=[each["code"] for each in seen],
    )  # fmt: skip


def _seen(
    company_id: int, draft: Mapping[str, Any], acknowledged: Mapping[str, str]
) -> list[dict[str, str]]:
    """Each warning with its article and the reason it is signed all the same. Refuses: WarningsNotAcknowledged."""
    signed_on = date.fromisoformat(draft["signed_on"])
    warnings = warnings_of(company_id, agreement_of(draft["agreement"]), signed_on)
    missing = missing_words(warnings, acknowledged)
    if missing:
        raise WarningsNotAcknowledged(", ".join(missing))
    return [
        {
            "code": one.code,
            "source": one.source,
            "reason": acknowledged[one.code].strip()[:500],
        }
        for one in warnings
    ]


def _supersede(company_id: int, replaced_id: int, from_on: date) -> None:
    """The contract replaced ends the day before the new one begins; one that is over already stays as it is."""
    rows = Contract.objects.select_for_update(no_key=True)
    replaced = rows.filter(company_id=company_id, id=replaced_id).first()
    if replaced is None:
        raise NotFound
    if replaced.state != "in_force":
        return
    last = from_on - timedelta(days=1)
    replaced.state = "superseded"
    replaced.ended_on = min(last, replaced.to_on) if replaced.to_on else last
    replaced.save(update_fields=["state", "ended_on"])


def _next_version(
    contract: Contract, actor: int, approver: int | None, seen: list[dict[str, str]]
) -> ContractVersion:
    """The version that was waiting, numbered after the last one; the contract's row is held."""
    assert contract.draft is not None
    rows = ContractVersion.objects.filter(company_id=contract.company_id, contract=contract)
    return ContractVersion.objects.create(
        company_id=contract.company_id,
        contract=contract,
        number=rows.count() + 1,
        agreement=contract.draft["agreement"],
        from_on=date.fromisoformat(contract.draft["from_on"]),
        signed_on=date.fromisoformat(contract.draft["signed_on"]),
        reason=contract.draft["reason"],
        acknowledged=seen,
        made_by_id=actor,
        approved_by_id=approver,
    )

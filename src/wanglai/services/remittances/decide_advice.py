"""What people say of an advice: that it is used although it does not add up, or that it is not used at all."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.membership import record
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who
from wanglai.services.remittances.linking import advice_within, link_what_fits
from wanglai.services.remittances.refusals import (
    AdviceIsWithdrawn,
    DecisionSaysNothing,
    NothingToDecide,
)
from wanglai.store.models import AdvisedReceipt


@transaction.atomic
def use_advice_as_it_is(*, company_id: int, actor: int, origin: str, remittance_id: int, reason: str) -> None:  # fmt: skip
    """Its lines are used though they do not come to its total, or some were not read; the reason stays with it.

    Refuses, in order: NotFound, NotPermitted, NotFound (advice), AdviceIsWithdrawn, NothingToDecide, DecisionSaysNothing.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    found = advice_within(company_id, remittance_id)
    if found.withdrawn_at is not None:
        raise AdviceIsWithdrawn(found.name)
    if found.adds_up or found.decided_at is not None:
        raise NothingToDecide(found.name)
    if not reason.strip():
        raise DecisionSaysNothing
    found.decided_by_id, found.decided_at, found.decision = actor, timezone.now(), reason.strip()[:500]  # fmt: skip
    found.save(update_fields=["decided_by", "decided_at", "decision"])
    record(company_id, Who(actor, origin), "use_advice", advice=found.id, named=found.name, why=found.decision)  # fmt: skip
    link_what_fits(company_id, [found.id])


@transaction.atomic
def withdraw_advice(*, company_id: int, actor: int, origin: str, remittance_id: int) -> None:
    """It speaks of nothing any more, and may be handed in again; what was settled by it stays.

    Refuses, in order: NotFound, NotPermitted, NotFound (advice), AdviceIsWithdrawn.
    """
    admit(company_id=company_id, actor=actor, act="keep_advice")
    found = advice_within(company_id, remittance_id)
    if found.withdrawn_at is not None:
        raise AdviceIsWithdrawn(found.name)
    now = timezone.now()
    AdvisedReceipt.objects.filter(company_id=company_id, remittance_id=found.id, ended_at=None).update(ended_by_id=actor, ended_at=now)  # fmt: skip
    found.withdrawn_by_id, found.withdrawn_at = actor, now
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record(company_id, Who(actor, origin), "withdraw_advice", advice=found.id, named=found.name)

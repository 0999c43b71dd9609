"""A dispute goes to another owner, or gets another deadline with the reason why."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wanglai.services.disputes.cases import (
    Said,
    check_due,
    check_owner,
    checked_words,
    held_open,
    tell,
)
from wanglai.services.ledger.book import Who


@transaction.atomic
def hand_over_dispute(
    *, company_id: int, actor: int, origin: str, dispute_id: int, owner_id: int, said: str
) -> int:
    """Give an open dispute to somebody who may settle it; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (dispute), DisputeIsOver, DisputeSaysNothing, DisputeHasNoOwner.
    """
    who = Who(actor, origin)
    dispute = held_open(company_id, who, dispute_id, "keep_dispute")
    said = checked_words(said)
    check_owner(company_id, owner_id)
    before, dispute.owner_id = dispute.owner_id, owner_id
    dispute.save(update_fields=["owner"])
    step = Said("handed", said, owner_id=owner_id)
    return tell(dispute, who, "hand_over_dispute", [step], owner=owner_id, owner_before=before)


@transaction.atomic
def move_dispute_deadline(
    *, company_id: int, actor: int, origin: str, dispute_id: int, due_on: date, said: str
) -> int:
    """Give an open dispute until another day, and say why; the act's number. A deadline moved may pass and be escalated anew.

    Refuses, in order: NotFound, NotPermitted, NotFound (dispute), DisputeIsOver, DisputeSaysNothing, DisputeIsLate.
    """
    who = Who(actor, origin)
    dispute = held_open(company_id, who, dispute_id, "keep_dispute")
    said = checked_words(said)
    check_due(due_on)
    before, dispute.due_on = dispute.due_on, due_on
    dispute.save(update_fields=["due_on"])
    step = Said("moved", said, due_on=due_on, due_before=before)
    return tell(
        dispute, who, "move_dispute_deadline", [step], due=due_on.isoformat(), due_before=before.isoformat(),
    )  # fmt: skip

"""A case goes to another owner, or gets another deadline."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wanglai.services.deductions.cases import case_within, check_due, check_owner
from wanglai.services.ledger.book import Who, write_act


@transaction.atomic
def reassign_deduction(
    *, company_id: int, actor: int, origin: str, deduction_id: int, owner_id: int, due_on: date
) -> int:
    """Give an open case to somebody who may settle it, until a day; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (case), DeductionIsClosed, DeductionHasNoOwner, DeductionIsLate.
    """
    case = case_within(company_id, actor, deduction_id)
    check_owner(company_id, owner_id)
    if due_on != case.due_on:  # a late case may change hands
        check_due(due_on)
    before = {"owner_before": case.owner_id, "due_before": case.due_on.isoformat()}
    case.owner_id, case.due_on = owner_id, due_on
    case.save(update_fields=["owner", "due_on"])
    facts = {"deduction": case.id, "item": case.item_id, "owner": owner_id, "due": due_on.isoformat()}  # fmt: skip
    return write_act(company_id, Who(actor, origin), "reassign_deduction", {**facts, **before})

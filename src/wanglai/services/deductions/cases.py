"""Cases as verbs hold them: in sight, locked, and the flag of their item."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.contested.owners import may_own
from wanglai.services.deductions.refusals import (
    DeductionHasNoOwner,
    DeductionIsClosed,
    DeductionIsLate,
)
from wanglai.store.models import DeductionCase

NOTE_MAX = 500


def case_within(company_id: int, actor: int, deduction_id: int) -> DeductionCase:
    """An open case of a customer this person sees, held until the end.

    Refuses, in order: NotFound, NotPermitted, NotFound (case), DeductionIsClosed.
    """
    admit(company_id=company_id, actor=actor, act="keep_deduction")
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    rows = DeductionCase.objects.select_for_update(no_key=True)
    found: DeductionCase | None = sight.of(rows.filter(company_id=company_id, id=deduction_id)).first()  # fmt: skip
    if found is None:
        raise NotFound
    if found.state != "open":
        raise DeductionIsClosed(str(deduction_id))
    return found


def check_owner(company_id: int, owner_id: int) -> None:
    """Refuses: DeductionHasNoOwner."""
    if not may_own(company_id, owner_id, "keep_deduction"):
        raise DeductionHasNoOwner(str(owner_id))


def check_due(due_on: date) -> None:
    """Refuses: DeductionIsLate."""
    if due_on < timezone.localdate():
        raise DeductionIsLate(due_on.isoformat())


def flag_note(case: DeductionCase) -> str:
    """What the flag of the item says of the case that raised it."""
    return f"#{case.id} {case.note or case.reason}"[:NOTE_MAX]

"""A case ends: the customer is right and the amount was taken off, or goes on owing it, or the case was a mistake."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from wanglai.services.contested.covering import covers, left_to_cover
from wanglai.services.contested.items import follow_flag
from wanglai.services.deductions.cases import NOTE_MAX, case_within
from wanglai.services.deductions.refusals import DeductionSaysNothing, NothingCoversIt
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.store.models.cash import DEDUCTION_STATES


@transaction.atomic
def close_deduction(
    *, company_id: int, actor: int, origin: str, deduction_id: int, state: str, note: str, outcome_seq: int | None = None
) -> int:  # fmt: skip
    """Close a case as accepted, rejected or withdrawn; the act's number.

    Accepted wants the entry that took the amount off the item: a credit note, write-off, discount or small difference, each
    agreed to where its own bands say so. Rejected and withdrawn leave the amount owed. The item's flag goes down with its last case.
    Refuses, in order: NotFound, NotPermitted, NotFound (case), DeductionIsClosed, DeductionSaysNothing, NothingCoversIt.
    """
    assert state in DEDUCTION_STATES[1:], "a case ends in one of three ways"
    assert outcome_seq is None or state == "accepted", "only what is accepted was taken off"
    case = case_within(company_id, actor, deduction_id)
    note = note.strip()
    if not note or len(note) > NOTE_MAX:
        raise DeductionSaysNothing
    known_act(company_id, "", b"")  # takes the book, so that what covers it cannot change
    if state == "accepted":
        taken = left_to_cover(company_id, case.item_id, deduction_id=case.id)
        if not covers(taken, outcome_seq, case.amount):
            raise NothingCoversIt(str(outcome_seq or ""))
    case.state, case.closed_by_id, case.closed_at = state, actor, timezone.now()
    case.closed_note, case.outcome_seq = note, outcome_seq
    case.save(update_fields=["state", "closed_by", "closed_at", "closed_note", "outcome_seq"])
    who = Who(actor, origin)
    digest = hashlib.sha256(note.encode()).hexdigest()
    facts = {"deduction": case.id, "item": case.item_id, "state": state, "outcome": outcome_seq}
    seq = write_act(company_id, who, "close_deduction", {**facts, "note_sha256": digest})
    follow_flag(company_id, who, case.item_id, note)
    return seq

"""A case ends: the customer is right and the amount was taken off, or goes on owing it, or the case was a mistake."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from wanglai.services.deductions.cases import NOTE_MAX, case_within, flag_note
from wanglai.services.deductions.refusals import DeductionSaysNothing, NothingCoversIt
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.ledger.item_flags import lower_flag, standing_note
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import DeductionCase
from wanglai.store.models.cash import DEDUCTION_STATES

COVERING = ("credit_note", "write_off", "discount", "tolerance")  # kinds that accept a case


@transaction.atomic
def close_deduction(
    *, company_id: int, actor: int, origin: str, deduction_id: int, state: str, note: str, outcome_seq: int | None = None
) -> int:  # fmt: skip
    """Close a case as accepted, rejected or withdrawn; the act's number.

    Accepted wants the entry that took the amount off the item: a credit note, write-off, discount or small difference, each
    agreed to where its own bands say so. Rejected and withdrawn leave the amount owed. The flag the case raised goes down.
    Refuses, in order: NotFound, NotPermitted, NotFound (case), DeductionIsClosed, DeductionSaysNothing, NothingCoversIt.
    """
    assert state in DEDUCTION_STATES[1:], "a case ends in one of three ways"
    assert outcome_seq is None or state == "accepted", "only what is accepted was taken off"
    case = case_within(company_id, actor, deduction_id)
    note = note.strip()
    if not note or len(note) > NOTE_MAX:
        raise DeductionSaysNothing
    known_act(company_id, "", b"")  # takes the book, so that what covers it cannot change
    if state == "accepted" and not _covers(case, outcome_seq):
        raise NothingCoversIt(str(outcome_seq or ""))
    case.state, case.closed_by_id, case.closed_at = state, actor, timezone.now()
    case.closed_note, case.outcome_seq = note, outcome_seq
    case.save(update_fields=["state", "closed_by", "closed_at", "closed_note", "outcome_seq"])
    who = Who(actor, origin)
    digest = hashlib.sha256(note.encode()).hexdigest()
    facts = {"deduction": case.id, "item": case.item_id, "state": state, "outcome": outcome_seq}
    seq = write_act(company_id, who, "close_deduction", {**facts, "note_sha256": digest})
    _lower_its_flag(case, who, note)
    return seq


def _covers(case: DeductionCase, seq: int | None) -> bool:
    """Whether an entry took so much off the item, beside what it stands for in other cases."""
    if seq is None:
        return False
    given = {"company": case.company_id, "item": case.item_id, "seq": seq, "kinds": list(COVERING)}
    taken = int(fetch(_TAKEN, given)[0][0])
    others = DeductionCase.objects.filter(company_id=case.company_id, item_id=case.item_id, outcome_seq=seq)  # fmt: skip
    return taken - (others.aggregate(sum=Sum("amount"))["sum"] or 0) >= case.amount


def _lower_its_flag(case: DeductionCase, who: Who, note: str) -> None:
    """Only the flag that the case raised; what somebody else disputes stays disputed."""
    if standing_note(case.item_id, "disputed") == flag_note(case):
        lower_flag(case.company_id, who, act="dispute_item", kind="disputed", item_id=case.item_id, note=note)  # fmt: skip


# What is taken back again, by undoing the settlement or reversing the entry, counts for nothing.
_TAKEN = """
SELECT coalesce(sum(allocation.amount), 0)
  FROM store_allocation AS allocation
  JOIN store_openitem AS credit ON credit.id = allocation.credit_item_id AND credit.seq = %(seq)s
   AND credit.company_id = %(company)s AND credit.kind = ANY(%(kinds)s)
 WHERE allocation.company_id = %(company)s AND allocation.debit_item_id = %(item)s
"""

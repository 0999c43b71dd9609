"""A dispute past its deadline goes up: from its owner to a finance manager, once for each deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from wanglai.services.contested.owners import least_busy
from wanglai.services.disputes.cases import Said, checked_words, held_open, tell
from wanglai.services.disputes.refusals import DisputeIsOver, NobodyIsAbove, WasEscalated
from wanglai.services.ledger.book import Who
from wanglai.store.models import Dispute, DisputeStep

ABOVE = ("FM",)  # who is above every owner
DOOR = "job"


@transaction.atomic
def escalate_dispute(
    *, company_id: int, actor: int, origin: str, dispute_id: int, said: str
) -> int:
    """Send an open dispute up before its deadline passes, and say why; the act's number. Its deadline stays.

    Refuses, in order: NotFound, NotPermitted, NotFound (dispute), DisputeIsOver, DisputeSaysNothing, WasEscalated, NobodyIsAbove.
    """
    who = Who(actor, origin)
    dispute = held_open(company_id, who, dispute_id, "keep_dispute")
    return _send_up(dispute, who, checked_words(said), is_late=False)


def escalate_late_disputes(company_id: int, today: date) -> int:
    """Send up every open dispute of a company whose deadline is over, each once for that deadline; how many went.

    Where no other finance manager is there, it stays with its owner, and that is said in it once, too.
    """
    return sum(
        1 for dispute_id in _late(company_id, today) if _sent_up(company_id, dispute_id, today)
    )


def _late(company_id: int, today: date) -> Iterator[int]:
    went = DisputeStep.objects.filter(
        dispute_id=OuterRef("id"), kind="escalated", due_before=OuterRef("due_on")
    )
    rows = Dispute.objects.filter(company_id=company_id, state="open", due_on__lt=today)
    yield from rows.exclude(Exists(went)).order_by("due_on", "id").values_list("id", flat=True)


@transaction.atomic
def _sent_up(company_id: int, dispute_id: int, today: date) -> bool:
    """Looked at anew with the book in hand: somebody may have settled or moved it meanwhile."""
    who = Who(None, DOOR)
    try:
        dispute = held_open(company_id, who, dispute_id, "keep_dispute")
        if dispute.due_on >= today:
            return False
        _send_up(dispute, who, "", is_late=True)
    except (DisputeIsOver, WasEscalated):
        return False
    return True


def _send_up(dispute: Dispute, who: Who, said: str, *, is_late: bool) -> int:
    """Refuses, in order: WasEscalated, NobodyIsAbove (a person asked)."""
    before = dispute.due_on
    rows = DisputeStep.objects.filter(dispute_id=dispute.id, kind="escalated", due_before=before)
    if rows.exists():
        raise WasEscalated(str(dispute.id))
    above = least_busy(dispute.company_id, ABOVE, without=dispute.owner_id)
    if above is None and not is_late:
        raise NobodyIsAbove(str(dispute.id))
    old, new = dispute.owner_id, above or dispute.owner_id
    dispute.owner_id = new
    dispute.save(update_fields=["owner"])
    step = Said("escalated", said, owner_id=new, due_before=before)
    return tell(
        dispute, who, "escalate_dispute", [step], owner=new, owner_before=old, is_late=is_late
    )

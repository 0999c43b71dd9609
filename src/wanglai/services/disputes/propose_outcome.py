"""We say to the customer how a dispute is to end; the customer agrees or not. Nothing is posted and nothing ends by that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import transaction

from wanglai.services.disputes.cases import Said, checked_words, held_open, tell
from wanglai.services.disputes.refusals import NobodyWouldRead, NothingIsProposed
from wanglai.services.disputes.resolving import Part, check_parts
from wanglai.services.ledger.book import Who, known_act, request_hash
from wanglai.services.portal.tell_contact import answer_of_dispute
from wanglai.store.models import Dispute, DisputeStep

ANSWERS = ("agreed", "declined")
_ENDS = (*ANSWERS, "resolved", "reopened")  # after which nothing is proposed any more


@transaction.atomic
def propose_outcome(
    *, company_id: int, actor: int, origin: str, dispute_id: int, parts: Sequence[Part], said: str, key: str, portal: str = "",
) -> int:  # fmt: skip
    """Propose to the customer in which outcome an open dispute that it raised is to end; the act's number. It is written to.

    Of 300.00 disputed, 200.00 to be credited and 100.00 rejected: two parts. A further proposal takes the place of the one before.
    Repeating the key changes nothing.
    Refuses, in order: NotFound, NotPermitted, NotFound (dispute), DisputeIsOver, DisputeSaysNothing, NobodyWouldRead,
    PartsDoNotAddUp, KeyWasUsed.
    """
    assert key, "an outside event carries a key"
    who, found = Who(actor, origin), tuple(parts)
    dispute = held_open(company_id, who, dispute_id, "keep_dispute")
    said = checked_words(said)
    if answer_of_dispute(dispute) is None:
        raise NobodyWouldRead(str(dispute_id))
    check_parts(dispute, found)
    asked = request_hash({"propose": dispute_id, "parts": [asdict(part) for part in found], "said": said})  # fmt: skip
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    steps = [Said("proposed", said, for_customer=True, outcome=part.outcome, amount=part.amount) for part in found]  # fmt: skip
    told = [[step.outcome, step.amount] for step in steps]
    return tell(dispute, who, "propose_outcome", steps, key=key, asked=asked, portal=portal, parts=told)  # fmt: skip


@transaction.atomic
def answer_proposal(
    *, company_id: int, who: Who, dispute_id: int, proposal: int, answer: str, said: str, from_customer: int
) -> int:  # fmt: skip
    """The customer, let in by the portal, agrees to what is proposed or does not; the act's number. Our people close the dispute.

    ``proposal`` is the act of the one it read: to 200.00 that took the place of 300.00 meanwhile nobody has agreed yet.
    Refuses, in order: NotFound, DisputeIsOver, DisputeSaysNothing, NothingIsProposed.
    """
    assert answer in ANSWERS, answer
    dispute = held_open(company_id, who, dispute_id, "keep_dispute", from_customer=from_customer)
    said = checked_words(said)
    now = proposed_now(dispute)
    if not now or now[0].seq != proposal:
        raise NothingIsProposed(str(dispute_id))
    step = Said(answer, said, for_customer=True)
    return tell(dispute, who, "answer_proposal", [step], from_customer=True, answer=answer, proposal=proposal)  # fmt: skip


def proposed_now(dispute: Dispute) -> tuple[DisputeStep, ...]:
    """The parts of the proposal that waits for the customer's word; none where it was answered, or the dispute ended or began again."""
    if dispute.state != "open":
        return ()
    rows = DisputeStep.objects.filter(dispute=dispute, kind__in=("proposed", *_ENDS)).order_by("no")
    found = list(rows)
    if not found or found[-1].kind != "proposed":
        return ()
    return tuple(each for each in found if each.kind == "proposed" and each.seq == found[-1].seq)


def proposals_waiting(disputes: Iterable[Dispute]) -> set[int]:
    """Of the disputes those in which a proposal waits for the customer's word, in one question."""
    open_now = [each.id for each in disputes if each.state == "open"]
    rows = DisputeStep.objects.filter(dispute_id__in=open_now, kind__in=("proposed", *_ENDS)).order_by("no")  # fmt: skip
    last = dict(rows.values_list("dispute_id", "kind"))
    return {dispute_id for dispute_id, kind in last.items() if kind == "proposed"}

"""A decision is undone by a reversing act; both stay in the record."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.reconciliation.deciding import NotFound, note_event, open_result
from wanglai.services.reconciliation.standing import stand_again
from wanglai.services.refusals import UnableTo
from wanglai.store.models import DecisionUndone, HeldLine, HumanDecision


class AlreadyUndone(UnableTo):
    code_of_refusal = "decision.already_undone"
    why = Wording("这个决定已经撤销。", "This decision has been undone already.")
    next_step = Wording("请刷新页面查看现状。", "Load the page again to see how it stands.")


@transaction.atomic
def undo_decision(*, company_id: int, actor: int, reconciliation_id: int, decision_id: int) -> None:
    """Undo an accept, reject or relink; its lines stand again as the engine left them.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, NotFound (decision), AlreadyUndone.
    """
    result = open_result(
        company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act="undo_decision"
    )
    decision = HumanDecision.objects.filter(
        reconciliation=result.reconciliation, id=decision_id
    ).first()
    if decision is None:
        raise NotFound
    if DecisionUndone.objects.filter(decision=decision).exists():
        raise AlreadyUndone
    DecisionUndone.objects.create(decision=decision, company_id=company_id, actor_id=actor)
    HeldLine.objects.filter(decision=decision).delete()
    stand_again(result.reconciliation.id)
    note_event(result, "undone", {"decision": decision.id, "kind": decision.kind})

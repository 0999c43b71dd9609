"""Whose turn it is in a dispute: ours where the customer spoke last, the customer's where an outcome is proposed."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from wanglai.store.models import Dispute, DisputeStep


def waiting_in(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Those in which the customer said the last word of what it may read: somebody of ours is to answer."""
    last = DisputeStep.objects.filter(dispute_id=OuterRef("pk"), for_customer=True).order_by("-no")
    raised = rows.filter(raised_by="customer")
    return raised.annotate(spoke=Subquery(last.values("from_customer")[:1])).filter(spoke=True)


def proposal_of(steps: QuerySet[DisputeStep]) -> str:
    """How the newest proposal stands, since the dispute was opened or opened again."""
    rows = steps.filter(kind__in=("proposed", "agreed", "declined", "resolved", "reopened"))
    last = rows.order_by("-no").values_list("kind", flat=True).first()
    return {"proposed": "waits", "agreed": "agreed", "declined": "declined"}.get(last or "", "")

"""The figures of the list: taken when a run finishes, brought up to date by every decision by hand."""

from __future__ import annotations

from typing import Any

from wanglai.services.reconciliation.by_hand import Overlay
from wanglai.services.reconciliation.live_decisions import overlay_of
from wanglai.services.reconciliation.summary import Summary
from wanglai.store.models import ResultDifference, ResultRow, Run, Standing


def take_stand(reconciliation_id: int, run: Run, summary: Summary) -> None:
    """A finished run becomes what the list shows of its reconciliation."""
    now = with_decisions(summary, run.id, overlay_of(reconciliation_id, run.id))
    Standing.objects.update_or_create(
        reconciliation_id=reconciliation_id,
        defaults={
            "company_id": run.company_id,
            "run_id": run.id,
            "ours_lines": now.of(place=1),
            "theirs_lines": now.of(place=2),
            **_figures(now),
            "summary": summary.as_stored(),
        },
    )


def stand_again(reconciliation_id: int) -> None:
    """After a decision or its undoing: the same result, the new figures."""
    standing = Standing.objects.filter(reconciliation_id=reconciliation_id).first()
    if standing is None:
        return
    overlaid = overlay_of(reconciliation_id, standing.run_id)
    now = with_decisions(Summary.from_stored(standing.summary), standing.run_id, overlaid)
    Standing.objects.filter(reconciliation_id=reconciliation_id).update(**_figures(now))


def _figures(summary: Summary) -> dict[str, int]:
    return {
        "agreed_lines": sum(
            summary.of(status=status, place=place)
            for status in ("auto", "accepted", "relinked")
            for place in (1, 2)
        ),
        "open_rows": sum(summary.of(status=status) for status in ("suggested", "ambiguous"))
        + sum(summary.of(kind=kind) for kind in ("unmatched_ours", "unmatched_theirs")),
    }


def with_decisions(summary: Summary, run_id: int, overlaid: Overlay) -> Summary:
    """The tallies with decisions by hand counted in: dissolved rows out, rows by hand in."""
    now = Summary.from_stored(summary.as_stored())
    touched = overlaid.dissolved | overlaid.marked.keys()
    classes: dict[int, list[tuple[str, int]]] = {place: [] for place in touched}
    for place, name, amount in ResultDifference.objects.filter(
        run_id=run_id, row_ordinal__in=touched
    ).values_list("row_ordinal", "difference_class", "amount"):
        classes[place].append((name, amount))
    for row in ResultRow.objects.filter(run_id=run_id, ordinal__in=touched):
        facts: dict[str, Any] = {
            "kind": row.kind,
            "lines": (len(row.ours_rows), len(row.theirs_rows)),
            "amounts": (row.ours_amount, row.theirs_amount),
            "difference": row.difference,
            "classes": classes[row.ordinal],
        }
        now.count(status=row.status, times=-1, **facts)
        if row.ordinal in overlaid.marked:
            kind = overlaid.marked[row.ordinal].kind
            now.count(status="accepted" if kind == "accept" else "relinked", **facts)
    for hand in overlaid.rows:
        now.count(
            kind=hand.kind,
            status=hand.status,
            lines=(len(hand.members.ours), len(hand.members.theirs)),
            amounts=(hand.ours_amount, hand.theirs_amount),
            difference=hand.difference,
            classes=[(hand.difference_class, hand.difference)] if hand.difference_class else [],
        )
    return now

"""What happened to a reconciliation, newest first."""

from __future__ import annotations

from wanglai.services.access.scope import Sight, admit_to_rows, reconciliation_within
from wanglai.services.reconciliation.rows import TimelineRow
from wanglai.services.reconciliation.show_run import reason_of
from wanglai.services.reconciliation.words import event_words
from wanglai.services.refusals import Wording
from wanglai.store.models import DecisionUndone, Event, Note

_DECISIONS = ("accept", "reject", "relink")


def timeline(
    *, company_id: int, actor: int, reconciliation_id: int, limit: int = 200
) -> tuple[TimelineRow, ...]:
    """Runs, decisions, undone decisions, notes and downloads, newest first."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_reconciliation")
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, sight=sight
    )
    events = (
        Event.objects.filter(reconciliation=found)
        .select_related("actor")
        .order_by("-id")[: max(1, min(limit, 1_000))]
    )
    undone = set(
        DecisionUndone.objects.filter(decision__reconciliation=found).values_list(
            "decision_id", flat=True
        )
    )
    notes = dict(Note.objects.filter(reconciliation=found).values_list("id", "text"))
    return tuple(_row(each, undone, notes, sight) for each in events)


def _row(event: Event, undone: set[int], notes: dict[int, str], sight: Sight) -> TimelineRow:
    decision = event.facts.get("decision") if event.kind in _DECISIONS else None
    return TimelineRow(
        at=event.at,
        actor_name=event.actor.get_full_name() if event.actor else "",
        kind=event.kind,
        sentence=_sentence(event, notes, sight),
        decision_id=decision if decision not in undone else None,
        row_id=event.facts.get("row"),
    )


def _sentence(event: Event, notes: dict[int, str], sight: Sight) -> Wording:
    words = event_words(event.kind)
    if event.kind == "note":
        text = notes.get(event.facts["note"], "")
        return Wording(f"{words.zh}：{text}", f"{words.en}: {text}")
    if event.kind == "sheet_taken_back":
        why = event.facts["why"]
        return Wording(f"{words.zh}：{why}", f"{words.en}: {why}")
    refusal = event.facts.get("refusal")
    if refusal:
        reason = reason_of(refusal, sight)
        return Wording(f"{words.zh}：{reason.zh}", f"{words.en}: {reason.en}")
    return words

"""Reading the live decisions of a reconciliation and what they do to its stored result."""

from __future__ import annotations

from collections.abc import Iterable

from tieout.decisions import Members, Pin
from tieout.ledger import Ledger
from tieout.refusal import Wording
from wanglai.services.reconciliation.by_hand import (
    LineKey,
    LiveDecision,
    Overlay,
    StandingRow,
    overlay,
)
from wanglai.store.models import (
    HumanDecision,
    LedgerLine,
    ReadingRecord,
    ResultDifference,
    ResultRow,
)


def live_decisions(
    reconciliation_id: int, *, sheets: tuple[str, str] | None = None
) -> list[LiveDecision]:
    """Decisions not undone, oldest first; with ``sheets`` only those made on these sheets."""
    rows = HumanDecision.objects.filter(
        reconciliation_id=reconciliation_id, decisionundone__isnull=True
    ).select_related("actor")
    if sheets is not None:
        rows = rows.filter(ours_sheet=sheets[0], theirs_sheet=sheets[1])
    return [
        LiveDecision(
            id=row.id,
            kind=row.kind,
            members=Members(tuple(row.ours_rows), tuple(row.theirs_rows)),
            actor_name=row.actor.get_full_name(),
            decided_at=row.decided_at,
            reason=row.reason,
        )
        for row in rows.order_by("id")
    ]


def sheets_of(run_id: int) -> tuple[str, str]:
    """Names of the sheets both sides were read from ('' for files without sheets)."""
    named = dict(ReadingRecord.objects.filter(run_id=run_id).values_list("side", "reading__sheet"))
    return (named.get("ours") or "", named.get("theirs") or "")


def overlay_of(reconciliation_id: int, run_id: int) -> Overlay:
    """What the live decisions make of this run's result; cheap while there are few of them."""
    if not HumanDecision.objects.filter(reconciliation_id=reconciliation_id).exists():
        return Overlay()
    decisions = live_decisions(reconciliation_id, sheets=sheets_of(run_id))
    named = [key for decision in decisions for key in decision.lines]
    touched = set(_lines(run_id, named, "row_ordinal").values())
    rows = [_standing_row(run_id, *values) for values in _stored_rows(run_id, touched)]
    every = [key for row in rows for key in row.lines]
    row_of = {key: row.ordinal for row in rows for key in row.lines}
    return overlay(decisions, rows, row_of, _lines(run_id, every, "amount"))


def pins_of(reconciliation_id: int, ours: Ledger, theirs: Ledger) -> list[Pin]:
    """Live decisions as the engine takes them; those about lines this reading lacks are left out."""
    sheets = (ours.reading.sheet or "", theirs.reading.sheet or "")
    known = {("ours", row) for row in ours.lines.column("row").to_pylist()}
    known |= {("theirs", row) for row in theirs.lines.column("row").to_pylist()}
    live = [
        each for each in live_decisions(reconciliation_id, sheets=sheets) if each.lines <= known
    ]
    accepted = [each for each in live if each.kind != "reject"]
    rejected = [
        each
        for each in live
        if each.kind == "reject" and not any(each.lines <= other.lines for other in accepted)
    ]
    return [Pin(each.members, "accepted") for each in accepted] + [
        Pin(each.members, "rejected") for each in rejected
    ]


def _lines(run_id: int, keys: Iterable[LineKey], column: str) -> dict[LineKey, int]:
    found: dict[LineKey, int] = {}
    for side in ("ours", "theirs"):
        rows = [row for one, row in keys if one == side]
        if rows:
            lines = LedgerLine.objects.filter(run_id=run_id, side=side, row__in=rows)
            found |= {(side, row): value for row, value in lines.values_list("row", column)}
    return found


def _stored_rows(
    run_id: int, ordinals: set[int]
) -> Iterable[tuple[int, str, list[int], list[int], str, str]]:
    return ResultRow.objects.filter(run_id=run_id, ordinal__in=ordinals).values_list(
        "ordinal", "kind", "ours_rows", "theirs_rows", "sentence_zh", "sentence_en"
    )


def _standing_row(
    run_id: int, ordinal: int, kind: str, ours: list[int], theirs: list[int], zh: str, en: str
) -> StandingRow:
    named = None
    if kind.startswith("unmatched"):
        named = (
            ResultDifference.objects.filter(run_id=run_id, row_ordinal=ordinal)
            .values_list("difference_class", flat=True)
            .first()
        )
    return StandingRow(ordinal, kind, Members(tuple(ours), tuple(theirs)), named, Wording(zh, en))

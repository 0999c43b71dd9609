"""A stored result as the engine's own types again, decisions by hand applied: what the sheet is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from tieout.decisions import Difference, Evidence, Group, Members, Reconciliation, Rejected
from tieout.ledger import LINES, Ledger
from tieout.outcomes import outcomes_of
from tieout.refusal import Wording
from wanglai.services.reconciliation.by_hand import HandRow, LiveDecision, Overlay
from wanglai.services.reconciliation.stored_reading import as_reading
from wanglai.store.models import LedgerLine, ReadingRecord, ResultDifference, ResultRow, Run

_COLUMNS = [name for name in LINES.names if name != "currency"]


def stored_ledger(run: Run, side: str) -> Ledger:
    """One side's lines and reading as they were stored, ascending by source row."""
    reading = as_reading(
        ReadingRecord.objects.values_list("reading", flat=True).get(run_id=run.id, side=side)
    )
    stored = (
        LedgerLine.objects.filter(run_id=run.id, side=side).order_by("row").values_list(*_COLUMNS)
    )
    columns = list(zip(*stored, strict=True)) or [()] * len(_COLUMNS)
    values = dict(zip(_COLUMNS, columns, strict=True))
    values["currency"] = (run.currency,) * len(values["row"])
    return Ledger(
        reading, pa.table({name: list(values[name]) for name in LINES.names}, schema=LINES)
    )


def decided_result(run: Run, ours: Ledger, theirs: Ledger, overlaid: Overlay) -> Reconciliation:
    """The result as it stands now; its differences still add up to the same gap.

    Accepted and linked groups are ``auto`` under rule ``by_hand`` and say who; lines freed by hand are differences.
    """
    differences = _differences(run, overlaid)
    groups = tuple(_groups(run, overlaid))
    result = Reconciliation(
        ours=ours.reading,
        theirs=theirs.reading,
        currency=run.currency,
        groups=groups,
        differences=tuple(differences),
        ruleset=run.ruleset,
        engine_version=run.engine_version,
        outcomes=outcomes_of(groups, ours, theirs),
    )
    assert result.unexplained == run.unexplained, (
        "decisions by hand changed what the differences explain"
    )
    return result


def _groups(run: Run, overlaid: Overlay) -> Iterable[Group]:
    rows = ResultRow.objects.filter(run_id=run.id, kind="matched").exclude(
        ordinal__in=overlaid.dissolved
    )
    for row in rows.order_by("ordinal").iterator(chunk_size=5_000):
        yield _group(row, overlaid.marked.get(row.ordinal))
    for hand in overlaid.rows:
        if hand.kind == "matched":
            yield _hand_group(hand)


def _group(row: Any, decision: LiveDecision | None) -> Group:
    sentence = Wording(row.sentence_zh, row.sentence_en)
    return Group(
        match_id=row.match_id,
        status="auto" if decision else row.status,
        rule="by_hand" if decision else row.rule,
        members=Members(tuple(row.ours_rows), tuple(row.theirs_rows)),
        difference=row.difference,
        sentence=_accepted(sentence, decision) if decision else sentence,
        evidence=tuple(Evidence(*each) for each in row.evidence),
        alternatives=()
        if decision
        else tuple(
            Members(tuple(each["ours"]), tuple(each["theirs"])) for each in row.alternatives
        ),
        interchangeable=row.is_interchangeable,
    )


def _accepted(sentence: Wording, decision: LiveDecision) -> Wording:
    day = decision.decided_at.date().isoformat()
    verb = ("手工勾对", "Linked by hand") if decision.kind == "relink" else ("人工确认", "Accepted")
    return Wording(
        f"{day} 由 {decision.actor_name} {verb[0]}。{sentence.zh}",
        f"{verb[1]} by {decision.actor_name} on {day}. {sentence.en}",
    )


def _hand_group(hand: HandRow) -> Group:
    return Group(
        match_id=f"hand-{hand.decision.id}",
        status="auto",
        rule="by_hand",
        members=hand.members,
        difference=hand.difference,
        sentence=hand.sentence,
        evidence=(),
    )


def _differences(run: Run, overlaid: Overlay) -> list[Difference]:
    stored = ResultDifference.objects.filter(run_id=run.id).exclude(
        row_ordinal__in=overlaid.dissolved
    )
    found = [_difference(each) for each in stored.order_by("ordinal").iterator(chunk_size=5_000)]
    return found + [
        Difference(
            kind=hand.difference_class,
            members=hand.members,
            amount=hand.difference,
            sentence=hand.sentence,
        )
        for hand in overlaid.rows
        if hand.difference_class is not None
    ]


def _difference(row: Any) -> Difference:
    return Difference(
        kind=row.difference_class,
        members=Members(tuple(row.ours_rows), tuple(row.theirs_rows)),
        amount=row.amount,
        sentence=Wording(row.sentence_zh, row.sentence_en),
        evidence=tuple(Evidence(*each) for each in row.evidence),
        nearest=tuple(
            Rejected(
                Members(tuple(one["ours"]), tuple(one["theirs"])),
                one["rule"],
                Wording(one["zh"], one["en"]),
            )
            for one in row.nearest
        ),
    )


__all__ = ["decided_result", "stored_ledger"]

"""Everything the rows of one page need, read in a handful of queries, however many rows there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tieout.refusal import Wording
from wanglai.services.reconciliation.by_hand import HandRow, LineKey, LiveDecision, Overlay
from wanglai.services.reconciliation.deciding import row_id_of
from wanglai.services.reconciliation.difference_names import LineNames
from wanglai.services.reconciliation.notes import live_notes
from wanglai.services.reconciliation.rows import (
    Amount,
    CandidateRow,
    CarriedRow,
    DecisionRow,
    DifferenceRow,
    EvidenceRow,
    LineRow,
    NoteRow,
    ResultRow,
)
from wanglai.services.reconciliation.words import (
    STATUS_NAMES,
    class_words,
    feature_words,
    level_words,
)
from wanglai.store.models import CarriedLine, LedgerLine, Reconciliation, ResultDifference, Run
from wanglai.store.models import ResultRow as StoredRow

LINES_SHOWN = 50
AnyRow = HandRow | StoredRow


@dataclass(frozen=True)
class Parts:
    """Lines, differences and notes of the rows of one page."""

    run: Run
    overlaid: Overlay
    lines: dict[LineKey, LineRow]
    differences: dict[int, list[DifferenceRow]]  # by ordinal of the stored row
    notes: list[tuple[frozenset[LineKey], NoteRow]]
    lines_max: int

    @classmethod
    def of(
        cls,
        found: Reconciliation,
        run: Run,
        overlaid: Overlay,
        rows: Sequence[AnyRow],
        lines_max: int = LINES_SHOWN,
    ) -> Parts:
        return cls(
            run=run,
            overlaid=overlaid,
            lines=_lines(run, rows, lines_max),
            differences=_differences(run, rows),
            notes=_notes(found),
            lines_max=lines_max,
        )

    def row(self, row: AnyRow) -> ResultRow:
        """The row as a screen shows it."""
        if isinstance(row, HandRow):
            return self._by_hand(row)
        decision = self.overlaid.marked.get(row.ordinal)
        status = row.status
        if decision is not None:
            status = "accepted" if decision.kind == "accept" else "relinked"
        return self._shown(
            row_id=row_id_of(self.run, row.ordinal),
            kind=row.kind,
            status=status,
            rule=row.rule,
            members=(row.ours_rows, row.theirs_rows),
            amounts=(row.ours_amount, row.theirs_amount, row.difference),
            sentence=Wording(row.sentence_zh, row.sentence_en),
            evidence=tuple(_evidence(each) for each in row.evidence),
            differences=tuple(self.differences.get(row.ordinal, ())),
            alternatives=tuple(
                CandidateRow(tuple(each["ours"]), tuple(each["theirs"]), "", None)
                for each in row.alternatives
            ),
            is_interchangeable=row.is_interchangeable,
            decision=decision,
        )

    def _by_hand(self, row: HandRow) -> ResultRow:
        differences: tuple[DifferenceRow, ...] = ()
        if row.difference_class is not None:
            amount = Amount(row.difference, self.run.currency)
            label = class_words(row.difference_class)
            differences = (
                DifferenceRow(row.difference_class, label, amount, row.sentence, (), ()),
            )
        return self._shown(
            row_id=row.row_id,
            kind=row.kind,
            status=row.status,
            rule="by_hand",
            members=(row.members.ours, row.members.theirs),
            amounts=(row.ours_amount, row.theirs_amount, row.difference),
            sentence=row.sentence,
            evidence=(),
            differences=differences,
            alternatives=(),
            is_interchangeable=False,
            decision=row.decision,
        )

    def _shown(
        self,
        *,
        members: tuple[Sequence[int], Sequence[int]],
        amounts: tuple[int, int, int],
        decision: LiveDecision | None,
        status: str,
        **facts: Any,
    ) -> ResultRow:
        ours, theirs = members
        keys = {("ours", row) for row in ours} | {("theirs", row) for row in theirs}
        return ResultRow(
            status=status,
            status_label=STATUS_NAMES[status],
            ours=tuple(self.lines["ours", row] for row in ours[: self.lines_max]),
            theirs=tuple(self.lines["theirs", row] for row in theirs[: self.lines_max]),
            ours_count=len(ours),
            theirs_count=len(theirs),
            ours_amount=Amount(amounts[0], self.run.currency),
            theirs_amount=Amount(amounts[1], self.run.currency),
            difference=Amount(amounts[2], self.run.currency),
            decision=_decision(decision) if decision else None,
            notes=tuple(note for lines, note in self.notes if lines & keys),
            **facts,
        )


def line_row(line: Any, currency: str, names: LineNames | None = None) -> LineRow:
    """A stored line as a screen shows it; with names it says which entry it is, and since when it is open."""
    held = names.carried.get((line.side, line.row)) if names else None
    return LineRow(
        side=line.side,
        row=line.row,
        date=line.date,
        due=line.due,
        document=line.document,
        voucher=line.voucher,
        order=line.order,
        text=line.text,
        kind=line.kind,
        party=line.party,
        amount=Amount(line.amount, currency),
        seq=names.entry(line.side, line.row) if names else None,
        carried=_carried(held, names) if held and names else None,
    )


def _carried(held: CarriedLine, names: LineNames) -> CarriedRow:
    assert names.through_on is not None, "only a reconciliation from the book starts from another"
    return CarriedRow(held.first_id, held.open_since, (names.through_on - held.open_since).days)


def _lines(run: Run, rows: Sequence[AnyRow], lines_max: int) -> dict[LineKey, LineRow]:
    wanted = [(side, row) for side in ("ours", "theirs") for each in rows for row in _rows_of(each, side)[:lines_max]]  # fmt: skip
    names = LineNames.of(run, wanted)
    found: dict[LineKey, LineRow] = {}
    for side in ("ours", "theirs"):
        of_side = [row for one, row in wanted if one == side]
        if of_side:
            stored = LedgerLine.objects.filter(run_id=run.id, side=side, row__in=of_side)
            found |= {(side, line.row): line_row(line, run.currency, names) for line in stored}
    return found


def _rows_of(row: AnyRow, side: str) -> Sequence[int]:
    members = (
        getattr(row.members, side) if isinstance(row, HandRow) else getattr(row, f"{side}_rows")
    )
    return tuple(members)


def _differences(run: Run, rows: Sequence[AnyRow]) -> dict[int, list[DifferenceRow]]:
    ordinals = [each.ordinal for each in rows if isinstance(each, StoredRow)]
    found: dict[int, list[DifferenceRow]] = defaultdict(list)
    stored = ResultDifference.objects.filter(run_id=run.id, row_ordinal__in=ordinals).order_by(
        "ordinal"
    )
    for each in stored:
        found[each.row_ordinal].append(
            DifferenceRow(
                difference_class=each.difference_class,
                label=class_words(each.difference_class),
                amount=Amount(each.amount, run.currency),
                sentence=Wording(each.sentence_zh, each.sentence_en),
                evidence=tuple(_evidence(one) for one in each.evidence),
                nearest=tuple(
                    CandidateRow(
                        tuple(one["ours"]),
                        tuple(one["theirs"]),
                        one["rule"],
                        Wording(one["zh"], one["en"]),
                    )
                    for one in each.nearest
                ),
            )
        )
    return found


def _evidence(stored: Sequence[str]) -> EvidenceRow:
    feature, ours, theirs, level = stored
    return EvidenceRow(feature, feature_words(feature), ours, theirs, level, level_words(level))


def _notes(found: Reconciliation) -> list[tuple[frozenset[LineKey], NoteRow]]:
    notes = live_notes(found.id).select_related("author").order_by("id")
    return [
        (
            frozenset(
                [("ours", row) for row in each.ours_rows]
                + [("theirs", row) for row in each.theirs_rows]
            ),
            NoteRow(each.id, each.author.get_full_name(), each.written_at, each.text, None),
        )
        for each in notes
    ]


def _decision(decision: LiveDecision) -> DecisionRow:
    return DecisionRow(
        decision.id, decision.kind, decision.actor_name, decision.decided_at, decision.reason
    )

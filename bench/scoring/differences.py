"""Scores the differences: right lines, right class, right amount; and what was said too much."""

from __future__ import annotations

from collections import defaultdict

from bench.cases.truth import DifferenceTruth, Truth
from bench.scoring.faults import Score
from bench.scoring.groups import Labels, Said, Signature
from tieout.decisions import Difference


def score_differences(truth: Truth, reconciliation: Said, score: Score) -> None:
    labels = Labels(truth)
    said: dict[Signature, list[Difference]] = defaultdict(list)
    for difference in reconciliation.differences:
        ours = _without(difference.members.ours, truth.ours.opening_row)
        theirs = _without(difference.members.theirs, truth.theirs.opening_row)
        said[labels.signature(ours, theirs)].append(difference)
    for expected in sorted(truth.differences, key=lambda d: not d.recoverable):
        signature = labels.signature(expected.ours, expected.theirs)
        if expected.kind == "opening":
            _score_opening(expected, said.pop(signature, []), score)
        else:
            _score_one(expected, said[signature], score)
    for rest in said.values():
        for difference in rest:
            score.differences_spurious += 1
            score.confusion["(none)", difference.kind] += 1


def _without(rows: tuple[int, ...], opening_row: int | None) -> tuple[int, ...]:
    """The openings' difference may name the opening rows, which are no lines."""
    return tuple(row for row in rows if row != opening_row)


def _score_one(expected: DifferenceTruth, said: list[Difference], score: Score) -> None:
    """Takes the best fitting statement about these lines, so that each is used once."""
    said.sort(key=lambda d: (d.amount != expected.amount, d.kind not in expected.accept, d.kind))
    found = said.pop(0) if said else None
    if not expected.recoverable:
        return
    score.differences += 1
    kind = found.kind if found else "(none)"
    if found and found.kind in expected.accept:
        kind = expected.kind
    if found and found.kind in expected.accept and found.amount == expected.amount:
        score.differences_right += 1
        score.confusion[expected.kind, expected.kind] += 1
        return
    score.confusion[expected.kind, kind] += 1
    why = f"{expected.kind} {expected.amount} was said to be "
    why += f"{found.kind} {found.amount}" if found else "no difference of these lines"
    score.fault("wrong class", expected.ours, expected.theirs, why)


def _score_opening(expected: DifferenceTruth, said: list[Difference], score: Score) -> None:
    """The openings' difference has no lines; it may be stated in several parts."""
    score.differences += 1
    stated = sum(difference.amount for difference in said)
    if said and stated == expected.amount:
        score.differences_right += 1
        score.confusion["opening", "opening"] += 1
        return
    score.confusion["opening", "(none)"] += 1
    score.fault("opening", (), (), f"openings differ by {expected.amount}, stated {stated}")

"""Runs the engine over one generated case and scores what it says."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import tieout
from bench.cases import PRESETS, Case, Knobs, draft_case, generate_case, write_case
from bench.cases.truth import Truth
from bench.scoring.differences import score_differences
from bench.scoring.faults import Score
from bench.scoring.groups import GroupScorer
from bench.scoring.layouts import score_layout
from tieout.decisions import Members, Reconciliation
from tieout.reading import read_pair
from tieout.refusal import Refusal


def score_seed(knobs: Knobs | str, seed: int, *, permute: bool = True) -> Score:
    """Generates, reads, reconciles and scores one case; with ``permute`` also in two other orders."""
    knobs = PRESETS[knobs] if isinstance(knobs, str) else knobs
    with tempfile.TemporaryDirectory(prefix="case-") as folder:
        case = generate_case(knobs, seed, Path(folder) / "case")
        score = score_case(case)
        if permute and case.truth.refusal is None:
            _score_permutation(knobs, seed, Path(folder), score)
    return score


def score_case(case: Case) -> Score:
    """Scores one case that is already on disk."""
    score = Score(cases=1)
    start = time.perf_counter()
    try:
        ours, theirs = read_pair(case.ours, case.theirs)
        reconciliation = tieout.reconcile(ours, theirs)
    except Refusal as refusal:
        score.seconds = time.perf_counter() - start
        _score_refusal(case.truth, refusal, score)
        return score
    score.seconds = time.perf_counter() - start
    if case.truth.refusal is not None:
        score.refusals_due = 1
        score.fault("not refused", (), (), case.truth.refusal.variant)
        return score
    score_layout(case.truth.ours, ours, score)
    score_layout(case.truth.theirs, theirs, score)
    score_decisions(case.truth, reconciliation, score)
    return score


def score_decisions(truth: Truth, reconciliation: Reconciliation, score: Score) -> None:
    score.closing_error += abs(reconciliation.unexplained)
    if reconciliation.gap != truth.gap:
        score.gaps_wrong += 1
        score.fault("gap", (), (), f"is {truth.gap}, was found as {reconciliation.gap}")
    GroupScorer(truth).score(reconciliation, score)
    score_differences(truth, reconciliation, score)


def _score_refusal(truth: Truth, refusal: Refusal, score: Score) -> None:
    if truth.refusal is None:
        score.layouts = 2
        score.truth_groups = sum(bool(g.ours and g.theirs and g.recoverable) for g in truth.groups)
        score.differences = sum(d.recoverable for d in truth.differences)
        score.checks["accepted"] = score.checks_failed["accepted"] = 1
        score.fault("refused", (), (), str(refusal))
        return
    score.refusals_due = score.refusals_made = 1
    if refusal.code.split(".")[0] in truth.refusal.families:
        score.refusals_in_family = 1
    else:
        score.fault("other refusal", (), (), f"{truth.refusal.variant} refused as {refusal.code}")


def _score_permutation(knobs: Knobs, seed: int, folder: Path, score: Score) -> None:
    """The same lines in two orders must be decided the same."""
    decisions = []
    for shuffle in (1, 2):
        case = write_case(draft_case(knobs, seed), folder / f"order {shuffle}", shuffle=shuffle)
        try:
            decisions.append(
                _by_content(case, tieout.reconcile(*read_pair(case.ours, case.theirs)))
            )
        except Refusal as refusal:
            decisions.append([("refused", refusal.code)])
    score.permutations = 1
    if decisions[0] == decisions[1]:
        score.permutations_identical = 1
        return
    first, second = (set(map(repr, one)) for one in decisions)
    changed = sorted(first ^ second)
    score.fault("order matters", (), (), f"{len(changed)} decisions differ, first: {changed[:2]}")


def _by_content(case: Case, reconciliation: Reconciliation) -> list[tuple[object, ...]]:
    contents = {
        "ours": {line.row: line.content for line in case.truth.ours.lines},
        "theirs": {line.row: line.content for line in case.truth.theirs.lines},
    }

    def named(members: Members) -> tuple[tuple[str, ...], ...]:
        return tuple(
            tuple(sorted(contents[side].get(row, "?") for row in getattr(members, side)))
            for side in ("ours", "theirs")
        )

    groups = [
        ("group", g.status, g.rule, g.difference, *named(g.members)) for g in reconciliation.groups
    ]
    differences = [
        ("difference", d.kind, d.amount, *named(d.members)) for d in reconciliation.differences
    ]
    return sorted([*groups, *differences], key=repr)

"""Scores the groups: exact membership, with interchangeable lines counted by class and not by id."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Protocol

from bench.cases.truth import GroupTruth, Truth
from bench.scoring.faults import Score
from tieout.decisions import Difference, Group, Members


class Said(Protocol):
    """What an engine said; a peer's answer is given the same shape."""

    @property
    def groups(self) -> tuple[Group, ...]: ...

    @property
    def differences(self) -> tuple[Difference, ...]: ...


Signature = tuple[tuple[int, ...], tuple[int, ...]]


class Labels:
    """Translates rows of both sides into their content classes."""

    def __init__(self, truth: Truth) -> None:
        self.ours = {line.row: line.label for line in truth.ours.lines}
        self.theirs = {line.row: line.label for line in truth.theirs.lines}

    def signature(self, ours: tuple[int, ...], theirs: tuple[int, ...]) -> Signature:
        """Sorted labels; a row that is no line of the truth becomes a label nothing else has."""
        return (
            tuple(sorted(self.ours.get(row, -row) for row in ours)),
            tuple(sorted(self.theirs.get(row, -row) for row in theirs)),
        )


class GroupScorer:
    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.labels = Labels(truth)
        self.by_signature: dict[Signature, list[GroupTruth]] = defaultdict(list)
        self.of_row: dict[tuple[str, int], GroupTruth] = {}
        self.found: set[int] = set()  # ids of truth groups already claimed
        self.amount_of = {("ours", line.row): line.amount for line in truth.ours.lines}
        self.amount_of |= {("theirs", line.row): line.amount for line in truth.theirs.lines}
        for group in truth.groups:
            self.by_signature[self.labels.signature(group.ours, group.theirs)].append(group)
            for side in ("ours", "theirs"):
                for row in getattr(group, side):
                    self.of_row[side, row] = group

    def score(self, reconciliation: Said, score: Score, *, explain: bool = True) -> None:
        """Adds to ``score``; without ``explain`` nothing is said about what was not found."""
        wanted = [g for g in self.truth.groups if g.ours and g.theirs and g.recoverable]
        score.truth_groups += len(wanted)
        for group in reconciliation.groups:
            if group.status == "auto":
                self._score_auto(group, score)
            elif group.status == "ambiguous":
                self._score_ambiguous(group, score)
            else:
                score.suggested += 1
        for truth in wanted:
            if id(truth) in self.found:
                score.truth_found += 1
            elif explain:
                score.fault(
                    "not found", truth.ours, truth.theirs, self._fate(truth, reconciliation)
                )
        self._score_pairs(reconciliation, score)

    def _score_auto(self, group: Group, score: Score) -> None:
        claimed = self._claim(group)
        if claimed is None:
            score.auto_wrong += 1
            why = f"rule {group.rule}: {group.sentence.en} | truth: {self._truth_of(group.members)}"
            score.fault("wrong group", group.members.ours, group.members.theirs, why)
        elif all(truth.recoverable for truth in claimed):
            score.auto_right += 1
        else:
            score.auto_lucky += 1

    def _claim(self, group: Group) -> list[GroupTruth] | None:
        """Truth groups this group states, or None if it states something untrue."""
        ours, theirs = group.members.ours, group.members.theirs
        signature = self.labels.signature(ours, theirs)
        free = [t for t in self.by_signature[signature] if id(t) not in self.found]
        claimed = free[:1] or self._claim_several(signature) or self._claim_union(group)
        if claimed:
            self.found.update(id(truth) for truth in claimed)
        return claimed or None

    def _claim_several(self, signature: Signature) -> list[GroupTruth]:
        """k times the same truth group in one set: pair labels are not claimed, so none is wrong."""
        ours, theirs = Counter(signature[0]), Counter(signature[1])
        counts = {*ours.values(), *theirs.values()}
        if len(counts) != 1 or not ours or not theirs:
            return []
        times = counts.pop()
        once = (tuple(sorted(ours)), tuple(sorted(theirs)))
        free = [t for t in self.by_signature[once] if id(t) not in self.found]
        return free[:times] if len(free) >= times > 1 else []

    def _claim_union(self, group: Group) -> list[GroupTruth]:
        """Whole truth groups together: of one event with reversals, or an interchangeable set."""
        rows = [("ours", row) for row in group.members.ours]
        rows += [("theirs", row) for row in group.members.theirs]
        parts = {id(self.of_row[key]): self.of_row[key] for key in rows if key in self.of_row}
        truths = list(parts.values())
        if not truths or any(key not in self.of_row for key in rows):
            return []
        if all(t.any_netting for t in truths) and len({t.event for t in truths}) == 1:
            two_sided = bool(group.members.ours and group.members.theirs)
            free = [t for t in truths if id(t) not in self.found]
            return [t for t in free if bool(t.ours and t.theirs) == two_sided] or free or truths
        whole = sum(len(t.ours) + len(t.theirs) for t in truths) == len(rows)
        taken = any(id(t) in self.found for t in truths)
        if group.interchangeable and whole and not taken and len(self._amounts(truths)) == 1:
            return truths
        return []

    def _amounts(self, truths: list[GroupTruth]) -> set[int]:
        return {
            self.amount_of[side, row]
            for truth in truths
            for side in ("ours", "theirs")
            for row in getattr(truth, side)
        }

    def _score_ambiguous(self, group: Group, score: Score) -> None:
        score.ambiguous += 1
        offered = [group.members, *group.alternatives]
        if any(self.by_signature.get(self.labels.signature(m.ours, m.theirs)) for m in offered):
            score.ambiguous_holds_truth += 1

    def _score_pairs(self, reconciliation: Said, score: Score) -> None:
        said: Counter[tuple[int, int]] = Counter()
        true: Counter[tuple[int, int]] = Counter()
        for group in reconciliation.groups:
            if group.status == "auto" and not group.interchangeable:
                said.update(self._pairs(group.members.ours, group.members.theirs))
        for truth in self.truth.groups:
            true.update(self._pairs(truth.ours, truth.theirs))
        score.pairs_said += said.total()
        score.pairs_true += true.total()
        score.pairs_right += (said & true).total()

    def _pairs(self, ours: tuple[int, ...], theirs: tuple[int, ...]) -> list[tuple[int, int]]:
        left, right = self.labels.signature(ours, theirs)
        return [(one, other) for one in left for other in right]

    def _truth_of(self, members: Members) -> str:
        parts: dict[int, str] = {}
        for side in ("ours", "theirs"):
            for row in getattr(members, side):
                truth = self.of_row.get((side, row))
                if truth is not None:
                    parts[id(truth)] = f"{list(truth.ours)}={list(truth.theirs)} by {truth.tie}"
                else:
                    parts[-row] = f"{side} {row} stands alone"
        return "; ".join(parts.values())

    def _fate(self, truth: GroupTruth, reconciliation: Said) -> str:
        rows = {("ours", row) for row in truth.ours} | {("theirs", row) for row in truth.theirs}
        said = [
            f"{g.status} group {list(g.members.ours)}={list(g.members.theirs)} by {g.rule}"
            for g in reconciliation.groups
            if rows & _keys(g.members)
        ]
        said += [
            f"difference {d.kind} {list(d.members.ours)}/{list(d.members.theirs)}"
            for d in reconciliation.differences
            if rows & _keys(d.members)
        ]
        return f"tied by {truth.tie}; engine: {'; '.join(said) or 'nothing'}"


def _keys(members: Members) -> set[tuple[str, int]]:
    return {("ours", row) for row in members.ours} | {("theirs", row) for row in members.theirs}

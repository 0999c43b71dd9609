"""Accuracy of any engine's groups on a case with truth: the same scorer for us and for peers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cases.truth import Truth
from bench.scoring.faults import Score
from bench.scoring.groups import GroupScorer
from tieout.decisions import Difference, Group, Members
from tieout.refusal import Wording


@dataclass(frozen=True)
class Answer:
    """Groups as rows of both files, the shape the scorer takes."""

    groups: tuple[Group, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Accuracy:
    precision: float | None
    recall: float | None
    groups: int

    def __str__(self) -> str:
        if self.precision is None or self.recall is None:
            return "no groups"
        return f"P {self.precision:.4f} R {self.recall:.3f}"


def of_our_json(truth: Truth, path: Path) -> Accuracy:
    """Groups with status ``auto`` of the command's JSON."""
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    groups = [g for g in said["groups"] if g["status"] == "auto"]
    return _accuracy(
        truth,
        [(g["ours"], g["theirs"], bool(g.get("interchangeable"))) for g in groups],
    )


def of_peer_json(truth: Truth, path: Path) -> Accuracy:
    groups = json.loads(path.read_text(encoding="utf-8"))
    return _accuracy(truth, [(ours, theirs, False) for ours, theirs in groups])


def _accuracy(truth: Truth, groups: list[tuple[list[int], list[int], bool]]) -> Accuracy:
    score = Score()
    nothing = Wording("", "")
    answer = Answer(
        tuple(
            Group("", "auto", "", Members(tuple(o), tuple(t)), 0, nothing, (), interchangeable=same)
            for o, t, same in groups
        )
    )
    GroupScorer(truth).score(answer, score, explain=False)
    return Accuracy(score.precision, score.recall, score.auto_right + score.auto_wrong)

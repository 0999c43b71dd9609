"""Counts of one scored case, and the list of everything that was wrong in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing the engine or the reading got wrong, said so that a person can look it up."""

    what: str
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    why: str

    def __str__(self) -> str:
        return f"{self.what}: ours {list(self.ours)} theirs {list(self.theirs)} - {self.why}"


@dataclass
class Score:
    """Plain counts, so that scores of many cases are added and divided once."""

    cases: int = 0
    auto_right: int = 0
    auto_wrong: int = 0
    auto_lucky: int = 0  # right, but the evidence could not decide it: counted nowhere else
    truth_groups: int = 0  # two-sided and recoverable
    truth_found: int = 0
    pairs_right: int = 0
    pairs_said: int = 0
    pairs_true: int = 0
    differences: int = 0  # recoverable
    differences_right: int = 0
    differences_spurious: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    ambiguous: int = 0
    ambiguous_holds_truth: int = 0
    suggested: int = 0
    closing_error: int = 0  # minor units, summed without sign
    gaps_wrong: int = 0
    layouts: int = 0
    layouts_right: int = 0
    checks: Counter[str] = field(default_factory=Counter)
    checks_failed: Counter[str] = field(default_factory=Counter)
    refusals_due: int = 0
    refusals_made: int = 0
    refusals_in_family: int = 0
    permutations: int = 0
    permutations_identical: int = 0
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: Score) -> None:
        for name, value in vars(other).items():
            if isinstance(value, Counter):
                getattr(self, name).update(value)
            else:
                setattr(self, name, getattr(self, name) + value)

    def fault(self, what: str, ours: tuple[int, ...], theirs: tuple[int, ...], why: str) -> None:
        self.faults.append(Fault(what, ours, theirs, why))

    @property
    def precision(self) -> float | None:
        return _share(self.auto_right, self.auto_right + self.auto_wrong)

    @property
    def recall(self) -> float | None:
        return _share(self.truth_found, self.truth_groups)

    @property
    def classes_right(self) -> float | None:
        return _share(self.differences_right, self.differences)

    @property
    def detection(self) -> float | None:
        return _share(self.layouts_right, self.layouts)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

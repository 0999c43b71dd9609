"""The bridge from our balance to theirs: one step per class of difference, and the proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tieout.decisions import DIFFERENCE_CLASSES, Difference, Group, Reconciliation


@dataclass(frozen=True)
class Step:
    """All differences of one class: how many, and what they add to ours minus theirs (minor units)."""

    kind: str
    count: int
    amount: int


@dataclass(frozen=True)
class Counts:
    """How many groups of each status, and how many differences there are."""

    matched: int
    suggested: int
    ambiguous: int
    differences: int


def steps_of(reconciliation: Reconciliation) -> tuple[Step, ...]:
    """The classes that occur, in the order of ``DIFFERENCE_CLASSES``.

    Two invoices of 800.00 and 400.00 that they have not booked are one step,
    ``Step("missing_theirs", 2, 120000)``.
    """
    counts: dict[str, int] = {}
    amounts: dict[str, int] = {}
    for difference in reconciliation.differences:
        counts[difference.kind] = counts.get(difference.kind, 0) + 1
        amounts[difference.kind] = amounts.get(difference.kind, 0) + difference.amount
    assert set(counts) <= set(DIFFERENCE_CLASSES), f"unknown class in {sorted(counts)}"
    steps = tuple(
        Step(kind, counts[kind], amounts[kind]) for kind in DIFFERENCE_CLASSES if kind in counts
    )
    assert sum(step.amount for step in steps) == reconciliation.explained
    return steps


def counts_of(reconciliation: Reconciliation) -> Counts:
    by_status = {"auto": 0, "suggested": 0, "ambiguous": 0}
    for group in reconciliation.groups:
        by_status[group.status] += 1
    return Counts(
        matched=by_status["auto"],
        suggested=by_status["suggested"],
        ambiguous=by_status["ambiguous"],
        differences=len(reconciliation.differences),
    )


def by_class(differences: tuple[Difference, ...]) -> list[Difference]:
    """Differences in the order a person works through them: by class, then largest first."""
    position = {kind: index for index, kind in enumerate(DIFFERENCE_CLASSES)}
    return sorted(
        differences,
        key=lambda one: (
            position[one.kind],
            -abs(one.amount),
            one.members.ours,
            one.members.theirs,
        ),
    )


def largest(differences: tuple[Difference, ...], count: int) -> list[Difference]:
    """The ``count`` differences of the largest amount, largest first; ties by source row."""
    return sorted(
        differences, key=lambda one: (-abs(one.amount), one.members.ours, one.members.theirs)
    )[:count]


def to_look_at(groups: Sequence[Group]) -> list[Group]:
    """Groups a person has to decide: suggested first, then ambiguous."""
    return [group for group in groups if group.status == "suggested"] + [
        group for group in groups if group.status == "ambiguous"
    ]

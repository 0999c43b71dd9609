"""Answers that compete, and what was chosen of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Hypothesis(NamedTuple):
    """An answer that may be given as often as what it takes is there."""

    takes: tuple[
        tuple[int, int], ...
    ]  # thing, how much of it: minor units of an item, one of a receipt
    tier: int  # 0 is the strongest evidence
    worth: int  # what it explains, beside others of its tier


class Choice(NamedTuple):
    """How often each hypothesis is given, in the order asked; and what holds of every best choice, not of this one alone."""

    times: tuple[int, ...]
    certain: frozenset[int]  # given so often at least by every best choice
    possible: frozenset[int]  # given by some best choice


class Problem(NamedTuple):
    """The hypotheses of one component, strongest first, and what there is of each thing they take."""

    hypotheses: tuple[Hypothesis, ...]
    holds: Mapping[int, int]
    times_max: tuple[int, ...]
    tiers: tuple[int, ...]

    def worth_of(self, times: Sequence[int]) -> tuple[int, ...]:
        """What a choice explains, by tier; of two the larger in the first tier that differs is better."""
        return tuple(
            sum(
                one.worth * count
                for one, count in zip(self.hypotheses, times, strict=True)
                if one.tier == tier
            )
            for tier in self.tiers
        )

    def with_fewer_of(self, place: int, times: int) -> Problem:
        """The same, where one hypothesis may be given so often at most."""
        limits = list(self.times_max)
        limits[place] = times
        return self._replace(times_max=tuple(limits))

    def having(self, place: int) -> Problem:
        """What is left where one hypothesis is given once."""
        left = dict(self.holds)
        for thing, amount in self.hypotheses[place].takes:
            left[thing] -= amount
        rest = problem_of(self.hypotheses, left)
        return rest._replace(
            times_max=tuple(map(min, rest.times_max, self.times_max)), tiers=self.tiers
        )


def problem_of(hypotheses: Sequence[Hypothesis], holds: Mapping[int, int]) -> Problem:
    """Each as often as the scarcest of what it takes allows."""
    limits = tuple(min(holds[thing] // amount for thing, amount in one.takes) for one in hypotheses)
    return Problem(
        tuple(hypotheses), holds, limits, tuple(sorted({one.tier for one in hypotheses}))
    )

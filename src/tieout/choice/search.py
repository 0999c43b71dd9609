"""The best choice of a small component, by trying; it ends at a number of steps and never by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tieout.choice.hypotheses import Problem


class TooManySteps(Exception):
    """The component is not small."""


class Steps:
    """What all questions about one component may take together."""

    def __init__(self, left: int = 100_000) -> None:
        self._left = left

    def take(self) -> None:
        """One step. Raises ``TooManySteps``."""
        self._left -= 1
        if self._left < 0:
            raise TooManySteps


def search(problem: Problem, steps: Steps) -> tuple[int, ...]:
    """How often each is given, in a best choice. Raises ``TooManySteps``."""
    tried = _Search(problem, steps)
    tried.run()
    return tried.best()


def reaches(problem: Problem, worth: Sequence[int], steps: Steps) -> bool:
    """Whether some choice explains so much by tier, and none more is known to. Raises ``TooManySteps``."""
    if min(worth) < 0:
        return False
    tried = _Search(problem, steps, worth)
    return tried.run()


class _Search:
    """Explained money as one number: a unit of a stronger tier is more than everything of the weaker ones.

    Of answers to one question only so many are given as it was asked, which bounds what is still to come; so
    they are tried one after the other.
    """

    def __init__(self, problem: Problem, steps: Steps, worth: Sequence[int] = ()) -> None:
        self._steps = steps
        self._left = dict(problem.holds)
        weights = _weights(problem, worth)
        groups = _of_one_question(problem)
        self._order = [place for _, places in groups for place in places]
        self._takes = [problem.hypotheses[place].takes for place in self._order]
        self._most = [problem.times_max[place] for place in self._order]
        self._value = [
            problem.hypotheses[place].worth * weights[problem.hypotheses[place].tier]
            for place in self._order
        ]
        self._asked = [thing for thing, places in groups for _ in places]
        self._bound(groups, problem)
        self._times = [0] * len(self._order)
        self._best = tuple(self._times)
        self._enough = _as_one(worth, problem, weights) if worth else None
        self._best_value = -1 if self._enough is None else self._enough - 1

    def run(self) -> bool:
        """Try all that may be better; true where what is enough was found, and then no more is tried."""
        return self._from(0, 0)

    def best(self) -> tuple[int, ...]:
        """By the places of the problem."""
        times = [0] * len(self._order)
        for place, count in zip(self._order, self._best, strict=True):
            times[place] = count
        return tuple(times)

    def _bound(self, groups: Sequence[tuple[int | None, list[int]]], problem: Problem) -> None:
        """From the last group to the first: what it and those after it may still come to."""
        count = len(self._order)
        self._rest, self._dearest, self._after = [0] * count, [0] * count, [0] * count
        at, after = count, 0
        for thing, places in reversed(groups):
            rest = dearest = 0
            for _ in places:
                at -= 1
                rest += self._value[at] * self._most[at]
                dearest = max(dearest, self._value[at])
                self._rest[at], self._dearest[at], self._after[at] = rest, dearest, after
            after += rest if thing is None else min(rest, dearest * problem.holds[thing])

    def _from(self, at: int, value: int) -> bool:
        self._steps.take()
        if at == len(self._times):
            if value > self._best_value:
                self._best, self._best_value = tuple(self._times), value
                return self._enough is not None
            return False
        left, thing = self._left, self._asked[at]
        rest = self._rest[at]
        if thing is not None:
            rest = min(rest, left[thing] * self._dearest[at])
        if value + rest + self._after[at] <= self._best_value:
            return False
        most, takes = self._most[at], self._takes[at]
        for thing, amount in takes:
            most = min(most, left[thing] // amount)
        for thing, amount in takes:
            left[thing] -= amount * most
        for times in range(most, -1, -1):
            self._times[at] = times
            if self._from(at + 1, value + self._value[at] * times):
                return True
            if times:
                for thing, amount in takes:
                    left[thing] += amount
        return False


def _of_one_question(problem: Problem) -> list[tuple[int | None, list[int]]]:
    """Places of hypotheses that each take one of the same thing, with the thing; the others alone."""
    groups: dict[tuple[bool, int], list[int]] = {}
    for place, one in enumerate(problem.hypotheses):
        asked = next((thing for thing, amount in one.takes if amount == 1), None)
        groups.setdefault((asked is None, place if asked is None else asked), []).append(place)
    return [(None if alone else thing, places) for (alone, thing), places in groups.items()]


def _weights(problem: Problem, worth: Sequence[int]) -> dict[int, int]:
    """The tiers above each other like digits of a number whose base is more than all there is."""
    every = sum(
        one.worth * most for one, most in zip(problem.hypotheses, problem.times_max, strict=True)
    )
    base = 1 + max(every, *worth) if worth else 1 + every
    return {tier: base**at for at, tier in enumerate(reversed(problem.tiers))}


def _as_one(worth: Sequence[int], problem: Problem, weights: Mapping[int, int]) -> int:
    return sum(each * weights[tier] for each, tier in zip(worth, problem.tiers, strict=True))

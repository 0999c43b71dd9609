"""The best choice of a small component, by trying; it ends at a number of steps and never by the clock."""

from __future__ import annotations

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
    """How often each is given, in the best choice that comes first by evidence. Raises ``TooManySteps``."""
    return _Search(problem, steps).best()


class _Search:
    def __init__(self, problem: Problem, steps: Steps) -> None:
        self._problem = problem
        self._steps = steps
        self._left = dict(problem.holds)
        self._times = [0] * len(problem.hypotheses)
        self._best: tuple[int, ...] = tuple(self._times)
        self._worth = [0] * len(problem.tiers)
        self._best_worth = list(self._worth)
        self._at_most = _worth_still_to_come(problem)

    def best(self) -> tuple[int, ...]:
        self._from(0)
        return self._best

    def _from(self, place: int) -> None:
        self._steps.take()
        bound = [got + more for got, more in zip(self._worth, self._at_most[place], strict=True)]
        if bound <= self._best_worth:
            return
        if place == len(self._times):
            self._best, self._best_worth = tuple(self._times), list(self._worth)
            return
        one = self._problem.hypotheses[place]
        tier = self._problem.tiers.index(one.tier)
        most = min(self._left[thing] // amount for thing, amount in one.takes)
        for times in range(min(most, self._problem.times_max[place]), -1, -1):
            self._give(place, tier, times)
            self._from(place + 1)
            self._give(place, tier, -times)

    def _give(self, place: int, tier: int, times: int) -> None:
        one = self._problem.hypotheses[place]
        for thing, amount in one.takes:
            self._left[thing] -= amount * times
        self._times[place] += times
        self._worth[tier] += one.worth * times


def _worth_still_to_come(problem: Problem) -> list[list[int]]:
    """By place: what the hypotheses from it on were worth if each were given, by tier."""
    found = [[0] * len(problem.tiers)]
    for one, most in zip(reversed(problem.hypotheses), reversed(problem.times_max), strict=True):
        worth = list(found[-1])
        worth[problem.tiers.index(one.tier)] += one.worth * most
        found.append(worth)
    return found[::-1]

"""The choice over all hypotheses, one component after the other, and what every other choice as good has, too.

Set packing by tiers: strong evidence is never given up for weak, however much of it there is. An answer
holds only where every best choice gives it: each is forbidden in turn and the rest is solved again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from tieout.choice.components import components_of
from tieout.choice.hypotheses import Choice, Hypothesis, Problem, problem_of
from tieout.choice.search import Steps, TooManySteps, reaches, search
from tieout.choice.solver import NotSolved, is_solved_with, solve

PROVED_MAX = 300  # hypotheses of a component beyond which none is called certain
SOLVED_MAX = 4_000  # and beyond which it is filled by evidence alone

_Reached = Callable[[Problem, Sequence[int]], bool]


def choose(hypotheses: Sequence[Hypothesis], holds: Mapping[int, int]) -> Choice:
    """The hypotheses that together explain most in the strongest tier, of these most in the next, and so on.

    ``holds``: how much there is of each thing. What hypotheses take is positive. Neither the order in which
    they are given nor how many components there are changes what is chosen.

    Worked: items A and B of 100.00, three receipts of 100.00. The first names A (tier 0), the others have
    only the amount (tier 1), the second for A or B, the third for A alone. The first pays A and the second
    B: explained (1, 1), both certain, and for the third nothing is possible. Without the first, the third
    pays A and the second B. Without the second, too, and with two that name A, each is possible and none
    certain.
    """
    times = [0] * len(hypotheses)
    certain: set[int] = set()
    possible: set[int] = set()
    for places in components_of(hypotheses, holds):
        found = _chosen(problem_of([hypotheses[place] for place in places], holds))
        for place, count in zip(places, found.times, strict=True):
            times[place] = count
        certain.update(places[at] for at in found.certain)
        possible.update(places[at] for at in found.possible)
    return Choice(tuple(times), frozenset(certain), frozenset(possible))


def _chosen(problem: Problem) -> Choice:
    """A best choice, and what every one and what any one gives; where it is too large everything is possible."""
    every = frozenset(range(len(problem.hypotheses)))
    if len(every) == 1:
        return Choice(problem.times_max, every, every)
    if len(every) <= PROVED_MAX:
        steps = Steps()
        for best, reached in (
            (partial(search, steps=steps), partial(reaches, steps=steps)),
            (solve, is_solved_with),
        ):
            try:
                return _proved(problem, best(problem), reached)
            except (TooManySteps, NotSolved):
                continue
    if len(every) <= SOLVED_MAX:
        try:
            return Choice(solve(problem), frozenset(), every)
        except NotSolved:
            pass
    return Choice(filled(problem), frozenset(), every)


def _proved(problem: Problem, given: tuple[int, ...], reached: _Reached) -> Choice:
    """Each that is given is forbidden, and each that is not is given, and it is asked whether the rest explains as much."""
    worth = problem.worth_of(given)
    certain, possible = set(), set()
    for place, times in enumerate(given):
        if times:
            possible.add(place)
            if not reached(problem.with_fewer_of(place, times - 1), worth):
                certain.add(place)
        elif problem.times_max[place] and reached(problem.having(place), _less(problem, place, worth)):  # fmt: skip
            possible.add(place)
    return Choice(given, frozenset(certain), frozenset(possible))


def _less(problem: Problem, place: int, worth: Sequence[int]) -> list[int]:
    """What the others have to explain where this hypothesis is given once."""
    one = problem.hypotheses[place]
    return [
        each - (one.worth if tier == one.tier else 0)
        for tier, each in zip(problem.tiers, worth, strict=True)
    ]


def filled(problem: Problem) -> tuple[int, ...]:
    """By evidence alone, each as often as there is something left for it."""
    left = dict(problem.holds)
    times = []
    for one, limit in zip(problem.hypotheses, problem.times_max, strict=True):
        most = min(limit, *(left[thing] // amount for thing, amount in one.takes))
        for thing, amount in one.takes:
            left[thing] -= amount * most
        times.append(most)
    return tuple(times)

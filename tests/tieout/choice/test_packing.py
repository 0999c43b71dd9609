"""The choice against every choice there is, by trying them all; its two ways of solving against each other."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.choice import Choice, Hypothesis, choose
from tieout.choice.hypotheses import problem_of
from tieout.choice.search import Steps, reaches, search
from tieout.choice.solver import is_solved_with, solve

_TAKES = st.dictionaries(st.integers(0, 4), st.integers(1, 3), min_size=1, max_size=3)
_HYPOTHESES = st.lists(
    st.builds(
        lambda takes, tier, worth: Hypothesis(tuple(sorted(takes.items())), tier, worth),
        _TAKES, st.integers(0, 2), st.integers(1, 3),
    ),
    min_size=1, max_size=6,
)  # fmt: skip
_HOLDS = st.fixed_dictionaries({thing: st.integers(0, 4) for thing in range(5)})


def _every_best(
    hypotheses: Sequence[Hypothesis], holds: Mapping[int, int]
) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    """The most that can be explained, and all choices that explain as much."""
    problem = problem_of(hypotheses, holds)
    fitting = [
        times
        for times in product(*(range(most + 1) for most in problem.times_max))
        if all(_taken(hypotheses, times, thing) <= most for thing, most in holds.items())
    ]
    best = max(map(problem.worth_of, fitting))
    return best, [times for times in fitting if problem.worth_of(times) == best]


def _taken(hypotheses: Sequence[Hypothesis], times: Sequence[int], thing: int) -> int:
    return sum(
        dict(one.takes).get(thing, 0) * count for one, count in zip(hypotheses, times, strict=True)
    )


@settings(max_examples=150, deadline=None)
@given(_HYPOTHESES, _HOLDS)
def test_no_choice_is_better_and_certain_is_what_every_best_one_gives(hypotheses, holds) -> None:
    found = choose(hypotheses, holds)
    best, every = _every_best(hypotheses, holds)
    assert found.times in every
    assert problem_of(hypotheses, holds).worth_of(found.times) == best
    for place, times in enumerate(found.times):
        is_forced = times > 0 and all(other[place] >= times for other in every)
        assert (place in found.certain) == is_forced
        assert (place in found.possible) == any(other[place] for other in every)


@settings(max_examples=60, deadline=None)
@given(_HYPOTHESES, _HOLDS, st.randoms(use_true_random=False))
def test_the_order_of_asking_changes_nothing(hypotheses, holds, shuffle: random.Random) -> None:
    order = list(range(len(hypotheses)))
    shuffle.shuffle(order)
    asked, again = choose(hypotheses, holds), choose([hypotheses[at] for at in order], holds)
    assert _told(hypotheses, asked) == _told([hypotheses[at] for at in order], again)


def _told(hypotheses: Sequence[Hypothesis], choice: Choice) -> list[tuple[object, ...]]:
    return sorted(
        (one, times) for one, times in zip(hypotheses, choice.times, strict=True) if times
    )


@settings(max_examples=40, deadline=None)
@given(_HYPOTHESES, _HOLDS)
def test_the_solver_explains_as_much_as_trying(hypotheses, holds) -> None:
    problem = problem_of(hypotheses, holds)
    assert problem.worth_of(solve(problem)) == problem.worth_of(search(problem, Steps()))


def test_weak_evidence_never_outweighs_strong() -> None:
    """A receipt that names an item keeps it, though two others by amount alone would be explained without it."""
    strong = Hypothesis(((10, 1), (0, 1), (1, 1)), 0, 1)
    weak = [Hypothesis(((11, 1), (0, 1)), 1, 1), Hypothesis(((12, 1), (1, 1)), 1, 1)]
    holds = dict.fromkeys((0, 1, 10, 11, 12), 1)
    assert choose([*weak, strong], holds) == Choice((0, 0, 1), frozenset({2}), frozenset({2}))


def test_a_ring_has_two_answers_and_a_chain_one() -> None:
    """Three receipts, each for either of two neighbouring items: in a ring anything goes, in a chain nothing."""

    things = dict.fromkeys((0, 1, 2, 10, 11, 12), 1)
    answers = [(((at + step) % 3, 1), (10 + at, 1)) for at in range(3) for step in (0, 1)]
    ring = choose([Hypothesis(each, 0, 1) for each in answers], things)
    assert (sum(ring.times), len(ring.possible), len(ring.certain)) == (3, 6, 0)
    chain = choose(
        [Hypothesis(((0, 1), (10, 1)), 0, 1), Hypothesis(((1, 1), (10, 1)), 0, 1), Hypothesis(((1, 1), (11, 1)), 0, 1)],
        dict.fromkeys((0, 1, 10, 11), 1),
    )  # fmt: skip
    assert chain == Choice((1, 0, 1), frozenset({0, 2}), frozenset({0, 2}))


def test_a_thousand_like_items_are_one_thing() -> None:
    """A thousand receipts for a thousand like items are one answer given a thousand times, not two to the power of a thousand."""
    found = choose([Hypothesis(((0, 100), (1, 1)), 0, 1)], {0: 100_000, 1: 1_000})
    assert found == Choice((1_000,), frozenset({0}), frozenset({0}))


@pytest.mark.parametrize("most", [2, 3])
def test_a_component_past_the_bounds_decides_nothing(monkeypatch, most: int) -> None:
    monkeypatch.setattr("tieout.choice.packing.PROVED_MAX", 2)
    monkeypatch.setattr("tieout.choice.packing.SOLVED_MAX", most)
    wanted = [Hypothesis(((0, 1), (10 + at, 1)), at, 1) for at in range(3)]
    found = choose(wanted, dict.fromkeys((0, 10, 11, 12), 1))
    assert (found.times, found.certain, len(found.possible)) == ((1, 0, 0), frozenset(), 3)


def test_a_component_too_large_to_try_is_solved() -> None:
    """Forty receipts that each could pay one of eight items, or two: trying ends, the solver does not."""
    draw = random.Random(7)
    made = [
        Hypothesis(tuple(sorted([*((item, 1) for item in draw.sample(range(30), draw.choice((2, 3)))), (100 + at, 1)])), 0, 1)
        for at in range(40) for _ in range(3)
    ]  # fmt: skip
    holds = dict.fromkeys((*range(30), *range(100, 140)), 1)
    found = choose(made, holds)
    assert found.possible
    used = [thing for one, times in zip(made, found.times, strict=True) if times for thing, _ in one.takes]  # fmt: skip
    assert len(used) == len(set(used))
    assert sum(found.times) >= 12, "thirty items make fifteen pairs at most"


@settings(max_examples=100, deadline=None)
@given(_HYPOTHESES, _HOLDS, st.integers(0, 5))
def test_both_ways_of_solving_know_whether_another_choice_explains_as_much(
    hypotheses: list[Hypothesis], holds: dict[int, int], place: int
) -> None:
    """With one hypothesis given less often, where trying them all says what is left to explain."""
    problem = problem_of(hypotheses, holds)
    best, every = _every_best(hypotheses, holds)
    place %= len(hypotheses)
    fewer = problem.with_fewer_of(place, max(0, problem.times_max[place] - 1))
    is_reached = any(times[place] <= fewer.times_max[place] for times in every)
    assert reaches(fewer, best, Steps()) == is_reached
    assert is_solved_with(fewer, best) == is_reached
    beyond = [each + 1 for each in best]
    assert not reaches(fewer, beyond, Steps())
    assert not is_solved_with(fewer, beyond)

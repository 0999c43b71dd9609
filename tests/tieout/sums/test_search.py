"""The search finds every combination: compiled, in plain Python and by brute force alike."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.sums import search, twin
from tieout.sums.search import find_sums

_CENTS = st.integers(-60, 120)
_HUGE = st.integers(-(10**18), 10**18)
_AMOUNTS = st.one_of(st.lists(_CENTS, max_size=10), st.lists(_HUGE, max_size=7))


def brute_force(
    amounts: list[int], target: int, tolerance: int, size_max: int
) -> tuple[tuple[int, ...], ...]:
    return tuple(
        places
        for size in range(1, size_max + 1)
        for places in combinations(range(len(amounts)), size)
        if abs(sum(amounts[place] for place in places) - target) <= tolerance
    )


@st.composite
def _instances(draw: st.DrawFn) -> tuple[list[int], int, int, int]:
    amounts = draw(_AMOUNTS)
    chosen = draw(
        st.lists(st.sampled_from(range(len(amounts))), unique=True) if amounts else st.just([])
    )
    target = sum(amounts[place] for place in chosen) + draw(st.integers(-3, 3))
    return amounts, target, draw(st.integers(0, 6)), draw(st.integers(1, 10))


@settings(max_examples=400, deadline=None)
@given(_instances())
def test_it_finds_what_brute_force_finds(instance: tuple[list[int], int, int, int]) -> None:
    amounts, target, tolerance, size_max = instance
    sums = find_sums(
        np.array(amounts, np.int64), target,
        tolerance=tolerance, size_max=size_max, solutions_max=5000,
    )  # fmt: skip
    assert sums.complete
    assert sums.solutions == brute_force(amounts, target, tolerance, size_max)


@settings(max_examples=400, deadline=None)
@given(_instances(), st.integers(1, 300), st.integers(1, 20))
def test_the_kernel_answers_as_its_twin_node_for_node(
    instance: tuple[list[int], int, int, int], nodes_max: int, most: int
) -> None:
    from tieout.sums.kernel import sums_of_size

    amounts, target, tolerance, size_max = instance
    falling = sorted(amounts, reverse=True)
    low, high = target - tolerance, target + tolerance
    for size in range(1, min(size_max, len(falling), 8) + 1):
        places, nodes, complete = twin.sums_of_size(falling, low, high, size, 0, nodes_max, most)
        found = np.empty((most, size), np.int64)
        answer = sums_of_size(
            np.array(falling, np.int64),
            *(min(max(edge, -(1 << 63) + 1), (1 << 63) - 1) for edge in (low, high)),
            size, 0, nodes_max, found,
        )  # fmt: skip
        assert answer == (len(places), nodes, complete)
        assert [tuple(row) for row in found[: answer[0]].tolist()] == places


def test_both_ways_of_searching_give_the_same_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    amounts = np.random.default_rng(7).integers(1, 90_000, 60)
    compiled = find_sums(amounts, 120_000, size_max=4)
    monkeypatch.setattr(search, "_WORTH_COMPILED", 1 << 60)
    assert find_sums(amounts, 120_000, size_max=4) == compiled
    assert compiled.solutions


def test_sums_beyond_64_bits_are_right() -> None:
    amounts = np.array([10**18] * 12 + [-(10**18)], np.int64)
    sums = find_sums(amounts, 12 * 10**18, size_max=13)
    assert sums.solutions == (tuple(range(12)),)


def test_eight_amounts_of_ten_to_the_eighteen_are_searched_compiled() -> None:
    amounts = np.array([10**18 - place for place in range(40)], np.int64)
    sums = find_sums(amounts, 8 * 10**18 - 28, size_max=8)
    assert sums.solutions == (tuple(range(8)),)
    assert sums.complete


def test_a_spent_budget_is_said() -> None:
    amounts = np.arange(1, 60, dtype=np.int64) * 1000 + 1
    assert not find_sums(amounts, 150_003, nodes_max=50).complete
    many = find_sums(amounts, 150_003, size_max=3, solutions_max=4)
    assert len(many.solutions) == 4
    assert not many.complete


def test_as_many_solutions_as_asked_for_may_be_all_there_are() -> None:
    sums = find_sums(np.array([50, 30, 20, -10], np.int64), 40, solutions_max=2)
    assert sums.solutions == ((0, 3), (1, 2, 3))
    assert sums.complete


def test_nothing_open_hits_nothing() -> None:
    assert find_sums(np.array([], np.int64), 5) == search.Sums((), 0, True)


def test_the_answer_does_not_depend_on_what_was_sorted_before() -> None:
    amounts = np.array([7, 3, 3, 4, -4, 7], np.int64)
    assert find_sums(amounts, 7, size_max=2).solutions == ((0,), (5,), (1, 3), (2, 3))

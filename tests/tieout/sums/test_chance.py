"""The expected number of accidental sums: it agrees with counting, and neither order nor unit matters."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from bench.sums.chance import Setting, calibrate
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tieout.sums.chance import _by_size, _drawn, _within, by_normal, expected_accidents
from tieout.sums.draws import DRAWN, _splitmix64, sets_of
from tieout.sums.search import find_sums

_AMOUNTS = st.lists(
    st.one_of(st.integers(-90, 300), st.integers(-(10**18), 10**18)), min_size=1, max_size=14
)
_SIZES = st.integers(1, 8)
_LAWS = settings(max_examples=200, deadline=None)


def accidents(amounts: list[int], target: int, size_max: int = 8, tolerance: int = 0) -> float:
    array = np.array(amounts, np.int64)
    return expected_accidents(array, target, size_max=size_max, tolerance=tolerance)


@pytest.mark.parametrize(
    "setting",
    [
        Setting("cents", False, 30, 4, 5, 50),
        Setting("cents", True, 60, 3, 4, 0),
        Setting("whole", False, 20, 5, 6, 0),
        Setting("whole", True, 30, 2, 4, 50),
        Setting("prices", False, 20, 3, 4, 0),
        Setting("prices", True, 30, 4, 5, 50),
    ],
    ids=str,
)
def test_what_is_predicted_is_what_is_counted_within_a_factor_of_one_and_a_half(
    setting: Setting,
) -> None:
    row = calibrate(setting, cases_max=120)
    assert row.counted * row.cases >= 60, "too few to compare with"
    assert row.counted / 1.5 <= row.sampled <= row.counted * 1.5
    assert row.normal <= 2 * row.sampled, "a search is not left out that was worth its while"


@_LAWS
@given(st.data(), _AMOUNTS, _SIZES, st.integers(0, 40))
def test_the_order_of_the_amounts_does_not_matter(
    data: st.DataObject, amounts: list[int], size_max: int, tolerance: int
) -> None:
    target = sum(amounts[:3])
    other = data.draw(st.permutations(amounts))
    assert accidents(amounts, target, size_max, tolerance) == accidents(
        other, target, size_max, tolerance
    )


@_LAWS
@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=14),
    _SIZES, st.integers(0, 40), st.integers(2, 10**8),
)  # fmt: skip
def test_the_unit_of_the_amounts_does_not_matter(
    amounts: list[int], size_max: int, tolerance: int, factor: int
) -> None:
    target = sum(amounts[:3])
    scaled = [amount * factor for amount in amounts]
    found = accidents(scaled, target * factor, size_max, tolerance * factor)
    # The last bits of a float may differ: an amount above 2^53 is not one.
    assert found == pytest.approx(accidents(amounts, target, size_max, tolerance), rel=1e-9)


@_LAWS
@given(_AMOUNTS, _SIZES, st.integers(0, 40), st.integers(1, 10**19))
def test_a_target_out_of_reach_is_not_hit(
    amounts: list[int], size_max: int, tolerance: int, beyond: int
) -> None:
    def ends(rising: list[int]) -> list[int]:
        return [sum(rising[:size]) for size in range(1, min(size_max, len(rising)) + 1)]

    highest, lowest = max(ends(sorted(amounts)[::-1])), min(ends(sorted(amounts)))
    assert accidents(amounts, highest + tolerance + beyond, size_max, tolerance) == 0
    assert accidents(amounts, lowest - tolerance - beyond, size_max, tolerance) == 0


@_LAWS
@given(_AMOUNTS, _SIZES, st.integers(0, 40))
def test_there_are_never_more_than_there_are_sets(
    amounts: list[int], size_max: int, tolerance: int
) -> None:
    sets = sum(len(list(combinations(amounts, size))) for size in range(1, size_max + 1))
    assert 0 <= accidents(amounts, amounts[0], size_max, tolerance) <= sets * (1 + 1e-9)


@_LAWS
@given(st.integers(1, 9), _SIZES, st.integers(1, 10**18))
def test_of_equal_amounts_every_set_of_the_size_is_an_accident_but_one(
    count: int, size: int, amount: int
) -> None:
    assume(size <= count)
    sets = len(list(combinations(range(count), size)))
    assert accidents([amount] * count, amount * size) == pytest.approx(sets - 1)


def test_prices_that_end_alike_make_only_sums_of_their_ending() -> None:
    prices = [990, 1990, 4990, 1990, 990, 7990]
    assert accidents(prices, 3970) > 0  # three prices end in 70
    assert accidents(prices, 3950) == 0  # five end in 50, but no five are as little
    assert accidents(prices, 3975) == 0
    assert accidents(prices, 3975, tolerance=5) > 0


def test_neither_form_knows_an_accident_where_nothing_is_open() -> None:
    nothing = np.array([], np.int64)
    assert expected_accidents(nothing, 5, size_max=8) == 0
    assert by_normal(nothing, 5, size_max=8) == 0
    assert by_normal(np.array([100, 200]), 150, size_max=2) == 0


def test_the_closed_form_says_the_figure_worked_by_hand() -> None:
    # Mean 2, deviation 1, lattice 1; one of two: spread 1 + 1, so 2 / (2 * sqrt(2 pi)) at distance 0;
    # both: spread 0 + 1 at distance 2.
    figure = by_normal(np.array([1, 3]), 2, size_max=2)
    assert figure == pytest.approx(0.398942 + 0.053991, abs=1e-6)


@pytest.mark.parametrize(("count", "size"), [(3, 2), (24, 3), (24, 4), (60, 8), (300, 3)])
def test_drawn_sets_are_sets_and_no_place_is_preferred(count: int, size: int) -> None:
    drawn = sets_of(count, size)
    assert len({tuple(sorted(row)) for row in drawn.T.tolist()}) == drawn.shape[1] <= DRAWN
    assert all(len(set(row)) == size for row in drawn.T.tolist())
    taken = np.bincount(drawn.ravel(), minlength=count)
    mean = drawn.size / count
    assert abs(taken - mean).max() <= 5 * np.sqrt(mean)


def test_the_generator_draws_the_same_on_every_machine() -> None:
    words = _splitmix64(np.arange(3, dtype=np.uint64)).tolist()
    assert words == [
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
    ]  # as published, seed 0
    assert sets_of(40, 4).T[:2].tolist() == [[28, 15, 21, 39], [0, 30, 31, 39]]


@pytest.mark.parametrize(
    ("amounts", "target", "size_max", "sets", "drawn", "closed"),
    [
        ([9900, 9900, 9900, 19900, 19900, 4950, 4950, 35000], 29800, 3, 8, 3.47, 0.10),
        ([place * 10000 for place in range(1, 9)], 90000, 4, 7, 4.87, 7.00),
    ],
)
def test_the_worked_figures_of_the_page(
    amounts: list[int], target: int, size_max: int, sets: int, drawn: float, closed: float
) -> None:
    array = np.array(amounts, np.int64)
    assert len(find_sums(array, target, size_max=size_max).solutions) == sets
    assert accidents(amounts, target, size_max) == pytest.approx(drawn, abs=0.01)
    assert by_normal(array, target, size_max=size_max) == pytest.approx(closed, abs=0.01)


_WHOLE = st.lists(st.integers(-40, 40) | st.integers(-(10**18), 10**18), min_size=1, max_size=60)


@_LAWS
@given(_WHOLE)
def test_whole_numbers_are_put_in_order_as_they_stand_among_equals(numbers: list[int]) -> None:
    values = np.array(numbers, np.float64)
    assert _by_size(values).tolist() == np.argsort(values, kind="stable").tolist()


@_LAWS
@given(_WHOLE, st.sampled_from([0, 1, 7]))
def test_the_numbers_within_a_tolerance_are_those_that_a_search_finds(
    numbers: list[int], tolerance: int
) -> None:
    rising = np.sort(np.array(numbers, np.float64))
    first, last = _within(rising, tolerance)
    assert first.tolist() == np.searchsorted(rising, rising - tolerance, "left").tolist()
    assert last.tolist() == np.searchsorted(rising, rising + tolerance, "right").tolist()


def test_drawn_sets_stand_for_all_sets_of_their_size() -> None:
    """Of 30 items there are 30 single ones, all of them drawn, and 4,060 of three, of which some are."""
    drawn = _drawn(30, (1, 3))
    (first, second), (_, end) = drawn.starts[:2], drawn.starts[1:]
    assert (first, second, end) == (0, 30, 30 + sets_of(30, 3).shape[1])
    assert drawn.stands_for[:second].tolist() == [1.0] * 30
    assert drawn.stands_for[second:].sum() == pytest.approx(4_060)
    assert drawn.meant[:second].sum() == pytest.approx(drawn.meant[second:].sum())
    assert set(drawn.at[second:].tolist()) == {1}

"""The quick looks never say no where a slower one says yes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.rules import Rules
from tieout.steps.combinations import combinations_of, may_be_natural, may_make, sets_that_make
from tieout.steps.lines import Line
from tieout.sums.search import find_sums
from tieout.sums.structure import Open, natural_sets

_AMOUNTS = st.lists(st.integers(-9, 30).filter(bool), min_size=1, max_size=9)


def lines_of(amounts: list[int]) -> list[Line]:
    return [
        Line("ours", place + 2, 20_000 + place, None, None, None, None, "invoice", None, "CNY",
             amount, "", None, place)
        for place, amount in enumerate(amounts)
    ]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(_AMOUNTS, st.integers(-20, 120).filter(bool))
def test_quick_looks_agree_with_slow_ones(amounts: list[int], target: int) -> None:
    lines, array = lines_of(amounts), np.array(amounts, np.int64)
    slow = find_sums(array, target, size_max=len(amounts), solutions_max=10_000).solutions
    assert may_make(array, target) == bool(slow)
    quick = {tuple(line.place for line in found) for found in sets_that_make(lines, [target])}
    assert quick == set(slow)
    if natural_sets([Open(amount) for amount in amounts], target):
        assert may_be_natural(lines, target)


def test_a_target_that_no_run_and_no_rest_makes_is_not_natural() -> None:
    assert not may_be_natural(lines_of([100, 7, 100, 11, 100, 13]), 31)
    assert may_be_natural(lines_of([100, 7, 100, 11, 100, 13]), 111)


def test_amounts_near_the_end_of_64_bits_are_still_added_rightly() -> None:
    huge = 10**18
    lines = lines_of([huge, huge, huge, huge, huge, huge, 5, 7])
    found = combinations_of(lines, 12, Rules(), asked=1)
    assert found is not None
    assert [[line.amount for line in each] for each in found.sets] == [[5, 7]]

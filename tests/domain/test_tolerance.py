"""Small differences: the smaller of two bounds, and never more than the cap of a month."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.tolerance import Month, Tolerance, first_fault, most_of

TEN_OR_FIVE = Tolerance(1_000, 5)


@pytest.mark.parametrize(
    ("item", "most"),
    [(100_000, 500), (199_999, 999), (200_000, 1_000), (9_000_000, 1_000), (199, 0), (200, 1), (0, 0)],
)  # fmt: skip
def test_the_smaller_bound_holds_and_is_rounded_down(item: int, most: int) -> None:
    assert most_of(TEN_OR_FIVE, item) == most


@pytest.mark.parametrize(
    ("tolerance", "gone", "amount", "worth", "fault"),
    [
        (None, 0, 1, 1, "none"),
        (Tolerance(0, 5), 0, 1, 1, "none"),
        (TEN_OR_FIVE, 9_999, 501, 501, "item"),
        (TEN_OR_FIVE, 0, 500, 500, None),
        (TEN_OR_FIVE, 4_600, 400, 400, None),
        (TEN_OR_FIVE, 4_600, 401, 401, "cap"),
        (TEN_OR_FIVE, 5_001, 1, 0, None),  # worth less than a minor unit of the company's currency
        (TEN_OR_FIVE, 5_001, 1, 1, "cap"),
    ],
)
def test_faults_come_in_their_order(
    tolerance: Tolerance | None, gone: int, amount: int, worth: int, fault: str | None
) -> None:
    month = Month(gone, 5_000)
    found = first_fault(tolerance, month, amount=amount, item_amount=100_000, worth=worth)
    assert found == fault


AMOUNTS = st.integers(0, 10**12)


@given(AMOUNTS, st.integers(0, 100), AMOUNTS)
def test_neither_bound_is_passed_and_one_is_reached(amount: int, per_mille: int, item: int) -> None:
    most = most_of(Tolerance(amount, per_mille), item)
    assert most <= amount
    assert most * 1000 <= item * per_mille
    assert most == amount or (most + 1) * 1000 > item * per_mille


@given(st.lists(st.integers(1, 2_000), max_size=40), st.integers(0, 10_000))
def test_a_month_never_lets_more_go_than_its_cap(differences: list[int], cap: int) -> None:
    gone = 0
    for each in differences:
        fault = first_fault(
            Tolerance(1_500, 1000), Month(gone, cap), amount=each, item_amount=10_000, worth=each
        )
        assert (fault is None) == (each <= 1_500 and gone + each <= cap)
        gone += each if fault is None else 0
    assert gone <= cap

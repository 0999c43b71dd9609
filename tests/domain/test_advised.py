"""An advice over the receipts that came for it: nothing is paid twice, nothing gets lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.advised import spread


@pytest.mark.parametrize(
    ("lines", "receipts", "found"),
    [
        ([60_000, 40_000], [100_000], [[(0, 60_000), (1, 40_000)]]),
        ([60_000, 40_000], [70_000, 30_000], [[(0, 60_000), (1, 10_000)], [(1, 30_000)]]),
        ([60_000, 40_000], [70_000], [[(0, 60_000), (1, 10_000)]]),  # the rest is still to come
        ([60_000], [70_000], [[(0, 60_000)]]),  # the rest stays on account
        ([60_000, -10_000, 20_000], [70_000], [[(0, 60_000), (1, -10_000), (2, 20_000)]]),
        ([60_000], [], []),
    ],
)  # fmt: skip
def test_lines_go_to_receipts_in_their_order(lines: list[int], receipts: list[int], found: list[list[tuple[int, int]]]) -> None:  # fmt: skip
    assert spread(lines, receipts) == found


@given(st.lists(st.integers(-1_000, 1_000)), st.lists(st.integers(1, 1_000)))
def test_no_line_is_paid_twice_and_no_receipt_pays_more_than_it_is(lines: list[int], receipts: list[int]) -> None:  # fmt: skip
    found = spread(lines, receipts)
    assert len(found) == len(receipts)
    paid = [0] * len(lines)
    for receipt, parts in zip(receipts, found, strict=True):
        assert sum(amount for _, amount in parts) <= receipt
        for at, amount in parts:
            paid[at] += amount
    for amount, line in zip(paid, lines, strict=True):
        assert min(0, line) <= amount <= max(0, line)
    if receipts and sum(receipts) >= sum(lines):
        assert paid == lines, "money that is enough pays everything"

"""Amounts that are a usual discount or a bank fee away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.causes import amounts_a_cause_away, is_discount
from tieout.rules import Rules

_RULES = Rules()


@pytest.mark.parametrize(("cash", "also"), [(False, ()), (True, (9_300, 10_300))])
def test_beside_98_stand_100_and_for_cash_those_a_fee_away(
    cash: bool, also: tuple[int, ...]
) -> None:
    found = amounts_a_cause_away(9_800, _RULES, cash=cash)
    assert 10_000 in found
    assert all(amount in found for amount in also)


@settings(deadline=None)
@given(st.integers(-(10**9), 10**9))
def test_each_is_a_discount_away(amount: int) -> None:
    found = amounts_a_cause_away(amount, _RULES, cash=False)
    assert all(is_discount(full, amount, _RULES) for full in found)

"""A document in parts: shares that are the whole, plans that are not, and parts that still wait for their event."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.instalments import (
    Fixed,
    Part,
    Percent,
    Rest,
    Scheduled,
    first_fault,
    schedule,
    split,
)
from wanglai.domain.terms import Due, Pending
from wanglai.domain.terms_ready import CASH_ON_DELIVERY, PREPAID, net, with_retention

Share = Percent | Fixed | Rest


def plan(*shares: Share) -> tuple[Part, ...]:
    return tuple(Part(share, net(30)) for share in shares)


def percents(*of: str) -> tuple[Part, ...]:
    return plan(*(Percent(Decimal(one)) for one in of))


@pytest.mark.parametrize(
    ("amount", "parts", "expected"),
    [
        (10_001, percents("30", "30", "40"), (3_000, 3_000, 4_001)),
        (100, percents("33.33", "33.33", "33.34"), (33, 33, 34)),
        (10_005, plan(Percent(Decimal(10)), Rest()), (1_001, 9_004)),
        (10_004, plan(Percent(Decimal(10)), Rest()), (1_000, 9_004)),
        (10_000, plan(Fixed(2_500), Rest()), (2_500, 7_500)),
        (10_000, plan(Fixed(2_500), Fixed(7_500)), (2_500, 7_500)),
        (10_000, plan(Fixed(7_000), Percent(Decimal(30))), (7_000, 3_000)),
        (100, plan(Rest(), Rest(), Rest()), (34, 33, 33)),
        (1_000, plan(Percent(Decimal(10)), Rest(1), Rest(2)), (100, 300, 600)),
        (1, percents("100"), (1,)),
    ],
)
def test_an_amount_is_split(
    amount: int, parts: tuple[Part, ...], expected: tuple[int, ...]
) -> None:
    assert first_fault(parts, amount) is None
    assert split(amount, parts) == expected


@pytest.mark.parametrize(
    ("amount", "parts", "fault"),
    [
        (100, (), "empty"),
        (100, percents("0", "100"), "size"),
        (100, percents("100.000001"), "size"),
        (100, percents("33.3333333", "66.6666667"), "size"),
        (100, plan(Fixed(0), Rest()), "size"),
        (100, plan(Rest(0)), "size"),
        (100, percents("50", "49.999999"), "sum"),
        (100, percents("50", "50.000001"), "sum"),
        (100, plan(Fixed(60), Fixed(41)), "sum"),
        (100, plan(Fixed(60), Fixed(39)), "sum"),
        (100, plan(Fixed(101), Rest()), "sum"),
        (100, plan(Fixed(100), Rest()), "nothing"),
        (2, percents("30", "30", "40"), "nothing"),
        (0, percents("100"), "nothing"),
        (10, plan(Percent(Decimal(1)), Rest()), "nothing"),
    ],
)
def test_faults_of_a_plan_come_in_their_order(
    amount: int, parts: tuple[Part, ...], fault: str
) -> None:
    assert first_fault(parts, amount) == fault
    with pytest.raises(AssertionError):
        split(amount, parts)


_CUTS = st.lists(st.integers(1, 9_999), min_size=0, max_size=6, unique=True).map(sorted)


@given(st.integers(10_000, 10**13), _CUTS)
def test_percentages_lose_nothing_and_the_largest_takes_the_remainder(
    amount: int, cuts: list[int]
) -> None:
    edges = [0, *cuts, 10_000]
    hundredths = [high - low for low, high in pairwise(edges)]
    parts = plan(*(Percent(Decimal(one) / 100) for one in hundredths))
    amounts = split(amount, parts)
    assert sum(amounts) == amount
    largest = hundredths.index(max(hundredths))
    for at, (mine, share) in enumerate(zip(amounts, hundredths, strict=True)):
        exact, beyond = divmod(amount * share, 10_000)
        assert mine >= exact if at == largest else mine == exact, beyond


@given(
    st.integers(10**6, 10**13),
    st.lists(st.integers(1, 10**5), max_size=3),
    st.lists(st.integers(1, 20), max_size=3),
    st.lists(st.integers(1, 5), min_size=1, max_size=3),
)
def test_instalments_are_the_whole(
    amount: int, fixed: list[int], of: list[int], weights: list[int]
) -> None:
    shares: list[Share] = [
        *(Fixed(one) for one in fixed),
        *(Percent(Decimal(one)) for one in of),
        *(Rest(weight) for weight in weights),
    ]
    amounts = split(amount, plan(*shares))
    assert sum(amounts) == amount
    assert amounts[: len(fixed)] == tuple(fixed)
    assert min(amounts) > 0


def test_each_part_has_its_day_or_waits_for_its_event() -> None:
    delivered = date(2025, 3, 10)
    parts = (
        Part(Percent(Decimal(30)), PREPAID),
        Part(Rest(), CASH_ON_DELIVERY),
        *with_retention(Decimal(10), CASH_ON_DELIVERY, months=12)[1:],
    )
    parts_due = schedule(100_000, parts, {"order": date(2025, 3, 1), "delivery": delivered})
    assert parts_due == (
        Scheduled(30_000, Due(date(2025, 3, 1), date(2025, 3, 1), date(2025, 3, 1))),
        Scheduled(60_000, Due(delivered, delivered, delivered)),
        Scheduled(10_000, Pending(("acceptance",), delivered)),
    )

"""What may be taken off for paying early: rungs, basis, grace, and their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.discount import Allowed, Basis, Discount, Rung, allowed_on, first_fault
from wanglai.domain.money import percent_of

INVOICED = date(2025, 3, 10)
TWO_TEN = Discount((Rung(Decimal(2), 10), Rung(Decimal(1), 20)), grace_days=2)


@pytest.mark.parametrize(
    ("paid_on", "basis", "amount", "is_by_grace"),
    [
        ("2025-03-10", "gross", 2_260, False),
        ("2025-03-20", "gross", 2_260, False),
        ("2025-03-20", "net", 2_000, False),
        ("2025-03-21", "gross", 2_260, True),
        ("2025-03-22", "gross", 2_260, True),
        ("2025-03-22", "net", 2_000, True),
        ("2025-03-23", "gross", 1_130, False),
        ("2025-03-23", "net", 1_000, False),
        ("2025-03-30", "gross", 1_130, False),
        ("2025-04-01", "gross", 1_130, True),
    ],
)
def test_a_rung_allows_its_discount(
    paid_on: str, basis: Basis, amount: int, is_by_grace: bool
) -> None:
    allowed = allowed_on(
        replace(TWO_TEN, basis=basis),
        gross=113_000,
        tax=13_000,
        counted_from=INVOICED,
        paid_on=date.fromisoformat(paid_on),
    )
    rung = TWO_TEN.rungs[0 if date.fromisoformat(paid_on) <= date(2025, 3, 22) else 1]
    until = INVOICED + timedelta(days=rung.within_days)
    assert allowed == Allowed(amount, rung.percent, until, is_by_grace)


def test_too_late_is_nothing() -> None:
    late = date(2025, 4, 2)
    assert allowed_on(TWO_TEN, gross=113_000, tax=0, counted_from=INVOICED, paid_on=late) is None


@pytest.mark.parametrize(
    ("amount", "percent", "expected"),
    [
        (25, "2", 1),  # 0.5 of a cent
        (24, "2", 0),
        (33, "1.5", 0),
        (34, "1.5", 1),
        (113_000, "2", 2_260),
        (-25, "2", -1),
        (10**13 + 25, "2", 2 * 10**11 + 1),
    ],
)
def test_a_percentage_is_rounded_half_up(amount: int, percent: str, expected: int) -> None:
    assert percent_of(amount, Decimal(percent)) == expected


@pytest.mark.parametrize(
    ("discount", "fault"),
    [
        (Discount(()), "empty"),
        (Discount((Rung(Decimal(0), 10),)), "percent"),
        (Discount((Rung(Decimal(100), 10),)), "percent"),
        (Discount((Rung(Decimal(2), -1),)), "days"),
        (Discount((Rung(Decimal(2), 10), Rung(Decimal(1), 10))), "order"),
        (Discount((Rung(Decimal(2), 10), Rung(Decimal(2), 20))), "order"),
        (replace(TWO_TEN, grace_days=-1), "grace"),
        (Discount((Rung(Decimal("99.99"), 0),)), None),
        (TWO_TEN, None),
    ],
)
def test_faults_of_a_discount_come_in_their_order(discount: Discount, fault: str | None) -> None:
    assert first_fault(discount) == fault


@given(
    st.integers(1, 10**12),
    st.integers(0, 20),
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from(["gross", "net"]),
)
def test_paying_later_never_takes_more_off(
    gross: int, tax_percent: int, sooner: int, after: int, basis: Basis
) -> None:
    def off(days: int) -> int:
        allowed = allowed_on(
            replace(TWO_TEN, basis=basis),
            gross=gross,
            tax=gross * tax_percent // 100,
            counted_from=INVOICED,
            paid_on=INVOICED + timedelta(days=days),
        )
        return allowed.amount if allowed else 0

    assert gross >= off(sooner) >= off(sooner + after) >= 0

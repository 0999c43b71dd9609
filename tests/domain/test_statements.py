"""Statements go on from each other: to the minor unit, whatever is booked into which day afterwards."""

from __future__ import annotations

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.statements import (
    Before,
    Movement,
    OpenLine,
    Statement,
    body_of,
    compose,
    digest_of,
    gap_of,
    goes_on,
    last_period,
    period_of,
)

APRIL = (date(2026, 4, 1), date(2026, 4, 30))


def _moved(on: date, amount: int, seq: int) -> Movement:
    return Movement(
        on, "invoice" if amount > 0 else "receipt", f"P-{seq}", "", "", amount, None, seq
    )


def _stated(movements: list[Movement], items: list[OpenLine] = [], before: Before | None = None) -> Statement:  # noqa: B006  # fmt: skip
    return compose(
        kind="forward", currency="CNY", from_on=APRIL[0], through_on=APRIL[1], known_seq=99, balance=0, before=before,
        movements=movements, items=items,
    )  # fmt: skip


def test_what_was_booked_into_a_told_period_stands_apart() -> None:
    before = Before(date(2026, 3, 31), 100_000, 10, "2026-000011")
    found = _stated(
        [_moved(date(2026, 3, 28), 5_000, 11), _moved(date(2026, 4, 3), 30_000, 12), _moved(date(2026, 4, 9), -40_000, 13)],
        before=before,
    )  # fmt: skip
    assert (found.opening, found.changed, found.charged, found.credited) == (100_000, 5_000, 30_000, 40_000)  # fmt: skip
    assert found.closing == 95_000
    assert [each.document for each in found.changes] == ["P-11"]
    assert found.running() == (135_000, 95_000)
    assert goes_on(before, APRIL[0])
    assert not goes_on(before, date(2026, 4, 2))


def test_the_strip_comes_to_the_closing_with_credits_beside_it() -> None:
    lines = [
        OpenLine(date(2026, 2, 1), "invoice", "A", "", 100, 60, date(2026, 3, 31)),
        OpenLine(date(2026, 4, 1), "invoice", "B", "", 50, 50, date(2026, 5, 31)),
        OpenLine(date(2026, 4, 2), "receipt", "R", "", -30, -30, None),
    ]
    found = _stated([_moved(date(2026, 4, 5), 80, 1)], lines)
    strip = found.strip()
    assert gap_of(found) == 0
    assert strip.buckets == (50, 60, 0, 0, 0, 0, 0)  # 30 days late on 30 April: still in 1-30
    assert strip.unapplied == -30
    assert strip.total == found.closing


def test_rounds_of_months() -> None:
    assert period_of(date(2026, 5, 20), 3) == (date(2026, 4, 1), date(2026, 6, 30))
    assert period_of(date(2026, 12, 31), 1) == (date(2026, 12, 1), date(2026, 12, 31))
    assert period_of(date(2028, 2, 1), 1)[1] == date(2028, 2, 29)
    assert last_period(date(2026, 1, 3), 12) == (date(2025, 1, 1), date(2025, 12, 31))


def test_the_frozen_form_is_the_same_for_the_same_account() -> None:
    moved = [_moved(date(2026, 4, 3), 1, 5), _moved(date(2026, 4, 2), 2, 9)]
    one = body_of(_stated(moved), {"number": "2026-000001"})
    other = body_of(_stated(list(reversed(moved))), {"number": "2026-000001"})
    assert one == other
    assert digest_of(one) == digest_of(other) != digest_of(one + " ")
    assert [each["on"] for each in json.loads(one)["movements"]] == ["2026-04-02", "2026-04-03"]


_DAY = st.integers(0, 24 * 28 - 1)
_BUSINESS = st.lists(st.tuples(_DAY, _DAY, st.integers(-10_000, 10_000).filter(bool)), max_size=60)


@given(_BUSINESS)
def test_each_opening_is_the_closing_before_over_two_years_of_random_business(
    business: list[tuple[int, int, int]],
) -> None:
    """Each movement is of one day and is booked on that day or later; months have 28 days here."""
    start = date(2026, 1, 1)
    known = sorted(
        (max(on, booked), at, on, amount) for at, (on, booked, amount) in enumerate(business)
    )
    moved = [
        (booked, _moved(start + timedelta(days=on), amount, seq))
        for seq, (booked, _, on, amount) in enumerate(known, start=1)
    ]
    before: Before | None = None
    for month in range(24):
        first, last = start + timedelta(days=28 * month), start + timedelta(days=28 * month + 27)
        told = [each for booked, each in moved if booked <= 28 * month + 27 and each.on <= last]
        fresh = [
            each for each in told if each.on >= first or (before and each.seq > before.known_seq)
        ]
        found = compose(
            kind="forward", currency="CNY", from_on=first, through_on=last,
            known_seq=max((each.seq for _, each in moved if _ <= 28 * month + 27), default=0), balance=0, before=before,
            movements=fresh, items=[],
        )  # fmt: skip
        assert found.opening == (before.closing if before else 0)
        assert found.closing == sum(each.amount for each in told)
        before = Before(last, found.closing, found.known_seq)

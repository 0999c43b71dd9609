"""Dated rates and the penalty clause: lookups at their edges, first interest day, grace, cap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.penalty import (
    Basis,
    DatedRate,
    PenaltyClause,
    Per,
    RateTable,
    first_fault,
    first_interest_day,
    first_table_fault,
    is_charged,
    most_interest,
    percent_a_year,
    percent_on,
)
from wanglai.domain.terms import Span

LPR = RateTable(
    "LPR-1Y",
    (
        DatedRate(date(2024, 10, 21), Decimal("3.10"), date(2025, 5, 19)),
        DatedRate(date(2025, 5, 20), Decimal("3.00")),
    ),
)
WITH_GAP = RateTable(
    "GAP",
    (
        DatedRate(date(2025, 1, 1), Decimal(4), date(2025, 1, 31)),
        DatedRate(date(2025, 3, 1), Decimal(5), date(2025, 3, 31)),
    ),
)
TABLES = {table.name: table for table in (LPR, WITH_GAP)}
FLAT = PenaltyClause(Decimal("0.05"), per="day")


@pytest.mark.parametrize(
    ("table", "day", "percent"),
    [
        (LPR, "2024-10-20", None),
        (LPR, "2024-10-21", "3.10"),
        (LPR, "2025-05-19", "3.10"),
        (LPR, "2025-05-20", "3.00"),
        (LPR, "2031-01-01", "3.00"),
        (WITH_GAP, "2025-02-01", None),
        (WITH_GAP, "2025-03-31", "5"),
        (WITH_GAP, "2025-04-01", None),
    ],
)
def test_a_table_has_the_rate_of_a_day_or_none(
    table: RateTable, day: str, percent: str | None
) -> None:
    rate = table.on(date.fromisoformat(day))
    assert (rate.percent if rate else None) == (Decimal(percent) if percent else None)


def test_a_span_is_cut_where_the_rate_changes() -> None:
    pieces = LPR.within(Span(date(2025, 5, 1), date(2025, 5, 31)))
    assert [(piece.from_on.day, piece.to_on.day, rate and rate.percent) for piece, rate in pieces] == [
        (1, 19, Decimal("3.10")),
        (20, 31, Decimal("3.00")),
    ]  # fmt: skip


@given(st.sampled_from([LPR, WITH_GAP]), st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.integers(0, 500))  # fmt: skip
def test_the_pieces_of_a_span_are_the_span_each_with_its_rate(
    table: RateTable, day: date, days: int
) -> None:
    span = Span(day, day + timedelta(days=days))
    told = [
        (piece.from_on + timedelta(days=count), rate)
        for piece, rate in table.within(span)
        for count in range((piece.to_on - piece.from_on).days + 1)
    ]
    every = [day + timedelta(days=count) for count in range(days + 1)]
    assert told == [(each, table.on(each)) for each in every]


def _rates(*spans: tuple[int, int | None]) -> list[DatedRate]:
    return [
        DatedRate(date(2025, 1, low), Decimal(3), date(2025, 1, high) if high else None)
        for low, high in spans
    ]


@pytest.mark.parametrize(
    ("rates", "fault"),
    [
        (_rates(), "empty"),
        (_rates((5, 4)), "span"),
        (_rates((1, 5), (5, 9)), "overlap"),
        (_rates((1, None), (5, 9)), "overlap"),
        (_rates((5, 9), (1, 4)), "overlap"),
        (_rates((1, 5), (6, 9)), None),
        (_rates((5, 5), (7, None)), None),
    ],
)
def test_faults_of_a_table_come_in_their_order(rates: list[DatedRate], fault: str | None) -> None:
    assert first_table_fault(rates) == fault
    if fault:
        with pytest.raises(AssertionError):
            RateTable("wrong", tuple(rates))


@pytest.mark.parametrize(
    ("clause", "fault"),
    [
        (PenaltyClause(Decimal(0)), "rate"),
        (PenaltyClause(Decimal(-1), table="LPR-1Y"), "rate"),
        (PenaltyClause(Decimal(1), per="day", table="LPR-1Y"), "table"),
        (PenaltyClause(Decimal(1), fixed_at="signing"), "fixed_at"),
        (replace(FLAT, grace_days=-1), "grace"),
        (replace(FLAT, first_day_after=-1), "first_day"),
        (replace(FLAT, cap_percent=Decimal(0)), "cap"),
        (PenaltyClause(Decimal(0), table="LPR-1Y", fixed_at="signing"), None),
        (replace(FLAT, first_day_after=0, cap_percent=Decimal(20)), None),
    ],
)
def test_faults_of_a_clause_come_in_their_order(clause: PenaltyClause, fault: str | None) -> None:
    assert first_fault(clause) == fault


def test_grace_decides_whether_and_not_from_when() -> None:
    due = date(2025, 4, 30)
    clause = replace(FLAT, grace_days=5)
    assert not is_charged(clause, due_on=due, paid_on=date(2025, 5, 5))
    assert is_charged(clause, due_on=due, paid_on=date(2025, 5, 6))
    assert first_interest_day(clause, due) == date(2025, 5, 1)
    assert first_interest_day(replace(clause, grace_bears_none=True), due) == date(2025, 5, 6)
    assert first_interest_day(replace(FLAT, first_day_after=0), due) == due


@pytest.mark.parametrize(
    ("clause", "day", "percent"),
    [
        (FLAT, "2025-06-01", "0.05"),
        (PenaltyClause(Decimal("1.5"), table="LPR-1Y"), "2025-05-19", "4.60"),
        (PenaltyClause(Decimal("1.5"), table="LPR-1Y"), "2025-05-20", "4.50"),
        (PenaltyClause(Decimal("1.5"), table="LPR-1Y", fixed_at="signing"), "2025-05-20", "4.60"),
        (PenaltyClause(Decimal("1.5"), table="GAP"), "2025-02-01", None),
        (PenaltyClause(Decimal("1.5"), table="nobody's"), "2025-02-01", None),
    ],
)
def test_the_rate_of_a_clause_on_a_day(
    clause: PenaltyClause, day: str, percent: str | None
) -> None:
    found = percent_on(clause, date.fromisoformat(day), signed_on=date(2025, 5, 1), tables=TABLES)
    assert found == (Decimal(percent) if percent else None)


@pytest.mark.parametrize(
    ("percent", "per", "basis", "expected"),
    [
        ("0.05", "day", "365", "18.25"),
        ("0.05", "day", "360", "18.25"),
        ("3.60", "year", "360", "3.65"),
        ("3.60", "year", "365", "3.60"),
        ("3.60", "year", "actual", "3.60"),
    ],
)
def test_rates_are_compared_by_the_calendar_year(
    percent: str, per: Per, basis: Basis, expected: str
) -> None:
    assert percent_a_year(Decimal(percent), per, basis) == Decimal(expected)


def test_a_cap_is_never_passed_by_a_cent() -> None:
    capped = replace(FLAT, cap_percent=Decimal(20))
    assert most_interest(capped, 100_001) == 20_000
    assert most_interest(capped, 100_004) == 20_000
    assert most_interest(capped, 100_005) == 20_001
    assert most_interest(FLAT, 100_000) is None

"""The law on large buyers and small sellers: who is covered, the worst case, open ends, rates below the floor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.test_penalty import LPR
from wanglai.domain.calendars import calendar_named
from wanglai.domain.penalty import PenaltyClause
from wanglai.domain.statutory import (
    CHINA_2025,
    Deal,
    LegalWarning,
    Limit,
    covers,
    floor_percent,
    rate_warnings,
    term_warnings,
)
from wanglai.domain.terms import Add, Due, Terms, due_on
from wanglai.domain.terms_preview import assumed_events, preview
from wanglai.domain.terms_ready import (
    MONTHLY,
    monthly_by_days,
    monthly_by_months,
    monthly_from_next_month,
    monthly_from_receipt,
    net,
)

SIGNED = date(2025, 7, 1)
LARGE, PUBLIC = Deal("large", True, SIGNED), Deal("public", True, SIGNED)
TABLES = {LPR.name: LPR}


@pytest.mark.parametrize(
    ("deal", "covered"),
    [
        (LARGE, True),
        (PUBLIC, True),
        (replace(LARGE, buyer="other"), False),
        (replace(LARGE, seller_is_small=False), False),
        (replace(LARGE, signed_on=date(2025, 5, 31)), False),
        (replace(LARGE, signed_on=date(2025, 6, 1)), True),
    ],
)
def test_whom_the_law_covers(deal: Deal, covered: bool) -> None:
    forced = replace(deal, non_cash="forced")
    assert covers(CHINA_2025, deal) == covered
    assert bool(term_warnings(CHINA_2025, forced, net(90), from_day=SIGNED)) == covered
    assert bool(rate_warnings(CHINA_2025, deal, None, TABLES)) == covered


def test_monthly_settlement_of_sixty_days_is_ninety_from_delivery() -> None:
    (warning,) = term_warnings(CHINA_2025, LARGE, monthly_by_days(60), from_day=SIGNED)
    assert warning == LegalWarning(
        "term_over_usual",
        CHINA_2025.limits["large"].source,
        days=90,
        days_most=60,
        delivered_on=date(2025, 7, 1),
        due_on=date(2025, 9, 29),
        days_from_statement=59,
    )


@pytest.mark.parametrize(
    ("deal", "days", "codes"),
    [
        (LARGE, 60, []),
        (LARGE, 61, ["term_over_usual"]),
        (PUBLIC, 60, []),
        (PUBLIC, 61, ["term_over_limit"]),
        (replace(LARGE, non_cash="agreed"), 60, []),
        (replace(LARGE, non_cash="forced"), 60, ["non_cash_forced"]),
    ],
)
def test_sixty_days_are_allowed_and_one_more_is_not(
    deal: Deal, days: int, codes: list[str]
) -> None:
    found = term_warnings(CHINA_2025, deal, net(days, "delivery"), from_day=SIGNED)
    assert [one.code for one in found] == codes


def test_from_the_statement_the_worst_cycle_counts() -> None:
    """Months after the cycle: statement on 1 December, due 31 January is 61 days; on 1 January, 28 February 58."""
    (warning,) = term_warnings(CHINA_2025, LARGE, monthly_by_months(60), from_day=SIGNED)
    assert (warning.days, warning.days_from_statement) == (91, 61)
    (without,) = term_warnings(CHINA_2025, LARGE, net(61), from_day=SIGNED)
    assert without.days_from_statement is None


def test_a_holiday_can_make_the_worst_case() -> None:
    terms = replace(net(60, "delivery"), roll="next", calendar="CN")
    calendar = calendar_named("CN")
    found = term_warnings(CHINA_2025, LARGE, terms, from_day=SIGNED, cycles=3, calendar=calendar)
    assert [(one.days, one.delivered_on, one.due_on) for one in found] == [
        (68, date(2025, 8, 2), date(2025, 10, 9))  # 60 days on is 1 October
    ]


def test_a_figure_is_a_setting() -> None:
    limits = {**CHINA_2025.limits, "large": Limit(90, is_absolute=True, source="our lawyer")}
    law = replace(CHINA_2025, limits=limits)
    assert term_warnings(law, LARGE, monthly_by_days(60), from_day=SIGNED) == ()
    (warning,) = term_warnings(law, LARGE, monthly_by_days(61), from_day=SIGNED)
    assert (warning.code, warning.source) == ("term_over_limit", "our lawyer")


def test_an_acceptance_nobody_has_to_give_is_an_open_end() -> None:
    terms = Terms(("acceptance",), (Add(30),))
    (warning,) = term_warnings(CHINA_2025, LARGE, terms, from_day=SIGNED)
    assert (warning.code, warning.event) == ("event_without_limit", "acceptance")
    agreed = {"acceptance": 15}
    assert term_warnings(CHINA_2025, LARGE, terms, from_day=SIGNED, lags=agreed) == ()
    late = {"acceptance": 31}
    (warning,) = term_warnings(CHINA_2025, LARGE, terms, from_day=SIGNED, lags=late)
    assert (warning.code, warning.days) == ("term_over_usual", 61)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 70), st.integers(1, 31), st.sampled_from([monthly_by_days, monthly_from_next_month]), st.dates(date(2025, 6, 1), date(2026, 6, 1)))  # fmt: skip
def test_the_worst_case_is_the_longest_wait_of_any_delivery(days, cut_off, reading, from_day) -> None:  # fmt: skip
    terms = reading(days, cut_off)
    rows = preview(terms, from_day, 12)
    first, last = rows[0].span.from_on, rows[-1].span.to_on
    waits = []
    for count in range((last - first).days + 1):
        due = due_on(terms, {"delivery": first + timedelta(days=count)})
        assert isinstance(due, Due)
        waits.append(due.days_given)
    found = term_warnings(CHINA_2025, PUBLIC, terms, from_day=from_day)
    assert [one.days for one in found] == ([max(waits)] if max(waits) > 60 else [])


def test_the_floor_is_the_rate_of_the_day_of_signing() -> None:
    assert floor_percent(CHINA_2025, date(2025, 5, 19), TABLES) == Decimal("3.10")
    assert floor_percent(CHINA_2025, SIGNED, TABLES) == Decimal("3.00")
    assert floor_percent(CHINA_2025, SIGNED, {}) is None
    assert floor_percent(CHINA_2025, date(2020, 1, 1), TABLES) is None


@pytest.mark.parametrize(
    ("clause", "code", "a_year"),
    [
        (None, "no_rate_agreed", "18.25"),
        (PenaltyClause(Decimal("2.99")), "rate_below_floor", "2.99"),
        (PenaltyClause(Decimal("3.00")), None, None),
        (PenaltyClause(Decimal("2.96"), basis="360"), None, None),  # 3.0011 a year
        (PenaltyClause(Decimal("0.008"), per="day"), "rate_below_floor", "2.920"),
        (PenaltyClause(Decimal("0.01"), per="day"), None, None),
        (PenaltyClause(Decimal(0), table="LPR-1Y"), None, None),
        (PenaltyClause(Decimal(0), table="nobody's"), "floor_unknown", None),
    ],
)
def test_a_rate_is_held_against_the_floor(
    clause: PenaltyClause | None, code: str | None, a_year: str | None
) -> None:
    found = rate_warnings(CHINA_2025, LARGE, clause, TABLES)
    assert [one.code for one in found] == ([code] if code else [])
    for one in found:
        assert one.source == CHINA_2025.floor_source == CHINA_2025.percent_a_day_source
        assert one.percent_a_year == (Decimal(a_year) if a_year else None)
        assert one.percent_least == (Decimal("3.00") if code == "rate_below_floor" else None)


def test_a_floor_nobody_entered_is_said() -> None:
    (warning,) = rate_warnings(CHINA_2025, LARGE, PenaltyClause(Decimal(4)), {})
    assert warning.code == "floor_unknown"


def test_a_preview_shows_cycle_statement_and_days() -> None:
    rows = preview(monthly_by_days(60), date(2025, 3, 10))
    assert len(rows) == 12
    first = rows[0]
    assert (first.span.from_on, first.span.to_on) == (date(2025, 3, 1), date(2025, 3, 31))
    assert first.statement_on == date(2025, 4, 1)
    assert (first.first.on, first.last.on) == (date(2025, 5, 30), date(2025, 5, 30))
    assert (first.days_least, first.days_most) == (60, 90)
    assert (first.longest_from, first.longest) == (date(2025, 3, 1), first.first)
    assert first.is_published
    assert rows[-1].span.to_on == date(2026, 2, 28)


def test_a_preview_says_what_rolled_and_why() -> None:
    terms = replace(monthly_by_days(30), roll="next", calendar="CN")
    rows = preview(terms, date(2026, 8, 1), 2, calendar_named("CN"))
    assert [(row.first.on, row.first.closed_for) for row in rows] == [
        (date(2026, 9, 30), ""),
        (date(2026, 10, 30), ""),
    ]
    (row,) = preview(replace(terms, steps=(*terms.steps, Add(1))), date(2026, 8, 1), 1, calendar_named("CN"))  # fmt: skip
    assert (row.first.on, row.first.closed_for) == (date(2026, 10, 8), "National Day")
    (row,) = preview(terms, date(2097, 8, 1), 1, calendar_named("CN"))
    assert not row.is_published


def test_terms_without_a_cycle_are_shown_by_the_month() -> None:
    (row,) = preview(net(30), date(2025, 2, 10), 1)
    assert (row.span.from_on, row.span.to_on) == (date(2025, 2, 1), date(2025, 2, 28))
    assert row.statement_on is None
    assert (row.first.on, row.last.on) == (date(2025, 3, 3), date(2025, 3, 30))
    assert (row.days_least, row.days_most) == (30, 30)


def test_a_confirmation_is_taken_to_follow_its_statement() -> None:
    terms = monthly_from_receipt(30, event="statement_confirmed")
    delivered = date(2025, 3, 10)
    lags = {"statement_confirmed": 5}
    assert assumed_events(terms, delivered, lags) == {
        "statement_confirmed": date(2025, 4, 6),
        "delivery": delivered,
    }
    (row,) = preview(terms, delivered, 1, lags=lags)
    assert (row.first.on, row.days_least, row.days_most) == (date(2025, 5, 6), 36, 66)
    received = replace(terms, counted_from=("invoice_received",), cycle=MONTHLY)
    assert assumed_events(received, delivered, {"invoice_received": 3}) == {
        "invoice_received": date(2025, 3, 13),
        "delivery": delivered,
    }
    confirmed_alone = replace(terms, cycle=None)
    assert assumed_events(confirmed_alone, delivered)["statement_confirmed"] == delivered

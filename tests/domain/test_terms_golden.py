"""Golden dates of terms: every row was worked out by hand or stands in a tracker of others. docs/algorithms/terms.md says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from wanglai.domain.calendars import Roll, calendar_named
from wanglai.domain.instalments import schedule
from wanglai.domain.terms import (
    Add,
    Cycle,
    CycleEnd,
    Due,
    Event,
    MonthEnd,
    NextMonth,
    PayDay,
    Pending,
    ShortMonth,
    Span,
    Terms,
    cycle_of,
    due_on,
    months_after,
)
from wanglai.domain.terms_ready import (
    CASH_ON_DELIVERY,
    HALF_MONTHLY,
    PREPAID,
    QUARTERLY,
    READINGS,
    YEARLY,
    advance_and_rest,
    end_of_month_after,
    end_of_month_on_the,
    end_of_month_then,
    equal_monthly_parts,
    monthly_by_days,
    monthly_by_months,
    monthly_from_next_month,
    net,
    then_end_of_month,
    with_retention,
)

EVENTS: tuple[Event, ...] = (
    "order", "delivery", "acceptance", "invoice_date", "invoice_received", "statement_confirmed",
)  # fmt: skip


def day_of(terms: Terms, on: str, calendar: str = "every_day") -> str:
    due = due_on(terms, dict.fromkeys(EVENTS, date.fromisoformat(on)), calendar_named(calendar))
    assert isinstance(due, Due)
    return due.on.isoformat()


@pytest.mark.parametrize(
    ("reading", "days", "expected"),
    [
        ("A", 30, "2025-04-30"),
        ("A", 60, "2025-05-30"),
        ("A", 90, "2025-06-29"),
        ("B", 30, "2025-04-30"),
        ("B", 60, "2025-05-31"),
        ("B", 90, "2025-06-30"),
        ("C", 30, "2025-04-09"),
        ("C", 60, "2025-05-09"),
        ("C", 90, "2025-06-08"),
        ("D", 30, "2025-05-01"),
        ("D", 60, "2025-05-31"),
        ("D", 90, "2025-06-30"),
    ],
)
def test_the_four_readings_of_monthly_settlement(reading: str, days: int, expected: str) -> None:
    assert day_of(READINGS[reading](days), "2025-03-10") == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        # a vendor's article counts reading C in calendar months, and its 次月结30+15 to the middle of the month after
        (Terms(("invoice_received",), (Add(1, "months"),)), "2025-04-10"),
        (Terms(("delivery",), (CycleEnd(), NextMonth(), Add(1, "months"), PayDay((15,))), Cycle()), "2025-05-15"),
        (monthly_from_next_month(45), "2025-05-16"),
    ],
)  # fmt: skip
def test_lesson_17_readings_that_differ_are_terms_that_differ(terms: Terms, expected: str) -> None:
    assert day_of(terms, "2025-03-10") == expected


@pytest.mark.parametrize(
    ("cut_off", "on", "end"),
    [
        (25, "2025-03-26", "2025-04-25"),
        (25, "2025-03-25", "2025-03-25"),
        (31, "2025-02-10", "2025-02-28"),
        (31, "2024-02-10", "2024-02-29"),
        (31, "2025-04-30", "2025-04-30"),
        (30, "2025-02-10", "2025-02-28"),
    ],
)
def test_lesson_17_the_cycle_ends_on_its_cut_off_or_the_months_last_day(
    cut_off: int, on: str, end: str
) -> None:
    assert day_of(Terms(("delivery",), (CycleEnd(),), Cycle((cut_off,))), on) == end


def test_lesson_17_no_month_end_drifts_through_a_year() -> None:
    """From the last day of January on, month by month, every day of payment is the last of its month."""
    told = [day_of(end_of_month_after(month), "2023-12-31") for month in range(1, 15)]
    assert told == [
        "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30", "2024-07-31",
        "2024-08-31", "2024-09-30", "2024-10-31", "2024-11-30", "2024-12-31", "2025-01-31", "2025-02-28",
    ]  # fmt: skip


# The defect, the terms as their reporter meant them, the day it counts from and the day that was expected.
PEERS = {
    "frappe/erpnext#22201: 30 July instead of 31": (end_of_month_after(1), "2020-06-11", "2020-07-31"),
    "OCA/account-payment#919: 28 March instead of 31": (end_of_month_after(1), "2025-02-10", "2025-03-31"),
    "Dolibarr/dolibarr#18694: 45, then the end of the month": (then_end_of_month(45), "2021-09-13", "2021-10-31"),
    "Dolibarr/dolibarr#18694: the end of the month, then 45": (end_of_month_then(45), "2021-09-13", "2021-11-14"),
    "Dolibarr/dolibarr#36808: the 30th": (Terms(("invoice_date",), (Add(45), PayDay((15,)))), "2025-03-30", "2025-05-15"),
    "Dolibarr/dolibarr#36808: the 31st adds a month": (Terms(("invoice_date",), (Add(45), PayDay((15,)))), "2025-03-31", "2025-05-15"),
    "Dolibarr/dolibarr#36808: the same through the month's end": (Terms(("invoice_date",), (MonthEnd(), Add(45), PayDay((15,)))), "2025-03-31", "2025-05-15"),
    "odoo/odoo#10459: 30 days, end of month, on the 10th": (end_of_month_on_the(10, 30), "2016-01-14", "2016-03-10"),
}  # fmt: skip


@pytest.mark.parametrize(("terms", "on", "expected"), PEERS.values(), ids=list(PEERS))
def test_lesson_17_what_peers_got_wrong_is_right(terms: Terms, on: str, expected: str) -> None:
    assert day_of(terms, on) == expected


@pytest.mark.parametrize(
    ("terms", "on", "expected"),
    [
        # 31 January, end of month: 30 days on is March, a month on is February
        (end_of_month_then(30), "2025-01-31", "2025-03-02"),
        (end_of_month_after(1), "2025-01-31", "2025-02-28"),
        (end_of_month_after(1), "2024-01-31", "2024-02-29"),
        # cut-off 25: a document of the 26th waits for the next cycle
        (monthly_by_days(30, cut_off=25), "2025-03-25", "2025-04-24"),
        (monthly_by_days(30, cut_off=25), "2025-03-26", "2025-05-25"),
        (monthly_by_months(30, cut_off=25), "2025-03-26", "2025-05-31"),
        (monthly_from_next_month(30, cut_off=25), "2025-03-26", "2025-05-31"),
        # 次月结30+15 by plain addition; a vendor's article prints 05-15
        (monthly_from_next_month(45), "2025-03-10", "2025-05-16"),
        (net(30), "2025-01-31", "2025-03-02"),
        (net(0), "2025-01-31", "2025-01-31"),
        (PREPAID, "2025-03-10", "2025-03-10"),
        (CASH_ON_DELIVERY, "2025-03-10", "2025-03-10"),
        (Terms(("delivery",), (Add(-3),)), "2025-03-02", "2025-02-27"),
        (Terms(("invoice_date",), (PayDay((10, 25)),)), "2025-03-10", "2025-03-10"),
        (Terms(("invoice_date",), (PayDay((10, 25)),)), "2025-03-11", "2025-03-25"),
        (Terms(("invoice_date",), (PayDay((10, 25)),)), "2025-12-26", "2026-01-10"),
        (Terms(("delivery",), (CycleEnd(), PayDay((10,))), Cycle()), "2025-03-10", "2025-04-10"),
        (Terms(("delivery",), (CycleEnd(), Add(30)), HALF_MONTHLY), "2025-02-15", "2025-03-17"),
        (Terms(("delivery",), (CycleEnd(), Add(30)), HALF_MONTHLY), "2025-02-16", "2025-03-30"),
        (Terms(("delivery",), (CycleEnd(),), QUARTERLY), "2025-04-01", "2025-06-30"),
        (Terms(("delivery",), (CycleEnd(),), YEARLY), "2025-04-01", "2025-12-31"),
    ],
)
def test_a_day_worked_out_by_hand(terms: Terms, on: str, expected: str) -> None:
    assert day_of(terms, on) == expected


@pytest.mark.parametrize(
    ("short_month", "on", "months", "expected"),
    [
        ("last_day", "2025-01-31", 1, "2025-02-28"),
        ("last_day", "2025-02-28", 1, "2025-03-28"),
        ("keep_month_end", "2025-01-31", 1, "2025-02-28"),
        ("keep_month_end", "2025-02-28", 1, "2025-03-31"),
        ("keep_month_end", "2025-02-27", 1, "2025-03-27"),
        ("keep_month_end", "2025-01-30", 1, "2025-02-28"),
        ("first_of_next", "2025-01-31", 1, "2025-03-01"),
        ("first_of_next", "2025-01-28", 1, "2025-02-28"),
        ("first_of_next", "2024-12-30", 2, "2025-03-01"),
        ("last_day", "2025-01-31", -2, "2024-11-30"),
        ("last_day", "2025-12-15", 1, "2026-01-15"),
        ("last_day", "2025-01-15", -1, "2024-12-15"),
    ],
)
def test_what_a_short_month_does(
    short_month: ShortMonth, on: str, months: int, expected: str
) -> None:
    assert months_after(date.fromisoformat(on), months, short_month).isoformat() == expected


@pytest.mark.parametrize(
    ("short_month", "pay_days", "on", "expected"),
    [
        ("last_day", (30,), "2025-02-10", "2025-02-28"),
        ("first_of_next", (30,), "2025-02-10", "2025-03-01"),
        ("first_of_next", (30,), "2025-03-01", "2025-03-01"),
        ("first_of_next", (31,), "2025-02-10", "2025-02-28"),
        ("keep_month_end", (30,), "2025-02-10", "2025-02-28"),
    ],
)
def test_a_pay_day_a_month_does_not_have(
    short_month: ShortMonth, pay_days: tuple[int, ...], on: str, expected: str
) -> None:
    terms = Terms(("delivery",), (PayDay(pay_days),), short_month=short_month)
    assert day_of(terms, on) == expected


@pytest.mark.parametrize(
    ("cycle", "on", "first", "last"),
    [
        (Cycle(), "2025-02-28", "2025-02-01", "2025-02-28"),
        (Cycle((25,)), "2025-03-25", "2025-02-26", "2025-03-25"),
        (Cycle((25,)), "2025-03-26", "2025-03-26", "2025-04-25"),
        (Cycle((25,)), "2025-12-26", "2025-12-26", "2026-01-25"),
        (Cycle((30,)), "2025-02-28", "2025-01-31", "2025-02-28"),
        (Cycle((30,)), "2025-03-01", "2025-03-01", "2025-03-30"),
        (Cycle((15, 31)), "2024-02-16", "2024-02-16", "2024-02-29"),
        (Cycle((10, 20, 31)), "2025-03-10", "2025-03-01", "2025-03-10"),
        (Cycle(months=3), "2025-03-31", "2025-01-01", "2025-03-31"),
        (Cycle(months=3, closing_month=1), "2025-03-31", "2025-02-01", "2025-04-30"),
        (Cycle((20,), months=12, closing_month=6), "2025-06-21", "2025-06-21", "2026-06-20"),
    ],
)
def test_the_cycle_a_day_lies_in(cycle: Cycle, on: str, first: str, last: str) -> None:
    terms = Terms(("delivery",), cycle=cycle)
    expected = Span(date.fromisoformat(first), date.fromisoformat(last))
    assert cycle_of(terms, date.fromisoformat(on)) == expected


def test_terms_without_a_cycle_have_none() -> None:
    assert cycle_of(net(30), date(2025, 3, 10)) is None


@pytest.mark.parametrize(
    ("days", "on", "roll", "expected", "closed_for"),
    [
        (30, "2026-09-01", "next", "2026-10-08", "National Day"),  # 10-01
        (30, "2026-09-01", "previous", "2026-09-30", "National Day"),
        (30, "2026-09-01", "modified_following", "2026-10-08", "National Day"),
        (30, "2026-08-01", "modified_following", "2026-08-31", ""),
        (30, "2025-08-01", "modified_following", "2025-08-29", "weekend"),  # 08-31, a Sunday
        (30, "2026-09-01", "none", "2026-10-01", ""),
        (0, "2026-02-15", "previous", "2026-02-24", "Spring Festival"),  # not before delivery
        (1, "2026-02-14", "previous", "2026-02-14", "Spring Festival"),
    ],
)
def test_a_holiday_moves_the_day_of_payment_and_says_why(
    days: int, on: str, roll: Roll, expected: str, closed_for: str
) -> None:
    terms = replace(net(days), roll=roll, calendar="CN")
    due = due_on(terms, {"invoice_date": date.fromisoformat(on)}, calendar_named("CN"))
    assert isinstance(due, Due)
    assert (due.on.isoformat(), due.closed_for) == (expected, closed_for)
    assert (due.before_roll_on - due.starts_on).days == days


def test_working_days_are_counted_in_the_calendar_of_the_terms() -> None:
    terms = Terms(("invoice_received",), (Add(5, "working_days"),), calendar="CN")
    assert day_of(terms, "2026-02-11", "CN") == "2026-02-25"


def test_a_day_in_a_year_not_published_says_it_may_move() -> None:
    rolling = replace(net(30), roll="next", calendar="CN")
    late, plain = date(2098, 9, 1), net(30)
    due = due_on(rolling, {"invoice_date": late}, calendar_named("CN"))
    assert isinstance(due, Due)
    assert not due.is_published
    due = due_on(plain, {"invoice_date": late}, calendar_named("CN"))
    assert isinstance(due, Due)
    assert due.is_published, "no calendar moves plain days"


def test_the_calendar_is_the_one_the_terms_name() -> None:
    with pytest.raises(AssertionError):
        due_on(replace(net(30), roll="next", calendar="CN"), {"invoice_date": date(2026, 1, 1)})


def test_without_its_event_an_item_is_pending_and_ages_from_delivery() -> None:
    terms = Terms(("acceptance", "invoice_received"), (Add(30),))
    delivered, received = date(2025, 3, 10), date(2025, 3, 20)
    assert due_on(terms, {"delivery": delivered}) == Pending(
        ("acceptance", "invoice_received"), delivered
    )
    assert due_on(terms, {"delivery": delivered, "invoice_received": received}) == Pending(
        ("acceptance",), delivered
    )
    assert due_on(terms, {"invoice_received": received}) == Pending(("acceptance",), None)


def test_of_two_events_the_later_counts() -> None:
    terms = Terms(("acceptance", "invoice_received"), (Add(30),))
    events: dict[Event, date] = {
        "acceptance": date(2025, 3, 10),
        "invoice_received": date(2025, 3, 20),
    }
    due = due_on(terms, events)
    assert isinstance(due, Due)
    assert (due.starts_on, due.on, due.days_given) == (date(2025, 3, 20), date(2025, 4, 19), 30)


def test_plans_by_name_have_their_days() -> None:
    on: dict[Event, date] = dict.fromkeys(EVENTS, date(2025, 1, 1))
    advance = schedule(100_000, advance_and_rest(Decimal(30), net(30)), on)
    held = schedule(100_000, with_retention(Decimal(10), net(30), months=12), on)
    equal = schedule(100_000, equal_monthly_parts(3, net(30)), on)
    told = [
        [(each.amount, each.due.on.isoformat()) for each in plan if isinstance(each.due, Due)]
        for plan in (advance, held, equal)
    ]
    assert told == [
        [(30_000, "2025-01-01"), (70_000, "2025-01-31")],
        [(90_000, "2025-01-31"), (10_000, "2026-01-01")],
        [(33_334, "2025-01-31"), (33_333, "2025-02-28"), (33_333, "2025-03-31")],
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Terms(()),
        lambda: Terms(("order", "order")),
        lambda: Terms(("order",), (CycleEnd(),)),
        lambda: Terms(("order",), roll="next"),
        lambda: Terms(("order",), (Add(1, "working_days"),)),
        lambda: Cycle(()),
        lambda: Cycle((31, 15)),
        lambda: Cycle((0,)),
        lambda: Cycle((32,)),
        lambda: Cycle((15, 31), months=3),
        lambda: Cycle(months=4),
        lambda: Cycle(closing_month=13),
        lambda: Cycle(statement_after=-1),
        lambda: PayDay(()),
        lambda: PayDay((25, 10)),
        lambda: PayDay((32,)),
        lambda: Span(date(2025, 1, 2), date(2025, 1, 1)),
    ],
)
def test_terms_that_mean_nothing_cannot_be_built(wrong) -> None:
    with pytest.raises(AssertionError):
        wrong()

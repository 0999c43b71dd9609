"""Terms by the names people use. Each is a starting point; the contract holds what was agreed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from wanglai.domain.instalments import Part, Percent, Rest
from wanglai.domain.terms import Add, Cycle, CycleEnd, Event, MonthEnd, NextMonth, PayDay, Terms

MONTHLY = Cycle()
HALF_MONTHLY = Cycle(cut_offs=(15, 31))
QUARTERLY = Cycle(months=3)
YEARLY = Cycle(months=12)

PREPAID = Terms(counted_from=("order",))
CASH_ON_DELIVERY = Terms(counted_from=("delivery",))

_DAYS_OF_A_MONTH = 30  # 月结30, 60 and 90 name one, two and three months


def net(days: int, event: Event = "invoice_date") -> Terms:
    """So many days from the invoice, without a cycle: net 30 from 2025-01-31 is 2025-03-02."""
    return Terms(counted_from=(event,), steps=(Add(days),))


def monthly_by_days(days: int, cut_off: int = 31, event: Event = "delivery") -> Terms:
    """月结, reading A: so many calendar days after the end of the cycle.

    Delivered 2025-03-10: 30 is 04-30, 60 is 05-30, 90 is 06-29. With cut-off 25 the cycle ends 03-25, and 30
    is 04-24; delivered 03-26 it ends 04-25, and 30 is 05-25.
    """
    return Terms((event,), (CycleEnd(), Add(days)), Cycle((cut_off,)))


def monthly_by_months(days: int, cut_off: int = 31, event: Event = "delivery") -> Terms:
    """月结, reading B: a month for every 30 days after the end of the cycle, then to the end of the month.

    Delivered 2025-03-10: 30 is 04-30, 60 is 05-31, 90 is 06-30.
    """
    assert days % _DAYS_OF_A_MONTH == 0, "whole months"
    months = Add(days // _DAYS_OF_A_MONTH, "months")
    return Terms((event,), (CycleEnd(), months, MonthEnd()), Cycle((cut_off,)))


def monthly_from_receipt(days: int, cut_off: int = 31, event: Event = "invoice_received") -> Terms:
    """月结, reading C: so many days from the day the invoice or the statement is in the customer's hands.

    Received 2025-03-10: 30 is 04-09, 60 is 05-09, 90 is 06-08. The cycle only says what is on the statement.
    """
    return Terms((event,), (Add(days),), Cycle((cut_off,)))


def monthly_from_next_month(days: int, cut_off: int = 31, event: Event = "delivery") -> Terms:
    """次月结, reading D: so many days from the first of the month after the end of the cycle.

    Delivered 2025-03-10: 30 is 05-01, 60 is 05-31, 90 is 06-30.
    """
    return Terms((event,), (CycleEnd(), NextMonth(), Add(days)), Cycle((cut_off,)))


READINGS = {
    "A": monthly_by_days,
    "B": monthly_by_months,
    "C": monthly_from_receipt,
    "D": monthly_from_next_month,
}


def end_of_month_then(days: int, event: Event = "invoice_date") -> Terms:
    """To the end of the month, then so many days: 45 from 2021-09-13 is 2021-11-14."""
    return Terms((event,), (MonthEnd(), Add(days)))


def then_end_of_month(days: int, event: Event = "invoice_date") -> Terms:
    """So many days, then to the end of the month: 45 from 2021-09-13 is 2021-10-31."""
    return Terms((event,), (Add(days), MonthEnd()))


def end_of_month_after(months: int, event: Event = "invoice_date") -> Terms:
    """The end of the month so many months on: one from 2020-06-11 is 2020-07-31, from 2025-02-10 2025-03-31."""
    return Terms((event,), (MonthEnd(), Add(months, "months"), MonthEnd()))


def end_of_month_on_the(day: int, days: int = 0, event: Event = "invoice_date") -> Terms:
    """So many days, to the end of the month, then to a pay-day: 30 and the 10th from 2016-01-14 is 2016-03-10."""
    return Terms((event,), (Add(days), MonthEnd(), PayDay((day,))))


def advance_and_rest(percent: Decimal, rest: Terms) -> tuple[Part, ...]:
    """A share with the order, the rest by its own terms: 30 % of 1,000.00 is 300.00, then 700.00."""
    return (Part(Percent(percent), PREPAID), Part(Rest(), rest))


def with_retention(percent: Decimal, main: Terms, *, months: int) -> tuple[Part, ...]:
    """质保金: all but a share by the main terms, the share so many months after acceptance."""
    held = Terms(("acceptance",), (Add(months, "months"),))
    return (Part(Rest(), main), Part(Percent(percent), held))


def equal_monthly_parts(count: int, first: Terms) -> tuple[Part, ...]:
    """So many equal parts, the first by its terms and each of the others a month after the one before.

    Three parts of net 30 from 2025-01-01: 01-31, 02-28, 03-31; each counts its months from the first.
    """
    assert count >= 1, "a plan has a part"
    return tuple(
        Part(Rest(), replace(first, steps=(*first.steps, Add(number, "months"))))
        for number in range(count)
    )

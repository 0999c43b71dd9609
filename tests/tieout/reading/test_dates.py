"""Dates as people write them, and the order of day and month decided for the column."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tieout.reading.ledgers import (
    Value,
    column,
    read_both,
    read_rows,
    write,
    xlsx_bytes,
)
from tieout.reading import ReadingOptions, read_ledger
from tieout.reading.dates import in_order, parse_date, parse_serial, possible_orders
from tieout.refusal import Refusal

DAY = datetime.date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05", "2026-3-5", "2026/3/5", "2026/03/05", "2026.03.05", "2026年3月5日", "2026年03月05日", "20260305",
        "２０２６－０３－０５", "2026-03-05 14:30:00", "2026-03-05T14:30:00", "2026/3/5 9:05", "20260305 143000",
        "2026-03-05T14:30:00.123Z", "2026-03-05 02:30 PM", "05-Mar-2026", "5 March 2026", "5. März 2026", "Mar 5, 2026",
        "March 5th, 2026", "05-Mar-26", "2026-03-05 星期四", "Thu, 5 Mar 2026", "2026 年 3 月 5 日",
    ],
)  # fmt: skip
def test_a_date_is_read(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed[1] == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13-01",
        "2026-02-30",
        "12345678",
        "2026-03",
        "合计",
        "1.234,56",
        "INV-1",
        "99999999",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("05.03.2026", (5, 3, 2026)),
        ("3/5/2026", (3, 5, 2026)),
        ("03-05-26", (3, 5, 26)),
        ("3/5/2026 10:00", (3, 5, 2026)),
    ],
)
def test_three_numbers_wait_for_the_column(text: str, parts: tuple[int, int, int]) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed[1] == parts


def test_serials_are_days() -> None:
    assert parse_serial("46086") == DAY
    assert parse_serial("46086.5") == DAY
    assert parse_serial("123456") is None


@pytest.mark.parametrize(
    ("values", "orders"),
    [
        ([(13, 4, 2026), (3, 4, 2026)], ["DMY"]),
        ([(4, 13, 2026), (3, 4, 2026)], ["MDY"]),
        ([(3, 4, 2026)], ["DMY", "MDY"]),
        ([(26, 4, 13)], ["YMD", "DMY"]),
        ([(13, 4, 2026), (4, 13, 2026)], []),
    ],
)
def test_values_beyond_twelve_settle_the_order(
    values: list[tuple[int, int, int]], orders: list[str]
) -> None:
    assert sorted(possible_orders(values)) == sorted(orders)


@settings(deadline=None)
@given(
    st.dates(datetime.date(1990, 1, 1), datetime.date(2079, 12, 31)),
    st.sampled_from("-/."),
    st.sampled_from(["DMY", "MDY"]),
)
def test_every_day_survives_being_written_and_read(
    day: datetime.date, mark: str, order: str
) -> None:
    first, second = (day.day, day.month) if order == "DMY" else (day.month, day.day)
    parsed = parse_date(f"{first:02d}{mark}{second:02d}{mark}{day.year}")
    assert parsed is not None
    assert isinstance(parsed[1], tuple)
    assert in_order(parsed[1], order) == day


def _ledger(dates: list[str]) -> list[list[Value]]:
    head: list[list[Value]] = [["Date", "Invoice No", "Text", "Debit", "Credit"]]
    return head + [
        [day, f"INV{at:04d}", "sale", f"{100 + at}.50", ""] for at, day in enumerate(dates)
    ]


def test_dates_that_can_be_read_both_ways_are_refused_and_the_option_is_named() -> None:
    with pytest.raises(Refusal, match="--date-order") as refused:
        read_rows(_ledger(["03/04/2026", "01/02/2026", "05/03/2026", "02/02/2026"]))
    assert refused.value.code == "dates.undecidable"


def test_the_option_decides_the_order() -> None:
    rows = _ledger(["03/04/2026", "01/02/2026"])
    day_first = read_rows(rows, options=ReadingOptions(date_order="DMY"))
    month_first = read_rows(rows, options=ReadingOptions(date_order="MDY"))
    assert column(day_first, "date")[0] == datetime.date(2026, 4, 3)
    assert column(month_first, "date")[0] == datetime.date(2026, 3, 4)


def test_a_column_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_rows(_ledger(["13/04/2026", "04/13/2026", "14/04/2026"]))
    assert refused.value.code == "dates.mixed"


def test_rows_in_order_of_time_under_one_reading_only_settle_it() -> None:
    ledger = read_rows(
        _ledger(["03/01/2026", "10/01/2026", "02/02/2026", "11/02/2026", "01/03/2026"])
    )
    assert ledger.reading.date_format == "D/M/Y"
    assert column(ledger, "date")[1] == datetime.date(2026, 1, 10)


def test_the_due_date_settles_the_order_of_the_booking_date() -> None:
    rows: list[list[Value]] = [["Date", "Due Date", "Invoice No", "Debit", "Credit"]]
    rows += [
        ["03/04/2026", "25/04/2026", "A1", "10.00", ""],
        ["02/04/2026", "24/04/2026", "A2", "12.00", ""],
    ]
    assert column(read_rows(rows), "date")[0] == datetime.date(2026, 4, 3)


def test_our_own_ledger_settles_the_order_of_theirs_by_document_number() -> None:
    ours = _ledger(["2026-04-03", "2026-02-01", "2026-03-05", "2026-02-02"])
    theirs = _ledger(["04/03/2026", "02/01/2026", "03/05/2026", "02/02/2026"])
    _, customer = read_both(ours, theirs)
    assert customer.reading.date_format == "M/D/Y"
    assert column(customer, "date") == [
        datetime.date(2026, 4, 3), datetime.date(2026, 2, 1), datetime.date(2026, 3, 5), datetime.date(2026, 2, 2),
    ]  # fmt: skip


def test_a_line_whose_date_cannot_be_read_keeps_its_amount_and_is_listed() -> None:
    ledger = read_rows(_ledger(["2026-03-01", "someday", "2026-03-03", "2026-03-04"]))
    assert ledger.reading.rows == 4
    assert [problem.row for problem in ledger.reading.problems] == [3]
    assert column(ledger, "date")[1] is None


def test_a_column_half_turned_into_dates_by_the_wrong_locale_is_refused() -> None:
    rows: list[list[Value]] = [["Date", "Invoice No", "Amount"]]
    rows += [[datetime.date(2026, month, 3), f"A{month}", "5.00"] for month in (1, 5, 9, 12)]
    rows += [[f"{day}/03/2026", f"B{day}", "6.00"] for day in (13, 20, 28)]
    with pytest.raises(Refusal) as refused:
        read_ledger(write(xlsx_bytes(rows), "a.xlsx"), side="ours")
    assert refused.value.code == "dates.mixed"

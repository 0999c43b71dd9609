"""Quantities counted once, invoices that are the sum of their lines, credit notes that take back no more than was billed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain import bills
from wanglai.domain.bills import BillPaper
from wanglai.domain.invoicing import (
    Credited,
    Figures,
    Priced,
    credit_by_amount,
    credit_by_quantity,
    figures,
    first_fault,
    summed,
)
from wanglai.domain.orders import Progress, deliverable, is_quantity

UNITS = st.decimals(min_value=0, max_value=1000, places=3)
D = Decimal


@given(
    ordered=UNITS, delivered=UNITS, returned=UNITS, invoiced=UNITS, given_up=UNITS,
    by_order=st.booleans(),
)  # fmt: skip
def test_each_quantity_is_counted_once(
    ordered: Decimal, delivered: Decimal, returned: Decimal, invoiced: Decimal, given_up: Decimal,
    *, by_order: bool,
) -> None:  # fmt: skip
    """Whatever the counters the walls allow: what is owed, waits for an invoice or waits to leave is the order, once."""
    line = Progress(ordered, deliverable(ordered, D(5)), is_billed_by_order=by_order)
    line = replace(line, delivered=min(delivered, line.deliverable))
    line = replace(line, returned=min(returned, line.delivered))
    line = replace(line, given_up=min(given_up, max(D(0), ordered - line.delivered)))
    line = replace(line, invoiced=min(invoiced, line.invoiceable))
    assert line.delivered + line.to_deliver + line.given_up == max(ordered, line.delivered)
    counted = line.invoiced + line.delivered_not_invoiced + line.ordered_not_delivered
    everything = line.kept + line.to_deliver
    assert counted == max(everything, line.invoiced)
    assert line.to_invoice >= 0
    assert by_order or line.to_invoice == line.delivered_not_invoiced


def test_a_delivery_stops_at_what_is_allowed() -> None:
    line = Progress(D(100), deliverable(D(100), D(5)), delivered=D(60))
    assert line.delivery_fault(D(45)) is None
    assert line.delivery_fault(D("45.000001")) == "beyond"
    assert line.delivery_fault(D(0)) == "quantity"
    assert line.delivery_fault(D("0.0000001")) == "quantity"
    assert deliverable(D(3), D(10)) == D("3.3")
    assert not is_quantity(D("NaN"))


def test_tax_is_rounded_once_per_rate() -> None:
    lines = [Priced(D(1), D("0.335"), D(13))] * 3
    parts = figures(lines, "CNY")
    assert summed(parts) == Figures(101, 13)
    assert parts == (Figures(35, 5), Figures(33, 4), Figures(33, 4))


def test_figures_of_currencies_without_decimals() -> None:
    assert figures([Priced(D(3), D("33.5"), D(10))], "JPY") == (Figures(101, 10),)


@given(
    st.lists(
        st.tuples(
            st.decimals(min_value="0.001", max_value=9999, places=3),
            st.decimals(min_value=0, max_value=9999, places=4),
            st.sampled_from([D(0), D(6), D(9), D(13)]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_figures_add_up_whatever_the_lines(rows: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    lines = [Priced(*row) for row in rows]
    parts = figures(lines, "CNY")
    assert min(min(part.net, part.tax) for part in parts) >= 0
    whole = summed(parts)
    exact = sum((line.quantity * line.price * 100 for line in lines), D(0))
    rates = len({line.tax_percent for line in lines})
    assert abs(whole.net - exact) <= D("0.5") * rates
    tax = sum((line.quantity * line.price * line.tax_percent for line in lines), D(0))
    assert abs(whole.tax - tax) <= D("0.5") * rates


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([], "none"),
        ([Priced(D(0), D(1), D(13))], "quantity"),
        ([Priced(D(1), D(-1), D(13))], "price"),
        ([Priced(D(1), D("0.0000001"), D(13))], "price"),
        ([Priced(D(1), D(1), D(100))], "tax"),
        ([Priced(D(1), D("0.004"), D(0))], "nothing"),
        ([Priced(D(1), D("0.005"), D(0))], None),
    ],
)
def test_what_makes_no_document(lines: list[Priced], fault: str | None) -> None:
    assert first_fault(lines, "CNY") == fault


@given(
    quantities=st.lists(st.integers(1, 50), min_size=1, max_size=8),
    net=st.integers(0, 10**7),
    tax=st.integers(0, 10**6),
)
def test_a_line_credited_piece_by_piece_is_credited_whole(
    quantities: list[int], net: int, tax: int
) -> None:
    left = Credited(D(sum(quantities)), net, tax)
    taken = []
    for quantity in quantities:
        part = credit_by_quantity(left, D(quantity))
        assert isinstance(part, Figures)
        taken.append(part)
        left = Credited(left.quantity_left - quantity, left.net_left - part.net, left.tax_left - part.tax)  # fmt: skip
    assert left == Credited(D(0), 0, 0)
    assert summed(taken) == Figures(net, tax)


def test_no_more_is_credited_than_is_left() -> None:
    left = Credited(D(3), 10_000, 1_300)
    assert credit_by_quantity(left, D("3.000001")) == "quantity"
    assert credit_by_quantity(left, D(1)) == Figures(3_333, 433)
    assert credit_by_amount(left, 10_001) == "amount"
    assert credit_by_amount(left, 0) == "amount"
    assert credit_by_amount(left, 5_000) == Figures(5_000, 650)
    assert credit_by_amount(left, 10_000) == Figures(10_000, 1_300)


BILL = BillPaper(
    "bank", 1, "B-1", "远景", "招商银行", 5_000_000, date(2026, 5, 1), date(2026, 11, 1), date(2026, 5, 10)
)  # fmt: skip


@pytest.mark.parametrize(
    ("bill", "fault"),
    [
        (replace(BILL, kind="promise"), "kind"),
        (replace(BILL, amount=0), "amount"),
        (replace(BILL, rate=D(2)), "rate"),
        (replace(BILL, currency="USD", rate=D(0)), "rate"),
        (replace(BILL, matures_on=date(2026, 4, 30)), "maturity"),
        (replace(BILL, received_on=date(2026, 4, 30)), "day"),
        (BILL, None),
    ],
)
def test_what_is_no_bill(bill: BillPaper, fault: str | None) -> None:
    assert bills.first_fault(bill, "CNY") == fault


def test_a_bill_in_dollars_keeps_its_worth() -> None:
    draft = bills.received(replace(BILL, currency="USD", rate=D("7.1")), "CNY")
    assert [(line.account, line.amount, line.base_amount) for line in draft.lines] == [
        ("bills", 5_000_000, 35_500_000),
        ("receivable", -5_000_000, -35_500_000),
    ]
    assert [(item.side, item.due_on) for item in draft.items] == [(1, date(2026, 11, 1)), (-1, None)]  # fmt: skip

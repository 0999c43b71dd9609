"""Headings that sort: each link turns the order round, keeps the filters, and says how the list stands."""

from __future__ import annotations

from wanglai.web.reconciliation.forms import ListFilter, RowsFilter
from wanglai.web.reconciliation.orders import LIST_ORDERS, ROW_ORDERS, Order


def heading(order: str, words: str) -> Order:
    return next(one for one in LIST_ORDERS.offered(order) if str(one.words) == words)


def test_the_newest_stand_first_until_somebody_says_otherwise() -> None:
    number = heading("", "No.")
    assert (number.aria_sort, number.value, number.following) == ("descending", "", "number")
    assert [one.aria_sort for one in LIST_ORDERS.offered("") if one.aria_sort] == ["descending"]


def test_a_second_click_turns_the_order_round() -> None:
    assert heading("", "Gap").following == "-gap"
    assert heading("-gap", "Gap").following == "gap"
    assert heading("gap", "Gap").following == "-gap"
    assert heading("", "Customer").following == "customer"
    assert heading("customer", "Customer").aria_sort == "ascending"


def test_what_waits_is_first_among_the_rows_and_has_no_other_way_round() -> None:
    first = ROW_ORDERS.offered("")[0]
    assert (first.is_in_force, first.value, first.following) == (True, "", "")
    assert not ROW_ORDERS.offered("-amount")[0].is_in_force


def test_every_link_leads_to_an_order_the_address_may_hold() -> None:
    for orders, form in ((LIST_ORDERS, ListFilter), (ROW_ORDERS, RowsFilter)):
        for value, _words in [("", ""), *orders.choices()]:
            for one in orders.offered(value):
                assert form({"order": one.following}).wanted().order == one.following
    assert ListFilter({"order": "no such order"}).wanted().order == ""

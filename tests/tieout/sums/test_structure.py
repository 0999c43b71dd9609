"""Natural sets: each named once, none missed, and none where many would do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.sums.structure import Natural, Open, natural_sets

_DAY = date(2026, 3, 1)
_ITEM = st.builds(
    Open,
    st.integers(-20, 40),
    st.none() | st.integers(0, 4).map(lambda days: _DAY + timedelta(days=days)),
    st.sampled_from([None, "", "PO-1", "PO-2"]),
)
_LIST = st.lists(_ITEM, max_size=9)


def due(amount: int, days: int) -> Open:
    return Open(amount, _DAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("items", "target", "named"),
    [
        ([Open(100), Open(40), Open(60)], 200, [("whole_account", (0, 1, 2))]),
        ([Open(100), Open(-40), Open(60)], 120, [("whole_account", (0, 1, 2))]),
        ([due(100, 9), due(40, 1), due(60, 5), due(7, 10)], 100, [("due_to_day", (1, 2))]),
        ([due(50, 1), due(30, 1), due(8, 2)], 50, []),
        ([Open(100), Open(40), Open(61), Open(9)], 140, [("oldest_first", (0, 1))]),
        (
            [Open(10, order="A"), Open(300), Open(25, order="A"), Open(77), Open(500)], 35,
            [("same_order", (0, 2))],
        ),
        ([Open(10), Open(300), Open(25), Open(77), Open(500)], 402, [("run", (1, 2, 3))]),
        ([Open(10), Open(300), Open(-25), Open(77), Open(500)], 352, [("run", (1, 2, 3))]),
        ([Open(100), Open(40), Open(60)], 160, [("all_but_one", (0, 2))]),
        ([Open(3), Open(40), Open(60), Open(7), Open(900)], 963, [("all_but_two", (0, 2, 4))]),
        ([Open(100), Open(40), Open(60)], 100, [("run", (1, 2))]),
        ([Open(100)], 100, []),
        ([], 0, []),
    ],
)  # fmt: skip
def test_a_natural_set_has_its_name(
    items: list[Open], target: int, named: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert natural_sets(items, target) == [Natural(*one) for one in named]


def test_within_a_tolerance_the_name_is_the_same() -> None:
    items = [Open(100), Open(40), Open(61), Open(900)]
    assert natural_sets(items, 142, tolerance=1) == []
    assert natural_sets(items, 142, tolerance=2) == [Natural("oldest_first", (0, 1))]


def test_where_many_could_be_left_out_none_is_named() -> None:
    items = [Open(50) for _ in range(64)]
    left_out = [one for one in natural_sets(items, 63 * 50) if one.structure == "all_but_one"]
    assert len(left_out) == 62  # without the first or the last it is a run or the oldest ones
    items = [Open(50) for _ in range(70)]
    assert natural_sets(items, 100) == [Natural("oldest_first", (0, 1))]


@settings(max_examples=400, deadline=None)
@given(st.data(), _LIST, st.integers(0, 3))
def test_every_natural_set_is_found_and_nothing_else(
    data: st.DataObject, items: list[Open], tolerance: int
) -> None:
    kept = data.draw(st.sets(st.sampled_from(range(len(items))))) if items else set()
    target = sum(items[place].amount for place in kept) + data.draw(st.integers(-1, 1))
    found = natural_sets(items, target, tolerance=tolerance)
    by_hand = {
        places
        for places in _every_natural_set(items)
        if len(places) > 1 and abs(sum(items[at].amount for at in places) - target) <= tolerance
    }
    assert {one.places for one in found} == by_hand
    assert len(found) == len(by_hand)


def _every_natural_set(items: list[Open]) -> set[tuple[int, ...]]:
    places = range(len(items))
    runs = {tuple(range(a, b)) for a in places for b in range(a + 1, len(items) + 1)}
    out = {tuple(at for at in places if at not in (a, b)) for a in places for b in places}
    days = {item.due_on for item in items if item.due_on}
    due_to = {tuple(at for at in places if (on := items[at].due_on) and on <= day) for day in days}
    orders = {item.order for item in items if item.order}
    same = {tuple(at for at in places if items[at].order == order) for order in orders}
    return runs | out | due_to | same

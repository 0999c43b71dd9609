"""Sums shared out over links: to the minor unit, at the least cost, and known to be the only way or not."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.choice import Flow, share_out

_LINKS = [(giver, taker, (giver * 5 + taker * 3) % 7) for giver in range(3) for taker in range(3)]


def _ways(gives: dict[int, int], takes: dict[int, int], links) -> list[tuple[int, ...]]:
    """Every sharing, by trying."""
    return [
        carried
        for carried in product(*(range(min(gives[g], takes[t]) + 1) for g, t, _ in links))
        if all(sum(c for (g, _, _), c in zip(links, carried, strict=True) if g == giver) == most for giver, most in gives.items())
        and all(sum(c for (_, t, _), c in zip(links, carried, strict=True) if t == taker) == most for taker, most in takes.items())
    ]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3), st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.sets(st.integers(0, 8), min_size=1, max_size=6),
)  # fmt: skip
def test_the_least_cost_and_whether_it_is_the_only_way_are_those_of_trying(
    gives, takes, kept
) -> None:
    giving, taking = dict(enumerate(gives)), dict(enumerate(takes))
    links = [
        link
        for at, link in enumerate(_LINKS)
        if at in kept and link[0] in giving and link[1] in taking
    ]
    found = share_out(giving, taking, links)
    ways = _ways(giving, taking, links) if links else []
    if not ways:
        assert found is None
        return
    assert found is not None
    cost = min(_cost(links, way) for way in ways)
    assert found.carried in ways
    assert _cost(links, found.carried) == cost
    assert found.is_only == (len(ways) == 1)


def _cost(links, carried: tuple[int, ...]) -> int:
    return sum(cost * each for (_, _, cost), each in zip(links, carried, strict=True))


def test_worked() -> None:
    links = [(0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 2, 0)]
    assert share_out({0: 120, 1: 80}, {0: 100, 1: 50, 2: 50}, links) == Flow(
        (100, 20, 30, 50), True
    )
    assert share_out({0: 120}, {0: 100}, [(0, 0, 0)]) is None


def test_amounts_of_ten_to_the_eighteen_do_not_wrap() -> None:
    huge = 10**18
    found = share_out({0: huge, 1: 1}, {0: huge - 1, 1: 2}, [(0, 0, 0), (0, 1, 0), (1, 1, 0)])
    assert found == Flow((huge - 1, 1, 1), True)

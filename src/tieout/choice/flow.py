"""How sums are shared out over known links, as a flow of least cost in whole minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

_COST_MAX = 1 << 20


class Flow(NamedTuple):
    """What each link carries, and whether no other sharing has the same sums at both ends."""

    carried: tuple[int, ...]
    is_only: bool


def share_out(
    gives: Mapping[int, int], takes: Mapping[int, int], links: Sequence[tuple[int, int, int]]
) -> Flow | None:
    """Everything that is given to everything that takes it, along links at the least cost.

    None where it does not come out even, or is more than 64 bits of units times cost.
    ``gives`` and ``takes``: minor units by place, positive; each link is (giver, taker, cost for a unit).

    Worked: givers of 120 and 80, the first linked to takers of 100 and 50, the second to those of 50 and 50: the
    first gives 100 and 20, the second 30 and 50. No other sharing comes out even, so ``is_only``.
    """
    if sum(gives.values()) != sum(takes.values()):
        return None
    carried = _least_cost(gives, takes, links)
    return Flow(carried, not _has_loop(links, carried)) if carried is not None else None


def _least_cost(
    gives: Mapping[int, int], takes: Mapping[int, int], links: Sequence[tuple[int, int, int]]
) -> tuple[int, ...] | None:
    from ortools.graph.python import min_cost_flow

    nodes = {("gives", place): at for at, place in enumerate(gives)}
    nodes |= {("takes", place): len(nodes) + at for at, place in enumerate(takes)}
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = []
    for giver, taker, cost in links:
        assert 0 <= cost < _COST_MAX, "a cost is a rank, not money"
        most = min(gives[giver], takes[taker])
        arcs.append(
            flow.add_arc_with_capacity_and_unit_cost(
                nodes["gives", giver], nodes["takes", taker], most, cost
            )
        )
    for place, amount in gives.items():
        flow.set_node_supply(nodes["gives", place], amount)
    for place, amount in takes.items():
        flow.set_node_supply(nodes["takes", place], -amount)
    if flow.solve() != flow.OPTIMAL:
        return None
    return tuple(flow.flow(arc) for arc in arcs)


def _has_loop(links: Sequence[tuple[int, int, int]], carried: Sequence[int]) -> bool:
    """Whether money can go round: more over one link, less over the next, and back to where it began.

    Every link may carry more, one that carries something may carry less; the sums at both ends stay.
    """
    givers: dict[int, list[int]] = {}  # taker -> links over which it could get less
    takers: dict[int, list[int]] = {}  # giver -> its links
    for at, (giver, taker, _) in enumerate(links):
        takers.setdefault(giver, []).append(at)
        if carried[at]:
            givers.setdefault(taker, []).append(at)
    return any(_comes_back(at, links, givers, takers) for at in range(len(links)))


def _comes_back(
    start: int,
    links: Sequence[tuple[int, int, int]],
    givers: Mapping[int, list[int]],
    takers: Mapping[int, list[int]],
) -> bool:
    """Whether what goes over this link can come back to its giver by others."""
    home, first, _ = links[start]
    waiting, seen = [first], {first}
    while waiting:
        taker = waiting.pop()
        for back in givers.get(taker, ()):
            giver = links[back][0]
            if giver == home:
                if back != start:
                    return True
                continue
            for forth in takers[giver]:
                if (then := links[forth][1]) not in seen:
                    seen.add(then)
                    waiting.append(then)
    return False

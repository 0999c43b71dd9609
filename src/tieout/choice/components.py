"""What has nothing to do with each other is decided apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

from tieout.choice.hypotheses import Hypothesis


def components_of(hypotheses: Sequence[Hypothesis], holds: Mapping[int, int]) -> list[list[int]]:
    """Places of hypotheses that hang together by things of which there is not enough for all.

    Each component in the order of its members, those by evidence; one that could never be given is in
    none. Worked: two receipts for one item are one component, two receipts for two like items are two.
    """
    wanted: dict[int, int] = {}
    possible = []
    for place, one in enumerate(hypotheses):
        times = min(holds[thing] // amount for thing, amount in one.takes)
        if not times:
            continue
        possible.append(place)
        for thing, amount in one.takes:
            wanted[thing] = wanted.get(thing, 0) + times * amount
    scarce = {
        place: [thing for thing, _ in hypotheses[place].takes if wanted[thing] > holds[thing]]
        for place in sorted(possible, key=lambda place: _evidence(hypotheses[place]))
    }
    return tied(scarce)


def tied(things_of: Mapping[int, Iterable[Hashable]]) -> list[list[int]]:
    """Places that hang together by a thing in common, directly or over others; each in the order given.

    Worked: 1 has A and B, 2 has C, 3 has B: ``[[1, 3], [2]]``.
    """
    parent = {place: place for place in things_of}
    first_of: dict[Hashable, int] = {}
    for place, things in things_of.items():
        for thing in things:
            one, other = _root(parent, first_of.setdefault(thing, place)), _root(parent, place)
            parent[max(one, other)] = min(one, other)
    found: dict[int, list[int]] = {}
    for place in things_of:
        found.setdefault(_root(parent, place), []).append(place)
    return list(found.values())


def _evidence(one: Hypothesis) -> tuple[object, ...]:
    """The strongest first; the rest of the order is the same whatever order they were given in."""
    return one.tier, -one.worth, one.takes


def _root(parent: dict[int, int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place

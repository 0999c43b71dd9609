"""The groups of a result in our order: most of them kept as columns and put into words when asked.

Of two hundred thousand lines a hundred and fifty thousand agree in number and amount, one to one. They
say the same few sentences with other figures, so the sentence waits until someone reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from tieout.decisions import Evidence, Group, Members
from tieout.rules import ENGINE_VERSION
from tieout.sentences import Figures, plain_sentence


def match_id(members: Members, rule: str) -> str:
    """The same members under the same rule have the same name in every run."""
    text = f"{ENGINE_VERSION}|{rule}|{members.ours}|{members.theirs}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def place_of(members: Members) -> tuple[int, int, Members]:
    """Our order first; what stands only on their side comes after, in their order."""
    first = min(members.ours) if members.ours else 1 << 60
    return first, min(members.theirs, default=0), members


@dataclass(frozen=True)
class PlainGroups:
    """Pairs of one line a side under one number and amount, a column for each fact."""

    figures: Figures
    rules: list[str]
    our_rows: list[int]
    their_rows: list[int]
    keys: list[str]  # the number that ties the two, as we write it
    amounts: list[int]  # minor units, the same on both sides
    our_numbers: list[str]  # by which each side calls its line, empty where it has none
    their_numbers: list[str]
    number_levels: list[str]  # how well these agree
    our_days: list[str]  # ISO, empty where unknown
    their_days: list[str]
    day_levels: list[str]

    def __len__(self) -> int:
        return len(self.our_rows)

    def group(self, at: int) -> Group:
        members = Members((self.our_rows[at],), (self.their_rows[at],))
        amount = self.figures.money(self.amounts[at])
        return Group(
            match_id=match_id(members, self.rules[at]),
            status="auto",
            rule=self.rules[at],
            members=members,
            difference=0,
            sentence=plain_sentence(self.rules[at], self.keys[at], amount),
            evidence=(
                Evidence("amount", amount, amount, "equal"),
                *self._number(at),
                Evidence("date", self.our_days[at], self.their_days[at], self.day_levels[at]),
            ),
        )

    def _number(self, at: int) -> tuple[Evidence, ...]:
        ours, theirs = self.our_numbers[at], self.their_numbers[at]
        if not ours and not theirs:
            return ()
        return (Evidence("document", ours, theirs, self.number_levels[at]),)


class Groups(Sequence[Group]):
    """All groups of a result, ordered by our rows, then theirs."""

    def __init__(self, told: Sequence[Group], plain: Sequence[PlainGroups] = ()) -> None:
        self._told = tuple(told)
        self._plain = tuple(plain)
        places = [place_of(group.members)[:2] for group in self._told]
        ours = [ours for ours, _ in places]
        theirs = [theirs for _, theirs in places]
        for pairs in self._plain:
            ours += pairs.our_rows
            theirs += pairs.their_rows
        # A row stands in one group only, so the first rows of both sides tell all groups apart.
        self._order: list[int] = np.lexsort((np.array(theirs), np.array(ours))).tolist()

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> Group: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Group, ...]: ...
    def __getitem__(self, at: int | slice) -> Group | tuple[Group, ...]:
        if isinstance(at, slice):
            return tuple(self._group(place) for place in self._order[at])
        return self._group(self._order[at])

    def __iter__(self) -> Iterator[Group]:
        return map(self._group, self._order)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def _group(self, place: int) -> Group:
        if place < len(self._told):
            return self._told[place]
        place -= len(self._told)
        for pairs in self._plain:
            if place < len(pairs):
                return pairs.group(place)
            place -= len(pairs)
        raise IndexError(place)

    def written(
        self, told: Callable[[Group], str], plain: Callable[[PlainGroups], Sequence[str]]
    ) -> Iterator[str]:
        """Every group as text, in order; plain groups are written as columns, without becoming objects."""
        texts = [told(group) for group in self._told]
        for pairs in self._plain:
            texts += plain(pairs)
        return map(texts.__getitem__, self._order)

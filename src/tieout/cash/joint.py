"""What the receipts that are still open pay together: an answer that leaves another receipt without one is no answer.

Strong evidence goes before weak: what is named before what is guessed from an amount. Receipts that say the
same and may pay the same are one question asked several times, and items that are alike are one thing of
which there are several; so ten payments of ten equal rents are one answer, given ten times.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from tieout.cash.hypotheses import Said
from tieout.cash.ledger import Book, Part
from tieout.choice import Choice, Hypothesis, choose

_Option = tuple[tuple[int, int], ...]  # thing, how much of it
_Likeness = tuple[int, datetime.date | None, datetime.date | None]  # still open, issued, due


def answered_together(book: Book, open_saids: Mapping[int, Said]) -> dict[int, Said | None]:
    """The answers of these receipts as they hold beside each other; None for one whose items better evidence takes.

    An answer that was one of several and is now the only one is suggested: that every receipt has a partner is
    likely, not proved. Like receipts that divide several answers take them by day. What the best choices
    divide differently is ambiguous.

    Worked: items of 100.00 of 1 and of 9 March, two receipts of 100.00 that name none of them: each could pay
    either, and together they pay both, the earlier the earlier. With one receipt it stays ambiguous.
    """
    return _Together(book, open_saids).answers()


class _Together:
    def __init__(self, book: Book, saids: Mapping[int, Said]) -> None:
        self._book = book
        self._saids = saids
        self._partly = {
            place
            for said in saids.values()
            for option in _options(said)
            for place, amount in option
            if book.open[place] != amount
        }
        self._alike: dict[tuple[str, str], dict[_Likeness, list[int]]] = {}
        self._things: dict[object, int] = {}  # the first of like items, or a question
        self._members: dict[int, list[int]] = {}  # items that are one thing, the earliest first
        self._questions: dict[tuple[object, ...], list[int]] = defaultdict(list)
        self._hypotheses: list[Hypothesis] = []
        self._asked: list[tuple[tuple[object, ...], int]] = []  # question, place among its options

    def answers(self) -> dict[int, Said | None]:
        for place, said in sorted(self._saids.items()):
            self._questions[self._question(place, said)].append(place)
        holds = self._holds()
        for question, places in self._questions.items():
            thing = len(self._things)
            self._things[question] = thing
            holds[thing] = len(places)
            for at, option in enumerate(self._taken(self._saids[places[0]])):
                tier = _tier(self._saids[places[0]])
                self._hypotheses.append(Hypothesis((*option, (thing, 1)), tier, 1))
                self._asked.append((question, at))
        return self._read(choose(self._hypotheses, holds))

    def _question(self, place: int, said: Said) -> tuple[object, ...]:
        """What makes two receipts one question: they come to the same answers by the same rule."""
        receipt = self._book.receipts[place]
        return (
            receipt.currency, receipt.amount, said.rule, said.status, self._taken(said),
        )  # fmt: skip

    def _taken(self, said: Said) -> tuple[_Option, ...]:
        return tuple(self._things_in(option) for option in _options(said))

    def _things_in(self, parts: tuple[Part, ...]) -> _Option:
        """How much of each thing these parts take; the amount of a credit counts like any other."""
        taken: dict[int, int] = defaultdict(int)
        for place, amount in parts:
            taken[self._thing(place)] += abs(amount)
        return tuple(sorted(taken.items()))

    def _thing(self, place: int) -> int:
        """Like items are one thing; where one of them is paid in part, each stands for itself."""
        likes = self._likes(place)
        members = likes if self._partly.isdisjoint(likes) else [place]
        thing = self._things.setdefault(members[0], len(self._things))
        self._members[thing] = members
        return thing

    def _likes(self, place: int) -> list[int]:
        item = self._book.items[place]
        account = item.party, item.currency
        if account not in self._alike:
            found: dict[_Likeness, list[int]] = defaultdict(list)
            for other in self._book.of_party[account]:
                found[self._likeness(other)].append(other)
            self._alike[account] = found
        return self._alike[account][self._likeness(place)]

    def _likeness(self, place: int) -> _Likeness:
        item = self._book.items[place]
        return self._book.open[place], item.issued_on, item.due_on

    def _holds(self) -> dict[int, int]:
        return {
            thing: sum(abs(self._book.open[place]) for place in places)
            for thing, places in self._members.items()
        }

    def _read(self, choice: Choice) -> dict[int, Said | None]:
        of_question: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for place, (question, _) in enumerate(self._asked):
            of_question[question].append(place)
        left = {thing: list(places) for thing, places in self._members.items()}
        found: dict[int, Said | None] = {}
        for question, places in self._questions.items():
            given = [at for at in of_question[question] if choice.times[at]]
            if sum(choice.times[at] for at in given) == len(places) and choice.certain.issuperset(given):  # fmt: skip
                options = [at for at in given for _ in range(choice.times[at])]
                found |= self._settled(places, [self._asked[at][1] for at in options], left)
            else:
                kept = [self._asked[at][1] for at in of_question[question] if at in choice.possible]
                found |= {place: _contested(self._saids[place], kept) for place in places}
        return found

    def _settled(
        self, places: list[int], options: list[int], left: dict[int, list[int]]
    ) -> dict[int, Said | None]:
        """The earlier receipt takes the earlier items."""
        said = self._saids[places[0]]
        chosen = sorted((_options(said)[at] for at in options), key=self._earliest)
        found: dict[int, Said | None] = {}
        for place, option in zip(places, chosen, strict=True):
            parts = tuple((self._next_like(item, left), amount) for item, amount in option)
            found[place] = self._left_over(self._saids[place], parts, len(set(options)))
        return found

    def _left_over(self, said: Said, parts: tuple[Part, ...], divided: int) -> Said:
        """The answer that is left; where it was one of several it says why it is the only one."""
        if said.status != "ambiguous":
            return replace(said, parts=parts)
        facts = {name: fact for name, fact in said.facts.items() if name != "alike"}
        facts |= self._book.called([place for place, _ in parts]) | {"jointly": str(divided)}
        return replace(said, parts=parts, status="suggested", facts=facts, alternatives=())

    def _earliest(self, option: tuple[Part, ...]) -> list[int]:
        return sorted(place for place, _ in option)

    def _next_like(self, place: int, left: dict[int, list[int]]) -> int:
        """The item itself where nobody has taken it yet, else the first that is like it."""
        thing = self._thing(place)
        if self._members[thing] == [place]:
            return place
        likes = left[thing]
        likes.remove(taken := place if place in likes else likes[0])
        return taken


def _contested(said: Said, kept: list[int]) -> Said | None:
    """What other receipts leave of the options, of which a best choice might take any."""
    if not kept:
        return None
    options = [_options(said)[at] for at in kept]
    facts = said.facts if len(options) > 1 else said.facts | {"contested": "1"}
    return replace(said, parts=options[0], status="ambiguous", facts=facts, alternatives=tuple(options[1:]))  # fmt: skip


def _options(said: Said) -> tuple[tuple[Part, ...], ...]:
    return (said.parts, *said.alternatives)


def _tier(said: Said) -> int:
    """What the payer says goes before the amount of one item, and that before a sum of several."""
    return {"amount_single": 1, "amount_structure": 2, "amount_combination": 2}.get(said.rule, 0)

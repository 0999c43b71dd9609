"""What forbids a match: a readable number that says these are two different documents."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Literal

import numpy as np
import pyarrow as pa

from tieout.ledger import Side
from tieout.steps.account import Account
from tieout.steps.exact import SAME_NUMBER, TIERS, are_different_facts
from tieout.steps.lines import Line
from tieout.steps.number_columns import keys_of_column
from tieout.steps.numbers import Form, are_of_two_series, is_near, shape_of, tokens_of

Ground = Literal["direction", "facts", "contradiction", "quotes_another"]
_SHAPE_PAIRS = 2
_IS_SAME_NUMBER = np.isin(np.arange(len(TIERS)), SAME_NUMBER)
_QUOTED_FORMS: tuple[Form, ...] = ("runs", "digits", "folded")


class Conflicts:
    """Knows both ledgers' document numbers, and which patterns of number the two sides share."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._meant: dict[Side, dict[str, list[int]]] = {}
        self._seen = 0  # settled sets whose numbers have been counted
        self._counts = _shapes_of_plain(account)
        self._two_names = _two_names_in_plain(account)
        self._our_shapes: set[str] = set()
        self._their_shapes: set[str] = set()
        self._learn()

    @cached_property
    def _ours(self) -> set[str]:
        return set(self._account.ours.keys("runs")) - {""}

    @cached_property
    def _theirs(self) -> set[str]:
        return set(self._account.theirs.keys("runs")) - {""}

    def refresh(self) -> None:
        """Take in what has been settled since: which patterns of number the two sides share."""
        if self._seen == len(self._account.settled):
            return
        self._learn()

    def _learn(self) -> None:
        ours, theirs = self._counts
        for settled in self._account.settled[self._seen :]:
            left, right = settled.ours[:1], settled.theirs[:1]
            if not left or not right or not left[0].runs or not right[0].runs:
                continue
            shapes = shape_of(left[0].document), shape_of(right[0].document)
            if left[0].runs == right[0].runs:
                ours[shapes[0]] += 1
                theirs[shapes[1]] += 1
            elif not settled.difference:
                self._two_names[shapes] += 1
        self._seen = len(self._account.settled)
        self._our_shapes, self._their_shapes = _frequent(ours), _frequent(theirs)

    def times_shared(self, shape: str) -> int:
        """How many settled pairs carry equal numbers of this pattern."""
        return self._counts[0][shape]

    def are_of_one_series(self, ours: str | None, theirs: str | None) -> bool:
        """Whether equal digits in two numbers mean one document; of different letters only where that was seen before.

        Where two of our 900123 … were their R900123 … to the cent, the third may differ in its amount.
        """
        if not are_of_two_series(ours, theirs):
            return True
        return self._two_names[shape_of(ours), shape_of(theirs)] >= _SHAPE_PAIRS

    def forbid(self, ours: Line, theirs: Line) -> bool:
        """True when what the two lines say of themselves cannot be one document."""
        return self.ground(ours, theirs) is not None

    def ground(self, ours: Line, theirs: Line) -> Ground | None:
        """The first reason why the two cannot be one document."""
        if (ours.amount < 0) != (theirs.amount < 0):
            return "direction"
        if are_different_facts(ours, theirs):
            return "facts"
        if self.numbers_contradict(ours, theirs):
            return "contradiction"
        return "quotes_another" if self._quotes_another(ours, theirs) else None

    def forbid_part(self, one: Line, part: Line, *, quoting: bool = False) -> bool:
        """True when ``part`` cannot be one of the lines that ``one`` of the other side sums up.

        Lines of either sign, for credits stand among invoices. ``quoting``: the one names documents, and
        the part is looked for beside these.
        """
        if self.is_shared(one) and self.is_shared(part) and one.runs != part.runs:
            return True  # two documents of a kind that both sides book by number
        if are_different_facts(one, part):
            return True
        if (part.text or part.document) and self._quotes(part, one.side, one):
            return True
        return not quoting and bool(one.text or one.document) and self._quotes(one, part.side, part)

    def numbers_contradict(self, ours: Line, theirs: Line) -> bool:
        """Both carry a number of the kind both sides use, and the numbers differ."""
        if not ours.document or not theirs.document or ours.runs == theirs.runs:
            return False
        return (
            self.is_shared(ours) and self.is_shared(theirs) and not self.is_clear_slip(ours, theirs)
        )

    def is_shared(self, line: Line) -> bool:
        """True when a line's number is of a pattern that both sides use for the same documents."""
        shapes = self._our_shapes if line.side == "ours" else self._their_shapes
        return shape_of(line.document) in shapes

    def profile(self, line: Line) -> tuple[str, ...]:
        """All that ``forbid`` looks at, so that lines with equal profiles need one look only."""
        other: Side = "theirs" if line.side == "ours" else "ours"
        quoted = [token for token in _said_numbers(line) if self._named(other, token)]
        return (line.kind or "", line.runs, *quoted)

    def is_slip(self, ours: Line, theirs: Line) -> bool:
        """The numbers differ by one slip of the pen, and neither exists on the other side."""
        mine, yours = ours.keys, theirs.keys
        if not ours.runs or not theirs.runs:
            return False
        if ours.runs in self._theirs or theirs.runs in self._ours:
            return False
        cut = min(len(mine.full), len(yours.full)) >= 5 and (
            mine.full.startswith(yours.full) or yours.full.startswith(mine.full)
            or mine.full.endswith(yours.full) or yours.full.endswith(mine.full)
        )  # fmt: skip
        return cut or is_near(mine.full, yours.full) or is_near(mine.digits, yours.digits)

    def is_clear_slip(self, ours: Line, theirs: Line) -> bool:
        """A slip that does not also read as the neighbouring number (one digit of another value)."""
        mine, yours = ours.keys.digits, theirs.keys.digits
        same_length = len(mine) == len(yours)
        apart = same_length and sum(a != b for a, b in zip(mine, yours, strict=True)) == 1
        return not apart and self.is_slip(ours, theirs)

    def _quotes_another(self, ours: Line, theirs: Line) -> bool:
        """One line's text quotes a document of the other side which is not this line."""
        return self._quotes(theirs, "ours", ours) or self._quotes(ours, "theirs", theirs)

    def _quotes(self, line: Line, side: Side, candidate: Line) -> bool:
        """The words name documents of ``side`` in the same direction, and the candidate is none of them."""
        named = False
        lines = self._account.side(side)
        for token in _said_numbers(line):
            for place in self._named(side, token):
                if place == candidate.place or lines.keys("runs")[place] == candidate.runs:
                    return False
                named = named or bool(lines.amounts[place] < 0) == (line.amount < 0)
        return named

    def _named(self, side: Side, token: str) -> list[int]:
        """Places of the documents of a side that a number in the other side's words may mean."""
        if side not in self._meant:
            self._meant[side] = _meant(self._account, side)
        return self._meant[side].get(token, [])


def _meant(account: Account, side: Side) -> dict[str, list[int]]:
    """For every number in the words of the other side the documents it may mean: the strongest form decides."""
    lines = account.side(side)
    asked = account.side("theirs" if side == "ours" else "ours").quoted_numbers()
    found: dict[str, list[int]] = {}
    for form in _QUOTED_FORMS:
        keys = dict(
            zip(asked, keys_of_column(pa.array(asked, pa.string()), form).to_pylist(), strict=True)
        )
        holders = lines.holders_of({key for key in keys.values() if key}, form)
        found |= {token: holders[key] for token, key in keys.items() if key in holders}
        asked = [token for token in asked if token not in found]
        if not asked:
            break
    return found


def _said_numbers(line: Line) -> tuple[str, ...]:
    """Numbers in the words of a line; a "document" of several words is words too."""
    if line.document and " " in line.document:
        return (*tokens_of(line.text), *tokens_of(line.document))
    return tokens_of(line.text)


def conflicts_in(account: Account) -> Conflicts:
    """The one view of an account's numbers, brought up to date."""
    conflicts = account.view(Conflicts, Conflicts)
    conflicts.refresh()
    return conflicts


def _shapes_of_plain(account: Account) -> tuple[Counter[str], Counter[str]]:
    """How often each pattern stands in plain pairs of equal numbers, on either side."""
    plain = account.plain
    equal = _IS_SAME_NUMBER[plain.tiers]  # a cell of this tier gives none of its lines to another
    return (
        Counter(account.ours.shapes.counted(plain.ours[equal])),
        Counter(account.theirs.shapes.counted(plain.theirs[equal])),
    )


def _two_names_in_plain(account: Account) -> Counter[tuple[str, str]]:
    """How often a pattern of ours and another of theirs stand in a plain pair."""
    plain = account.plain
    other = ~_IS_SAME_NUMBER[plain.tiers]
    ours, theirs = account.ours.shapes, account.theirs.shapes
    pairs = zip(
        ours.codes[plain.ours[other]].tolist(),
        theirs.codes[plain.theirs[other]].tolist(),
        strict=True,
    )
    return Counter(
        {
            (ours.names[one], theirs.names[two]): times
            for (one, two), times in Counter(pairs).items()
        }
    )


def _frequent(shapes: Counter[str]) -> set[str]:
    return {shape for shape, count in shapes.items() if shape and count >= _SHAPE_PAIRS}

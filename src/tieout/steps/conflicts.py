"""What forbids a match: a readable number that says these are two different documents."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa

from tieout.ledger import Side
from tieout.steps.account import Account
from tieout.steps.exact import are_different_facts
from tieout.steps.lines import Ints, Line, Lines
from tieout.steps.numbers import Form, is_near, keys_of, shape_of, shapes_of_column, tokens_of

_SHAPE_PAIRS = 2
_QUOTED_FORMS: tuple[Form, ...] = ("runs", "digits", "folded")


class Conflicts:
    """Knows both ledgers' document numbers, and which patterns of number the two sides share."""

    def __init__(self, account: Account) -> None:
        self._ours = set(account.ours.keys("runs")) - {""}
        self._theirs = set(account.theirs.keys("runs")) - {""}
        self._account = account
        self._indexes: dict[tuple[Side, Form], _Index] = {}
        self._seen = 0  # settled sets whose numbers have been counted
        self._counts = (
            _shapes_of(account.ours, account.plain.ours),
            _shapes_of(account.theirs, account.plain.theirs),
        )
        self._our_shapes: set[str] = set()
        self._their_shapes: set[str] = set()
        self.refresh()

    def refresh(self) -> None:
        """Take in what has been settled since: which patterns of number the two sides share."""
        ours, theirs = self._counts
        for settled in self._account.settled[self._seen :]:
            left, right = settled.ours[:1], settled.theirs[:1]
            if left and right and left[0].runs and left[0].runs == right[0].runs:
                ours[shape_of(left[0].document)] += 1
                theirs[shape_of(right[0].document)] += 1
        self._seen = len(self._account.settled)
        self._our_shapes, self._their_shapes = _frequent(ours), _frequent(theirs)

    def times_shared(self, shape: str) -> int:
        """How many settled pairs carry equal numbers of this pattern."""
        return self._counts[0][shape]

    def forbid(self, ours: Line, theirs: Line) -> bool:
        """True when what the two lines say of themselves cannot be one document."""
        if (ours.amount < 0) != (theirs.amount < 0) or are_different_facts(ours, theirs):
            return True
        return self.numbers_contradict(ours, theirs) or self._quotes_another(ours, theirs)

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
        """Places of the documents that a text may mean; the weaker forms are indexed when first needed."""
        for form in _QUOTED_FORMS:
            key = keys_of(token).form(form)
            found = self._index(side, form).get(key) if key else []
            if found:
                return found
        return []

    def _index(self, side: Side, form: Form) -> _Index:
        if (side, form) not in self._indexes:
            self._indexes[side, form] = _Index(self._account.side(side).keys(form))
        return self._indexes[side, form]


class _Index:
    """Places by key; the few keys that are asked for are looked up, the rest cost nothing in Python."""

    def __init__(self, keys: list[str]) -> None:
        encoded = pa.array(keys, pa.string()).dictionary_encode()
        codes = encoded.indices.to_numpy()
        self._code = {key: code for code, key in enumerate(encoded.dictionary.to_pylist())}
        self._order = np.argsort(codes, kind="stable")
        self._starts = np.searchsorted(codes[self._order], np.arange(len(self._code) + 1))

    def get(self, key: str) -> list[int]:
        code = self._code.get(key)
        if code is None:
            return []
        found: list[int] = self._order[self._starts[code] : self._starts[code + 1]].tolist()
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


def _shapes_of(lines: Lines, places: Ints) -> Counter[str]:
    """How often each pattern of number stands in the documents at these places."""
    documents = lines.table.column("document").take(pa.array(places, pa.int64()))
    return Counter(shapes_of_column(documents))


def _frequent(shapes: Counter[str]) -> set[str]:
    return {shape for shape, count in shapes.items() if shape and count >= _SHAPE_PAIRS}

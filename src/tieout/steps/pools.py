"""Of which lines of the other side one line may be the sum, before any amount is looked at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

from tieout.ledger import Side
from tieout.steps.account import Account
from tieout.steps.conflicts import conflicts_in
from tieout.steps.lines import Line
from tieout.steps.shared import names_of, numbers_of

POOL_MAX = 200  # lines in these days beyond which no sum of some of them tells anything
_LINES_MAX = 8
_CALLED = ("document", "order")
_NAMING = ("document", "order", "text")


class Pools:
    """What was open on both sides when sums were first asked for, by day and by the numbers it goes by."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lines: dict[Side, list[Line]] = {
            "ours": _dated(account.open_ours()),
            "theirs": _dated(account.open_theirs()),
        }
        self._days: dict[Side, list[int]] = {
            "ours": [line.day or 0 for line in self._lines["ours"]],
            "theirs": [line.day or 0 for line in self._lines["theirs"]],
        }
        self._names_of: dict[int, frozenset[str]] = {}  # what each part goes by
        self._numbers: dict[tuple[Side, tuple[str, ...]], dict[str, list[Line]]] = {}

    def _by_number(self, side: Side, fields: tuple[str, ...]) -> dict[str, list[Line]]:
        if (side, fields) not in self._numbers:
            self._numbers[side, fields] = _by_number(self._lines[side], fields)
        return self._numbers[side, fields]

    def ones(self) -> list[Line]:
        """The lines that may be a sum, ours first, by day."""
        return [line for line in (*self._lines["ours"], *self._lines["theirs"]) if line.open]

    def may_be_sum(self, one: Line) -> bool:
        """Whether it is asked at all: open, dated and of an amount when sums were first asked for."""
        return one.open and any(line is one for line in self._lines[one.side])

    def asked(self, one: Line) -> int:
        """How many lines of its side are asked what they are the sum of."""
        return len(self._lines[one.side])

    def around(self, one: Line) -> list[Line]:
        """Open lines of the other side from ``sums_days`` before it to ``window_days`` after it.

        Counted from the day on which the other side usually books such a line.
        """
        side = _other(one)
        lag, rules = self._account.lag(one).median, self._account.rules
        centre = (one.day or 0) + (lag if one.side == "ours" else -lag)
        days = self._days[side]
        first = bisect_left(days, centre - rules.sums_days)
        last = bisect_right(days, centre + rules.window_days)
        if last - first > POOL_MAX:
            return []
        return [line for line in self._lines[side][first:last] if line.open]

    def parts_of(self, one: Line, around: list[Line], quoted: list[Line]) -> list[Line]:
        """Those of them that may be a part: of its kind, or a credit among invoices, and not spoken for."""
        known, conflicts = {id(line) for line in quoted}, conflicts_in(self._account)
        return [
            line
            for line in around
            if id(line) not in known
            and _may_stand_in(one, line)
            and not conflicts.forbid_part(one, line, quoting=bool(quoted))
            and not self._is_called_elsewhere(line, one)
        ]

    def quoted_by(self, one: Line) -> list[Line]:
        """Open lines of the other side that its document, order or words name, by day."""
        called = self._by_number(_other(one), _CALLED)
        if not called:
            return []
        found = {
            id(line): line
            for name in names_of(one, _NAMING)
            for line in called.get(name, ())
            if line.open and _may_stand_in(one, line) and self._names(one, line)
        }
        return sorted(found.values(), key=lambda line: (line.day or 0, line.place))

    def _is_called_elsewhere(self, part: Line, one: Line) -> bool:
        """Another open line of the one's side goes by, or names, a number of this part."""
        if not part.document and not part.order:
            return False
        called = self._by_number(one.side, _NAMING)
        return any(
            line is not one and line.open
            for name in self._called_as(part)
            for line in called.get(name, ())
        )

    def _called_as(self, line: Line) -> frozenset[str]:
        if id(line) not in self._names_of:
            self._names_of[id(line)] = names_of(line, _CALLED)
        return self._names_of[id(line)]

    def _names(self, one: Line, part: Line) -> bool:
        """A number of the one is a number of the part; of equal digits only where the series are the same."""
        conflicts, is_ours = conflicts_in(self._account), one.side == "ours"
        return any(
            mine.runs == yours.runs
            or (
                mine.digits == yours.digits
                and conflicts.are_of_one_series(*((said, called) if is_ours else (called, said)))
            )
            for said, mine in numbers_of(one, _NAMING)
            for called, yours in numbers_of(part, _CALLED)
        )


def _dated(lines: list[Line]) -> list[Line]:
    dated = [line for line in lines if line.amount and line.day is not None]
    return sorted(dated, key=lambda line: (line.day or 0, line.place))


def _by_number(lines: list[Line], fields: tuple[str, ...]) -> dict[str, list[Line]]:
    """Lines under their numbers; a number on many lines names none of them."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for name in names_of(line, fields):
            found[name].append(line)
    return {name: called for name, called in found.items() if len(called) <= _LINES_MAX}


def _may_stand_in(one: Line, part: Line) -> bool:
    """Of the same direction; or a credit note among the invoices that one line sums up."""
    if (one.amount < 0) == (part.amount < 0):
        return True
    return one.amount > 0 and not one.is_cash and part.kind == "credit"


def _other(one: Line) -> Side:
    return "theirs" if one.side == "ours" else "ours"

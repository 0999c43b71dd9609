"""One counterparty in one currency on the table: what is still open, and what has been settled.

Steps look at the open lines and settle some of them. Money is conserved by construction: a line is
settled once, whole, and ``take`` asserts it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np

from tieout.decisions import Members, Pin, Status
from tieout.ledger import Side
from tieout.rules import Rules
from tieout.steps.lines import NO_DAY, Line, Lines
from tieout.steps.number_columns import Ints

T = TypeVar("T")


@dataclass(slots=True)
class Settled:
    """A set of lines that belong together, and the rule that said so."""

    ours: tuple[Line, ...]
    theirs: tuple[Line, ...]
    rule: str
    status: Status
    key: str = ""  # the number, order or date that ties them, as written
    alternatives: tuple[Members, ...] = ()
    interchangeable: bool = False
    facts: tuple[tuple[str, str], ...] = ()  # further facts for the sentence, name and value
    cause: str = ""  # why the two sums differ, once someone has asked

    @property
    def difference(self) -> int:
        if len(self.ours) == len(self.theirs) == 1:
            return self.ours[0].amount - self.theirs[0].amount
        return sum(line.amount for line in self.ours) - sum(line.amount for line in self.theirs)


@dataclass(slots=True)
class Lag:
    """How many days later they book than we do, as seen in the pairs settled so far."""

    median: int = 0
    early: int = 0  # 5th percentile
    late: int = 0  # 95th percentile
    seen: int = 0

    @property
    def days(self) -> tuple[int, int, int]:
        """What it says, from however many pairs."""
        return self.median, self.early, self.late


class Tie(NamedTuple):
    """Lines of both sides that carry one key."""

    key: object
    ours: list[Line]
    theirs: list[Line]

    def still_open(self) -> Tie:
        ours = [line for line in self.ours if line.open]
        return Tie(self.key, ours, [line for line in self.theirs if line.open] if ours else [])


class PlainPairs(NamedTuple):
    """Places of the lines that were settled one by one as columns, and the tier of each, see ``plain``."""

    ours: Ints
    theirs: Ints
    tiers: Ints  # which of ``exact.TIERS``

    def of(self, tiers: Sequence[int]) -> PlainPairs:
        """The pairs of some tiers."""
        kept = np.isin(self.tiers, tiers)
        return PlainPairs(self.ours[kept], self.theirs[kept], self.tiers[kept])


_NONE = np.empty(0, np.int64)
NO_PAIRS = PlainPairs(_NONE, _NONE, _NONE)
_UNKNOWN_LAG = Lag()


@dataclass
class Account:
    """Both sides of one counterparty in one currency while it is being reconciled."""

    ours: Lines
    theirs: Lines
    rules: Rules
    currency: str
    pins: Sequence[Pin] = ()
    plain: PlainPairs = NO_PAIRS  # not repeated in ``settled``
    settled: list[Settled] = field(default_factory=list)
    views: dict[type, object] = field(default_factory=dict)  # see ``view``
    lags: dict[bool, Lag] = field(default_factory=dict)  # True for what lowers the balance
    # Lines of both sides under one key, as each step first found them. Lines only ever close, so a
    # later turn finds its candidates among these and need not look through the ledgers again.
    ties: dict[object, tuple[int, list[Tie]]] = field(
        default_factory=dict
    )  # after so many closings
    days_apart: dict[bool, list[int]] = field(default_factory=lambda: {True: [], False: []})
    is_learned: bool = False  # ``lags`` come from a learned table and stay as they are
    learned_as_of: str = ""  # the day up to which that table knows
    # Of a learned table: pairs of patterns whose equal digits were one document, and how often.
    learned_series: Mapping[tuple[str, str], int] = field(default_factory=dict)
    learned: int = -1  # settled sets from which ``lags`` has been learned; -1 before any look
    closings: int = 0  # goes up whenever a line closes once some step has looked at every open line
    delays_changed: int = 0  # times that ``lags`` came to say something else

    def __post_init__(self) -> None:
        self._unnumbered: dict[Side, tuple[list[Line], list[int]]] = {}
        self._open: dict[Side, tuple[int, list[Line]]] = {}  # after so many closings
        self._common: tuple[int, list[Line], list[Line]] | None = None  # after so many closings
        self._fields = {
            (lines.side, name)
            for lines in (self.ours, self.theirs)
            for name in ("document", "voucher", "order", "text")
            if lines.says(name)
        }

    def side(self, side: Side) -> Lines:
        return self.ours if side == "ours" else self.theirs

    def changes(self) -> int:
        """Equal where nothing was settled and no usual delay changed in between."""
        return self.closings + len(self.plain.ours) + self.delays_changed

    def set_aside(self, line: Line) -> None:
        """Close a line that stands with no other of this account."""
        line.open = False
        self.closings += 1

    def is_untouched(self) -> bool:
        """True until some step has looked at every open line."""
        return not self._open

    def take_plain(self, pairs: PlainPairs) -> None:
        """Settle pairs of one line a side that need no object, and remember the days between them."""
        assert self.is_untouched(), "plain pairs come before the steps that look at every line"
        self.plain = pairs
        self.ours.close(pairs.ours)
        self.theirs.close(pairs.theirs)
        mine, yours = self.ours.days[pairs.ours], self.theirs.days[pairs.theirs]
        dated = (mine != NO_DAY) & (yours != NO_DAY)
        for lowers in (True, False):
            chosen = dated & ((self.ours.amounts[pairs.ours] < 0) == lowers)
            self.days_apart[lowers] = np.sort(yours[chosen] - mine[chosen]).tolist()

    def forget(self) -> None:
        """Let go of what the steps kept: their views know the account, and what is circular is freed late."""
        self.views.clear()
        self.ties.clear()

    def view(self, kind: type[T], make: Callable[[Account], T]) -> T:
        """A step's own view of this account: made by the first who asks, shared by those that follow."""
        if kind not in self.views:
            self.views[kind] = make(self)
        view = self.views[kind]
        assert isinstance(view, kind), "a view is kept under its own kind"
        return view

    def of_amount(self, side: Side, amount: int) -> list[Line]:
        """All lines of a side with this amount, open or not."""
        return self.side(side).of_amount(amount)

    def times(self, amount: int) -> int:
        """How many lines of both sides show this amount, with either sign."""
        return self.ours.times(amount) + self.theirs.times(amount)

    def unnumbered_around(self, side: Side, day: int, reach: int) -> list[Line]:
        """Lines of a side without a document number within ``reach`` days of a day, open or not."""
        if side not in self._unnumbered:
            bare = [line for line in self.side(side).unnumbered() if line.amount]
            self._unnumbered[side] = bare, [line.day or 0 for line in bare]
        bare, days = self._unnumbered[side]
        return bare[bisect_left(days, day - reach) : bisect_right(days, day + reach)]

    def open_ties(self, step: object, find: Callable[[], list[Tie]]) -> list[Tie]:
        """The ties of a step whose two sides are still open; found once, then only narrowed."""
        closings, known = self.closings, self.ties.get(step)
        if known is not None and (known[0] == closings or not known[1]):
            return known[1]
        narrowed = (tie.still_open() for tie in (known[1] if known is not None else find()))
        ties = [tie for tie in narrowed if tie.ours and tie.theirs]
        self.ties[step] = closings, ties
        return ties

    def has(self, side: Side, field: str) -> bool:
        """Whether any line of a side says anything in this field."""
        return (side, field) in self._fields

    def saying(self, side: Side, fields: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the fields in which any line of a side says anything."""
        return tuple(field for field in fields if self.has(side, field))

    def open_ours(self) -> list[Line]:
        """Our lines still open, in booking order; a list to look at and not to change."""
        return self._open_of(self.ours)

    def open_theirs(self) -> list[Line]:
        return self._open_of(self.theirs)

    def _open_of(self, lines: Lines) -> list[Line]:
        """Looked up once, then only narrowed, and that only where something has closed since."""
        known, closings = self._open.get(lines.side), self.closings
        if known is not None and known[0] == closings:
            return known[1]
        left = [line for line in known[1] if line.open] if known else lines.left_open()
        self._open[lines.side] = closings, left
        return left

    def open_of_common_amounts(self) -> tuple[list[Line], list[Line]]:
        """The open lines of both sides whose amount is open on both: only these can agree in it."""
        closings = self.closings
        if self._common is None or self._common[0] != closings:
            ours, theirs = self.open_ours(), self.open_theirs()
            amounts = {line.amount for line in ours} & {line.amount for line in theirs}
            self._common = (
                closings,
                [line for line in ours if line.amount in amounts],
                [line for line in theirs if line.amount in amounts],
            )
        return self._common[1:]

    def lag(self, line: Line) -> Lag:
        return self.lag_of(lowers=line.amount < 0)

    def lags_of(self, amounts: Ints) -> Ints:
        """The usual delay of lines of these amounts, in days."""
        lowers, raises = self.lag_of(lowers=True).median, self.lag_of(lowers=False).median
        return np.where(amounts < 0, lowers, raises)

    def lag_of(self, *, lowers: bool) -> Lag:
        """The usual delay of what lowers the balance, or of what raises it."""
        return self.lags.get(lowers, _UNKNOWN_LAG)

    def take(
        self,
        ours: Iterable[Line],
        theirs: Iterable[Line],
        *,
        rule: str,
        status: Status = "auto",
        key: str = "",
        alternatives: tuple[Members, ...] = (),
        interchangeable: bool = False,
        facts: tuple[tuple[str, str], ...] = (),
    ) -> bool:
        """Settle these lines together; False, and nothing happens, where a person said they are not."""
        left, right = _by_place(ours), _by_place(theirs)
        assert all(line.open for line in left + right), "a line may be settled once only"
        assert left or right
        if self._is_vetoed(left, right):
            return False
        for line in left + right:
            line.open = False
        self.closings += 1
        self.settled.append(
            Settled(left, right, rule, status, key, alternatives, interchangeable, facts)
        )
        return True

    def take_pair(self, ours: Line, theirs: Line, *, rule: str, key: str) -> None:
        """``take`` for the commonest case, one line of each side: same meaning, a quarter of the cost."""
        if self.pins and self._is_vetoed((ours,), (theirs,)):
            return
        assert ours.open, "our line may be settled once only"
        assert theirs.open, "their line may be settled once only"
        ours.open = theirs.open = False
        self.closings += 1
        self.settled.append(Settled((ours,), (theirs,), rule, "auto", key))

    def _is_vetoed(self, ours: tuple[Line, ...], theirs: tuple[Line, ...]) -> bool:
        if not self.pins:
            return False
        return self.is_vetoed({line.row for line in ours}, {line.row for line in theirs})

    def is_vetoed(self, ours: set[int], theirs: set[int]) -> bool:
        """Whether a person said that these rows do not belong together."""
        return any(
            pin.verdict == "rejected"
            and ours.issuperset(pin.members.ours)
            and theirs.issuperset(pin.members.theirs)
            for pin in self.pins
        )

    def pinned_rows(self, side: Side) -> Ints:
        """Rows of a side of which a person said anything."""
        rows = [row for pin in self.pins for row in getattr(pin.members, side)]
        return np.array(rows, np.int64)


def members_of(ours: Iterable[Line], theirs: Iterable[Line]) -> Members:
    return Members(_rows(ours), _rows(theirs))


def _rows(lines: Iterable[Line]) -> tuple[int, ...]:
    return tuple(sorted([line.row for line in lines]))


def _by_place(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: line.place))

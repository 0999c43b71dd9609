"""One counterparty in one currency on the table: what is still open, and what has been settled.

Steps look at the open lines and settle some of them. Money is conserved by construction: a line is
settled once, whole, and ``take`` asserts it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeVar

import pyarrow as pa

from tieout.decisions import Members, Pin, Status
from tieout.ledger import Side
from tieout.rules import Rules
from tieout.steps.numbers import Keys, keys_of, runs_of_column

T = TypeVar("T")


_LAST_DIGITS = re.compile(r"[0-9]+")


@dataclass(slots=True, eq=False)
class Line:
    """One ledger line, in our sign."""

    side: Side
    row: int
    day: int | None  # proleptic ordinal
    document: str | None
    voucher: str | None
    order: str | None
    text: str | None
    kind: str | None
    party: str | None
    currency: str
    amount: int  # minor units
    runs: str  # the document's strongest key, empty where it has none
    said_kind: str | None  # the kind its words name, whatever the sign
    place: int = 0  # in booking order within its side, see ``_said``
    open: bool = True
    numbers: dict[tuple[str, ...], set[str]] | None = None  # what ``shared`` has looked up

    @property
    def keys(self) -> Keys:
        return keys_of(self.document)

    @property
    def is_cash(self) -> bool:
        return self.kind == "receipt"


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


SIDES: tuple[Side, ...] = ("ours", "theirs")


class Tie(NamedTuple):
    """Lines of both sides that carry one key."""

    key: object
    ours: list[Line]
    theirs: list[Line]

    def still_open(self) -> Tie:
        ours = [line for line in self.ours if line.open]
        return Tie(self.key, ours, [line for line in self.theirs if line.open] if ours else [])


_UNKNOWN_LAG = Lag()


@dataclass
class Account:
    """Both sides of one counterparty in one currency while it is being reconciled."""

    ours: list[Line]
    theirs: list[Line]
    rules: Rules
    currency: str
    pins: Sequence[Pin] = ()
    settled: list[Settled] = field(default_factory=list)
    views: dict[type, object] = field(default_factory=dict)  # see ``view``
    lags: dict[bool, Lag] = field(default_factory=dict)  # True for what lowers the balance
    # Lines of both sides under one key, as each step first found them. Lines only ever close, so a
    # later turn finds its candidates among these and need not look through the ledgers again.
    ties: dict[object, list[Tie]] = field(default_factory=dict)
    days_apart: dict[bool, list[int]] = field(default_factory=lambda: {True: [], False: []})
    learned: int = 0  # settled sets from which ``lags`` has been learned

    def __post_init__(self) -> None:
        self._open_ours, self._open_theirs = self.ours, self.theirs
        self._by_amount: dict[Side, dict[int, list[Line]]] = {}
        self._unnumbered: dict[Side, tuple[list[Line], list[int]]] = {}
        self._fields = {
            (side, name)
            for side, lines in (("ours", self.ours), ("theirs", self.theirs))
            for name in ("document", "voucher", "order", "text")
            if any(getattr(line, name) for line in lines)
        }

    def view(self, kind: type[T], make: Callable[[Account], T]) -> T:
        """A step's own view of this account: made by the first who asks, shared by those that follow."""
        if kind not in self.views:
            self.views[kind] = make(self)
        view = self.views[kind]
        assert isinstance(view, kind), "a view is kept under its own kind"
        return view

    def of_amount(self, side: Side, amount: int) -> list[Line]:
        """All lines of a side with this amount, open or not; the index is made by the first who asks."""
        if side not in self._by_amount:
            index: dict[int, list[Line]] = defaultdict(list)
            for line in self.ours if side == "ours" else self.theirs:
                index[line.amount].append(line)
            self._by_amount[side] = index
        return self._by_amount[side].get(amount, [])

    def times(self, amount: int) -> int:
        """How many lines of both sides show this amount, with either sign."""
        signs = {amount, -amount}
        return sum(len(self.of_amount(side, signed)) for side in SIDES for signed in signs)

    def unnumbered_around(self, side: Side, day: int, reach: int) -> list[Line]:
        """Lines of a side without a document number within ``reach`` days of a day, open or not."""
        if side not in self._unnumbered:
            lines = self.ours if side == "ours" else self.theirs
            bare = [
                line for line in lines if not line.runs and line.day is not None and line.amount
            ]
            self._unnumbered[side] = bare, [line.day or 0 for line in bare]
        bare, days = self._unnumbered[side]
        return bare[bisect_left(days, day - reach) : bisect_right(days, day + reach)]

    def open_ties(self, step: object, find: Callable[[], list[Tie]]) -> list[Tie]:
        """The ties of a step whose two sides are still open; found once, then only narrowed."""
        if step not in self.ties:
            self.ties[step] = find()
        narrowed = (tie.still_open() for tie in self.ties[step])
        self.ties[step] = [tie for tie in narrowed if tie.ours and tie.theirs]
        return self.ties[step]

    def has(self, side: Side, field: str) -> bool:
        """Whether any line of a side says anything in this field."""
        return (side, field) in self._fields

    def open_ours(self) -> list[Line]:
        """Our lines still open, in canonical order; each call looks only at what the last one left."""
        self._open_ours = [line for line in self._open_ours if line.open]
        return self._open_ours

    def open_theirs(self) -> list[Line]:
        self._open_theirs = [line for line in self._open_theirs if line.open]
        return self._open_theirs

    def lag(self, line: Line) -> Lag:
        return self.lags.get(line.amount < 0, _UNKNOWN_LAG)

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
        self.settled.append(Settled((ours,), (theirs,), rule, "auto", key))

    def _is_vetoed(self, ours: tuple[Line, ...], theirs: tuple[Line, ...]) -> bool:
        if not self.pins:
            return False
        left, right = {line.row for line in ours}, {line.row for line in theirs}
        return any(
            pin.verdict == "rejected"
            and left.issuperset(pin.members.ours)
            and right.issuperset(pin.members.theirs)
            for pin in self.pins
        )


def lines_from(table: pa.Table, side: Side) -> list[Line]:
    """Arrow rows (schema LINES) as lines, in canonical order: arrival order never decides."""
    days = table.column("date").cast(pa.int32()).to_pylist()
    rows = table.column("row").to_pylist()
    names = ("document", "voucher", "order", "text", "kind", "party", "currency", "amount")
    columns = (table.column(name).to_pylist() for name in names)
    runs = runs_of_column(table.column("document"))
    lines = [
        Line(
            side, row, day, document, voucher, order, text, _kind(kind, amount), party, currency or "",
            amount, key, kind,
        )
        for row, day, key, document, voucher, order, text, kind, party, currency, amount in zip(
            rows, days, runs, *columns, strict=True
        )
    ]  # fmt: skip
    direction = -1 if _shows_newest_first(days, rows) else 1
    lines.sort(key=lambda line: (_said(line), direction * line.row))
    for place, line in enumerate(lines):
        line.place = place
    return lines


def _said(line: Line) -> tuple[object, ...]:
    """What a line says, in booking order: the day, then the running number of its voucher.

    Where rows stand in the file is no part of it, so the same lines in another order are decided alike;
    only lines that say the very same thing are told apart by their rows.
    """
    return (
        line.day if line.day is not None else -1,
        _running_number(line.voucher),
        line.amount,
        line.document or "",
        line.voucher or "",
        line.order or "",
        line.text or "",
    )


def _running_number(voucher: str | None) -> int:
    if not voucher:
        return 0
    digits = _LAST_DIGITS.findall(voucher)
    return int(digits[-1][-12:]) if digits else 0


def _shows_newest_first(days: list[int | None], rows: list[int]) -> bool:
    dated = [day for _, day in sorted(zip(rows, days, strict=True)) if day is not None]
    steps = [later - earlier for earlier, later in pairwise(dated)]
    return sum(step < 0 for step in steps) > 2 * sum(step > 0 for step in steps)


def _kind(kind: str | None, amount: int) -> str | None:
    """A kind that the sign belies is no kind: "货款" stands on invoices as often as on receipts."""
    if (kind == "receipt" and amount > 0) or (kind == "invoice" and amount < 0):
        return None
    return kind


def members_of(ours: Iterable[Line], theirs: Iterable[Line]) -> Members:
    return Members(
        tuple(sorted(line.row for line in ours)), tuple(sorted(line.row for line in theirs))
    )


def _by_place(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: line.place))

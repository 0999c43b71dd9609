"""Stage 8: what is left on one side only, and why: a decision list with evidence.

The order is fixed: named by the line itself, duplicate, wrong party, timing, missing. ``missing``
is only said where the other file covers the day; outside of it the truth is ``unknown``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tieout.causes import cause_in_words
from tieout.steps.account import Account, Lag
from tieout.steps.conflicts import conflicts_in
from tieout.steps.lines import Line, Lines
from tieout.steps.numbers import is_near, tokens_of

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Lone:
    """A line that stands on one side only, its class and the fact that proves it."""

    line: Line
    kind: str
    fact: str = ""  # the number, day or name the sentence quotes
    twin: Line | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days a file speaks for."""

    first: int | None
    last: int | None


class LoneLines:
    """Classifies the open lines of one account after all stages have run."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._periods = _periods(account)
        self._main_party = {
            "ours": _main_party(account.ours),
            "theirs": _main_party(account.theirs),
        }
        self._conflicts = conflicts_in(account)
        self._spelled: dict[int, tuple[bool, str]] = {}
        for lines, lone in (
            (account.ours, account.open_ours()),
            (account.theirs, account.open_theirs()),
        ):
            lines.make_of_amounts(line.amount for line in lone)

    def classify(self, line: Line) -> Lone:
        twin = self._twin(line)
        if twin is not None:
            return Lone(line, f"duplicate_{line.side}", twin.document or "", twin)
        named = cause_in_words([line])
        if named in ("fee", "fx") or (named == "tax_rounding" and abs(line.amount) <= 100):
            return Lone(line, named or "", "")
        main = self._main_party[line.side]
        if main and line.party and line.party != main:
            return Lone(line, "wrong_party", line.party)
        if self._is_timing(line):
            return Lone(line, "timing", _day_text(self._other_period(line).last))
        if named == "discount":
            return Lone(line, named)
        if self._is_out_of_scope(line):
            return Lone(line, "unknown", _day_text(self._other_period(line).first))
        return Lone(line, "missing_theirs" if line.side == "ours" else "missing_ours")

    def _other_period(self, line: Line) -> Period:
        return self._periods["theirs" if line.side == "ours" else "ours"]

    def _twin(self, line: Line) -> Line | None:
        """A line of the same side that says the same thing, and of which this is the repetition."""
        if not line.amount:
            return None
        documented, spelled = self._number_of(line)
        known = self._spelled
        for other in self._account.of_amount(line.side, line.amount):
            # Only what was settled, or stands before it, can be what this one repeats.
            if (other.open and other.place >= line.place) or other is line:
                continue
            if other.kind != line.kind:
                continue
            if documented and other.runs != line.runs:
                also_documented, also_spelled = known.get(id(other)) or self._number_of(other)
                if also_documented and also_spelled != spelled:
                    continue  # two numbers of the kind both sides use: two documents
            if self._says_the_same(line, other):
                return other
        return None

    def _number_of(self, line: Line) -> tuple[bool, str]:
        """Whether a line's number is of a kind both sides use, and its spelling with look-alikes as one."""
        if id(line) not in self._spelled:
            self._spelled[id(line)] = self._conflicts.is_shared(line), line.keys.form("folded")
        return self._spelled[id(line)]

    def _says_the_same(self, line: Line, other: Line) -> bool:
        if line.runs and other.runs:
            return line.runs == other.runs or self._repeats_number(line, other)
        quoted, repeated = set(tokens_of(line.text)), set(tokens_of(other.text))
        if quoted or repeated:
            return bool(quoted & repeated) and line.order == other.order
        return line.day == other.day and line.text == other.text and bool(line.text or line.is_cash)

    def _repeats_number(self, line: Line, other: Line) -> bool:
        """Two spellings of one number; or numbers of the writer's own under the same words and days."""
        spelled = self._number_of(line)[1]
        if spelled and spelled == self._number_of(other)[1]:
            return True
        if line.text != other.text or line.day is None or other.day is None:
            return False
        if self._conflicts.is_shared(line) and self._conflicts.is_shared(other):
            return False
        close = abs(line.day - other.day) <= 3
        return close and (line.is_cash or is_near(line.keys.full, other.keys.full))

    def _is_timing(self, line: Line) -> bool:
        """The other side would have booked it only after the last day of its file."""
        last = self._other_period(line).last
        if line.day is None or last is None:
            return False
        lag = self._account.lag(line)
        return line.day + _delay(line, lag, self._account.rules.default_lag_days) >= last

    def _is_out_of_scope(self, line: Line) -> bool:
        first = self._other_period(line).first
        return (
            line.day is not None
            and first is not None
            and line.day < first
            and _month(line.day) != _month(first)
        )


def _delay(line: Line, lag: Lag, default: int) -> int:
    """Days until the other side has usually booked such a line; never negative."""
    if not lag.seen:
        return default
    expected = lag.late if line.side == "ours" else -lag.early
    return max(0, expected)


def _periods(account: Account) -> dict[str, Period]:
    ours, theirs = _span(account.ours), _span(account.theirs)
    return {"ours": _completed(ours, theirs), "theirs": _completed(theirs, ours)}


def _completed(own: Period, other: Period) -> Period:
    """A file without bookings in its last days still covers the month that the other file shows."""
    if own.last is None or other.last is None or other.last <= own.last:
        return own
    same_month = _month(own.last) == _month(other.last)
    return Period(own.first, other.last if same_month else own.last)


def _span(lines: Lines) -> Period:
    return Period(*lines.period) if lines.period else Period(None, None)


def _month(day: int) -> tuple[int, int]:
    on = _EPOCH + timedelta(days=day)
    return on.year, on.month


def _day_text(day: int | None) -> str:
    return "" if day is None else (_EPOCH + timedelta(days=day)).isoformat()


def _main_party(lines: Lines) -> str | None:
    """The party of nearly all lines; None where the file does not say or has no main one."""
    counts = {name: count for name, count in lines.parties.counted().items() if name}
    if not counts:
        return None
    name, times = max(counts.items(), key=lambda entry: (entry[1], entry[0]))
    return name if times * 10 >= 8 * sum(counts.values()) else None

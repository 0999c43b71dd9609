"""The candidates a person would ask about first, and the rule that rejected each: by number, by amount."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from tieout.decisions import Rejected
from tieout.ledger import Side
from tieout.refusal import Wording
from tieout.sentences import REJECTED, SIDES, Figures
from tieout.steps.account import Account, members_of
from tieout.steps.conflicts import conflicts_in
from tieout.steps.exact import are_different_facts
from tieout.steps.lines import Line
from tieout.steps.pairing import days_apart

_SAME_NUMBER_MAX = 40  # lines under one number that are looked at


class Nearest:
    """Finds what a person would ask about first, and says why it was not taken."""

    def __init__(self, account: Account, figures: Figures) -> None:
        self._account = account
        self._figures = figures
        self._conflicts = conflicts_in(account)
        self._open: dict[Side, list[Line]] = {
            "ours": sorted(account.open_ours(), key=_size_first),
            "theirs": sorted(account.open_theirs(), key=_size_first),
        }
        self._amounts = {
            side: [line.amount for line in lines] for side, lines in self._open.items()
        }
        self._numbers = {side: self._places_by_number(side) for side in self._open}
        self._make_all_at_once()

    def _places_by_number(self, side: Side) -> dict[str, list[int]]:
        """Lines of a side under the numbers of the other side's open lines."""
        other: Side = "theirs" if side == "ours" else "ours"
        wanted = {line.runs for line in self._open[other]} - {""}
        return self._account.side(side).holders_of(wanted, "runs") if wanted else {}

    def _make_all_at_once(self) -> None:
        """The settled lines that will be named, made together: one by one they cost far more."""
        pairs: tuple[tuple[Side, Side], ...] = (("ours", "theirs"), ("theirs", "ours"))
        for side, other in pairs:
            lines = self._account.side(other)
            near = (lines.nearest_of_amount(line.amount, line.day) for line in self._open[side])
            named = (places[:_SAME_NUMBER_MAX] for places in self._numbers[other].values())
            wanted = {place for place in near if place is not None}.union(*named)
            lines.make_at(sorted(wanted))

    def to(self, line: Line) -> tuple[Rejected, ...]:
        """At most two: the line of its number, then the line of its amount.

        Empty only where the other side has no line of this number or amount, and none open in this direction.
        """
        other: Side = "theirs" if line.side == "ours" else "ours"
        named = self._of_number(other, line)
        found = [self._of_equal_number(line, named)] if named else []
        amount = self._of_near_amount(other, line)
        if amount and (not named or amount.members != found[0].members):
            found.append(amount)
        return tuple(found)

    def _of_number(self, other: Side, line: Line) -> Line | None:
        """The line of another amount that carries this number; an open one before any other."""
        places = self._numbers[other].get(line.runs, []) if line.runs else []
        lines = [self._account.side(other).at(place) for place in places[:_SAME_NUMBER_MAX]]
        differing = [found for found in lines if found.amount != line.amount]
        return min(
            differing,
            key=lambda found: (not found.open, abs(found.amount - line.amount), found.place),
            default=None,
        )

    def _of_equal_number(self, line: Line, found: Line) -> Rejected:
        ours, theirs = (line, found) if line.side == "ours" else (found, line)
        facts = are_different_facts(ours, theirs)
        rule = "taken" if not found.open else "other_fact" if facts else "number_only"
        return self._rejected(line, found, rule)

    def _of_near_amount(self, other: Side, line: Line) -> Rejected | None:
        same = self._nearest_of(other, line, line.amount)
        if same:
            return self._equal_amount(line, same)
        opposite = self._nearest_of(other, line, -line.amount) if line.amount else None
        if opposite and opposite.open:
            return self._rejected(line, opposite, "sign")
        close = self._close_amount(line, other)
        return self._rejected(line, close, "amount_apart") if close else None

    def _nearest_of(self, other: Side, line: Line, amount: int) -> Line | None:
        """The line of this amount nearest in days, an open one before any other."""
        amounts = self._amounts[other]
        first, end = bisect_left(amounts, amount), bisect_right(amounts, amount)
        still_open = self._open[other][first:end]
        if still_open:
            return min(still_open, key=lambda found: (_distance(line, found), found.place))
        lines = self._account.side(other)
        place = lines.nearest_of_amount(amount, line.day)
        return None if place is None else lines.at(place)

    def _equal_amount(self, line: Line, found: Line) -> Rejected:
        ours, theirs = (line, found) if line.side == "ours" else (found, line)
        if not found.open:
            return self._rejected(line, found, "taken")
        if self._conflicts.forbid(ours, theirs):
            return self._rejected(line, found, "contradiction")
        days = days_apart(ours, theirs, self._account.lag(ours))
        far = days is not None and abs(days) > self._account.rules.window_days
        return self._rejected(line, found, "date_window" if far else "chance")

    def _close_amount(self, line: Line, other: Side) -> Line | None:
        amounts, lines = self._amounts[other], self._open[other]
        place = bisect_left(amounts, line.amount)
        around = [lines[i] for i in (place - 1, place) if 0 <= i < len(lines)]
        near = [found for found in around if (found.amount < 0) == (line.amount < 0)]
        return min(
            near, key=lambda found: (abs(found.amount - line.amount), found.place), default=None
        )

    def _rejected(self, line: Line, found: Line, rule: str) -> Rejected:
        ours, theirs = (line, found) if line.side == "ours" else (found, line)
        side = SIDES[found.side]
        money = self._figures.money
        facts = {
            "row": str(found.row),
            "size": money(found.amount),
            "gap": money(abs(found.amount - line.amount)),
            "days": str(_distance(line, found)),
            "number": found.document or "",
        }
        pattern = REJECTED[rule]
        english = pattern.en.format(side=side.en, **facts)
        sentence = Wording(
            pattern.zh.format(side=side.zh, **facts), english[:1].upper() + english[1:]
        )
        return Rejected(members_of((ours,), (theirs,)), rule, sentence)


def _size_first(line: Line) -> tuple[int, int]:
    return line.amount, line.place


def _distance(line: Line, other: Line) -> int:
    return abs(line.day - other.day) if line.day is not None and other.day is not None else 9999

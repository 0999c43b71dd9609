"""Stage 4: no shared number, but the same amount near the same day, and no rival.

Amount and date alone may be an accident. The accident is counted: with ``n`` open lines of the other
side in the same days, a share ``p`` of all lines having this very amount beside the pair itself, and
``q`` the ease of arriving at so round a figure, ``n x (p + q)`` lines would be found by chance.

    Worked: 600 lines in both ledgers, 6 of them 1,200.00: one open line of theirs in these days gives
    4/600 + 1/32 = 0.038 by accident, below 0.05, so the pair is taken; two give 0.076: only suggested.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from tieout.decisions import Members, Status
from tieout.steps.account import Account
from tieout.steps.conflicts import Conflicts, conflicts_in
from tieout.steps.lines import Line
from tieout.steps.pairing import by_day, days_apart, pair_by_date, same_facts

SUMS = frozenset({"sum_quoted_rest", "sum_amounts", "sum_natural"})  # see ``group_sums``
_PROFILE_PAIRS_MAX = 40_000


def settle_dated(account: Account, *, suggest: bool = False) -> None:
    """Settle equal amounts by date; with ``suggest`` also what a person should look at."""
    mine, yours = account.open_of_common_amounts()
    if not mine:
        return
    conflicts = conflicts_in(account)
    chance = Chance(account)
    ours, theirs = _by_amount(mine), _by_amount(yours)
    for amount in sorted(ours.keys() & theirs.keys(), key=lambda amount: (-abs(amount), amount)):
        left, right = ours[amount], theirs[amount]
        if len(left) == len(right) == 1:
            if not conflicts.forbid(left[0], right[0]):
                _settle_amount(account, left, right, chance, suggest=suggest)
            continue
        for peers, partners in _allowed(left, right, conflicts):
            _settle_amount(account, peers, partners, chance, suggest=suggest)


def _settle_amount(
    account: Account, left: list[Line], right: list[Line], chance: Chance, *, suggest: bool
) -> None:
    rules = account.rules
    within = rules.suggest_days if suggest else rules.window_days
    pairing = pair_by_date(left, right, account.lag(left[0]), within=within)
    for ours, theirs in pairing.pairs:
        expected = chance.expected(ours, theirs)
        sure = _close(account, ours, theirs, rules.window_days) and chance.is_small(expected)
        if sure or suggest:
            status: Status = "auto" if sure else "suggested"
            facts = (("chance", expected.text()),)
            account.take([ours], [theirs], rule="amount_date", status=status, facts=facts)
    if pairing.ours and pairing.theirs:
        _settle_rest(account, pairing.ours, pairing.theirs, chance, suggest=suggest)


def _settle_rest(
    account: Account, left: list[Line], right: list[Line], chance: Chance, *, suggest: bool
) -> None:
    """What dates could not tell apart: a set where both have as many, else named as ambiguous."""
    undated = [line for line in left + right if line.day is None]
    if undated and len(left) == len(right) == 1:
        if chance.is_rare(left[0]) or suggest:
            status: Status = "auto" if chance.is_rare(left[0]) else "suggested"
            account.take(left, right, rule="amount_only", status=status)
        return
    left, right = _settle_full_days(account, left, right)
    near = _near_any(account, left, right)
    count = min(len(left), len(near))
    if not count:
        return
    if len(left) == len(near) and same_facts(left) and same_facts(near):
        account.take(left, near, rule="amount_date", interchangeable=True)
    elif suggest:
        for ours, theirs in list(zip(left, near, strict=False)):
            rivals = _rivals(ours, theirs, left, near)
            account.take(
                [ours], [theirs], rule="amount_date", status="ambiguous", alternatives=rivals
            )


def _settle_full_days(
    account: Account, left: list[Line], right: list[Line]
) -> tuple[list[Line], list[Line]]:
    """Days on which both sides have as many lines of this amount, all alike: a set each."""
    ours, theirs = by_day(left, 0), by_day(right, account.lag(left[0]).median)
    for day in sorted(ours.keys() & theirs.keys()):
        mine, yours = ours[day], theirs[day]
        if len(mine) == len(yours) and same_facts(mine) and same_facts(yours):
            account.take(mine, yours, rule="amount_date", interchangeable=len(mine) > 1)
    return [line for line in left if line.open], [line for line in right if line.open]


def _near_any(account: Account, left: list[Line], right: list[Line]) -> list[Line]:
    """Those of ``right`` that lie within the window of some line of ``left``."""
    if not left:
        return []
    days = sorted(line.day for line in left if line.day is not None)
    shift, reach = account.lag(left[0]).median, account.rules.window_days

    def is_near(day: int) -> bool:
        return bisect_right(days, day - shift + reach) > bisect_left(days, day - shift - reach)

    return [line for line in right if line.day is not None and is_near(line.day)]


def _rivals(ours: Line, theirs: Line, left: list[Line], near: list[Line]) -> tuple[Members, ...]:
    """Other pairs in which one of the two would stand; the nearest few say enough."""
    with_ours = [Members((ours.row,), (line.row,)) for line in near[:6] if line is not theirs]
    with_theirs = [Members((line.row,), (theirs.row,)) for line in left[:6] if line is not ours]
    return (*with_ours, *with_theirs)


def _close(account: Account, ours: Line, theirs: Line, within: int) -> bool:
    days = days_apart(ours, theirs, account.lag(ours))
    return days is not None and abs(days) <= within


def _by_amount(lines: Iterable[Line]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.amount:
            found[line.amount].append(line)
    return found


def _allowed(
    left: list[Line], right: list[Line], conflicts: Conflicts
) -> list[tuple[list[Line], list[Line]]]:
    """The lines of one amount, split into sets within which every pair is permitted.

    Lines that say the same of themselves stand together, so the work grows with the number of
    different sayings, not with the number of lines.
    """
    ours, theirs = _by_profile(left, conflicts), _by_profile(right, conflicts)
    if len(ours) * len(theirs) > _PROFILE_PAIRS_MAX:
        return []
    partners = {
        profile: tuple(
            other for other in theirs if not conflicts.forbid(lines[0], theirs[other][0])
        )
        for profile, lines in ours.items()
    }
    wanted = Counter(other for wished in set(partners.values()) for other in wished)
    found = []
    for wished in sorted(set(partners.values()), key=repr):
        # A line wanted by two different sets is decided by neither.
        alone = [line for other in wished if wanted[other] == 1 for line in theirs[other]]
        peers = [
            line for profile, lines in ours.items() if partners[profile] == wished for line in lines
        ]
        if alone:
            found.append((peers, alone))
    return found


def _by_profile(lines: list[Line], conflicts: Conflicts) -> dict[tuple[str, ...], list[Line]]:
    found: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        found[conflicts.profile(line)].append(line)
    return found


class Ratio(NamedTuple):
    """An exact share of integers; ``Fraction`` without its greatest common divisor, which costs most."""

    part: int
    whole: int

    def text(self) -> str:
        """With three decimals, rounded down: 1/16 is ``0.062``."""
        thousandths = self.part * 1000 // self.whole
        return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def chance_of_roundness(amount: int) -> Ratio:
    """How easily two people arrive at this amount: 10,000.00 one in twenty-one, 12,345.67 hardly ever."""
    step = 1
    while amount % (step * 10) == 0:
        step *= 10
    return Ratio(step, amount + 20 * step)


@cache
def _ratio_of(written: str) -> Ratio:
    return Ratio(*Fraction(written).as_integer_ratio())


class Chance:
    """How many lines of the other side would show this amount in these days by accident."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lines = max(1, len(account.ours) + len(account.theirs))
        self._max = _ratio_of(account.rules.chance_max)
        # What only a sum has settled is a rival still: one accident must not make room for the next.
        summed = (
            line for settled in account.settled if settled.rule in SUMS for line in settled.theirs
        )
        rivals = [line for line in (*account.open_theirs(), *summed) if line.day is not None]
        self._days = {
            lowers: sorted(line.day or 0 for line in rivals if (line.amount < 0) == lowers)
            for lowers in (True, False)
        }

    def is_rare(self, line: Line) -> bool:
        """The amount stands once on each side and nowhere else."""
        return self._account.times(line.amount) <= 2

    def expected(self, ours: Line, theirs: Line) -> Ratio:
        """Open lines of theirs in these days x (share of lines with this amount + ease of the figure)."""
        others = max(0, self._account.times(ours.amount) - 2)
        part, whole = chance_of_roundness(abs(ours.amount))
        rivals = self._rivals(ours, theirs)
        return Ratio(rivals * (others * whole + part * self._lines), self._lines * whole)

    def is_small(self, expected: Ratio) -> bool:
        return expected.part * self._max.whole <= self._max.part * expected.whole

    def _rivals(self, ours: Line, theirs: Line) -> int:
        days = days_apart(ours, theirs, self._account.lag(ours))
        open_days = self._days[ours.amount < 0]
        if days is None or theirs.day is None:
            return len(open_days)
        centre, reach = theirs.day - days, abs(days) + 1
        return bisect_right(open_days, centre + reach) - bisect_left(open_days, centre - reach)

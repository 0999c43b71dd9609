"""No shared number and not quite the same amount: a slip, a fee or a rounding, never decided alone.

A pair is only *suggested*, and only where the difference has a known cause, the days agree and each
line has no other such partner.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

from tieout.causes import cause_of_gap
from tieout.steps.account import Account
from tieout.steps.conflicts import conflicts_in
from tieout.steps.lines import Line
from tieout.steps.pairing import days_apart

_CROWD = 60  # open lines in the same days beyond which some near amount is found by accident
_CAUSES = frozenset({"tax_rounding", "fee", "discount", "transposition"})


def settle_near_amounts(account: Account) -> None:
    """Suggest pairs whose amounts differ by a known cause within the usual days."""
    conflicts = conflicts_in(account)
    theirs = sorted(
        (line for line in account.open_theirs() if line.amount and line.day is not None),
        key=lambda line: line.place,
    )
    days = [line.day or 0 for line in theirs]
    edges: dict[int, list[Line]] = defaultdict(list)
    suitors: dict[int, int] = defaultdict(int)
    mine = [line for line in account.open_ours() if line.amount and line.day is not None]
    reach = reach_of(account)
    for ours in mine:
        centre = (ours.day or 0) + account.lag(ours).median
        window = theirs[bisect_left(days, centre - reach) : bisect_right(days, centre + reach)]
        if len(window) > _CROWD:
            continue
        for line in window:
            if (
                is_comparable(ours, line)
                and has_cause(account, ours, line)
                and not conflicts.forbid(ours, line)
            ):
                edges[id(ours)].append(line)
                suitors[id(line)] += 1
    for ours in mine:
        near = edges[id(ours)]
        if (
            len(near) == 1
            and suitors[id(near[0])] == 1
            and days_apart(ours, near[0], account.lag(ours)) is not None
        ):
            account.take([ours], near, rule="amount_near", status="suggested")


def reach_of(account: Account) -> int:
    """Days to either side, after the usual delay, in which a near amount counts."""
    return min(5, account.rules.window_days)


def is_comparable(ours: Line, theirs: Line) -> bool:
    """Different, but within a quarter of each other: beyond, the nearness in days is all there is."""
    return 0 < abs(ours.amount - theirs.amount) * 4 <= abs(ours.amount)


def has_cause(account: Account, ours: Line, theirs: Line) -> bool:
    return cause_of_gap([ours], [theirs], account.rules) in _CAUSES

"""What is still open on both sides and agrees only in total: of one month, else of the whole account.

Nothing says which line is which, so this is never decided: "cleared in total, not itemised".
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tieout.steps.account import Account
from tieout.steps.exact import mix_facts
from tieout.steps.lines import Line

_EPOCH = date(1970, 1, 1)
_LINES_MIN = 3  # two lines that agree are a pair


def suggest_rest_totals(account: Account) -> None:
    """Show the rest of a month, then of the account, where both sides come to the same total."""
    if not account.rules.sums:
        return
    ours, theirs = _by_month(account.open_ours()), _by_month(account.open_theirs())
    for month in sorted(ours.keys() & theirs.keys()):
        _suggest(account, ours[month], theirs[month], "month_total", month)
    _suggest(account, _counting(account.open_ours()), _counting(account.open_theirs()), "rest_total")  # fmt: skip


def _suggest(
    account: Account, ours: list[Line], theirs: list[Line], rule: str, key: str = ""
) -> None:
    if not ours or not theirs or len(ours) + len(theirs) < _LINES_MIN:
        return
    total = sum(line.amount for line in ours)
    if not total or total != sum(line.amount for line in theirs) or mix_facts(ours, theirs):
        return
    account.take(ours, theirs, rule=rule, status="suggested", key=key)


def _by_month(lines: list[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in _counting(lines):
        if line.day is not None:
            found[(_EPOCH + timedelta(line.day)).isoformat()[:7]].append(line)
    return found


def _counting(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.amount]

"""The same amount, and a document number with one slip of the pen in it."""

from __future__ import annotations

from collections import defaultdict

from tieout.steps.account import Account
from tieout.steps.conflicts import conflicts_in
from tieout.steps.lines import Line
from tieout.steps.pairing import days_apart


def settle_slips(account: Account) -> None:
    """Settle equal amounts whose numbers nearly agree and where no one else could be meant."""
    left, right = account.open_of_common_amounts()
    if not left:
        return
    conflicts = conflicts_in(account)
    by_amount: dict[int, list[Line]] = defaultdict(list)
    for line in right:
        if line.amount and line.document:
            by_amount[line.amount].append(line)
    suitors: dict[int, list[Line]] = defaultdict(list)
    wanted: dict[int, list[Line]] = defaultdict(list)
    for ours in left:
        for line in by_amount.get(ours.amount, ()):
            if conflicts.is_slip(ours, line):
                suitors[id(line)].append(ours)
                wanted[id(ours)].append(line)
    for theirs in right:
        original = _original_of(suitors[id(theirs)])
        if original is None or not original.open:
            continue
        ours = original
        if _original_of(wanted[id(ours)]) is theirs and not conflicts.forbid(ours, theirs):
            sure = _is_close(account, ours, theirs) and (
                account.times(ours.amount) <= 3 or conflicts.is_clear_slip(ours, theirs)
            )
            account.take(
                [ours], [theirs], rule="document_slip", status="auto" if sure else "suggested"
            )


def _original_of(lines: list[Line]) -> Line | None:
    """The only one meant; of several under one number, the first booked, since the rest repeat it."""
    if len({line.runs for line in lines}) != 1:
        return None
    return min(lines, key=lambda line: line.place)


def _is_close(account: Account, ours: Line, theirs: Line) -> bool:
    days = days_apart(ours, theirs, account.lag(ours))
    return days is None or abs(days) <= account.rules.suggest_days

"""The same amount, and a document number with one slip of the pen in it."""

from __future__ import annotations

from collections import defaultdict

from tieout.steps.account import Account, Line
from tieout.steps.conflicts import conflicts_in
from tieout.steps.pairing import days_apart


def settle_slips(account: Account) -> None:
    """Settle equal amounts whose numbers nearly agree and where no one else could be meant."""
    conflicts = conflicts_in(account)
    by_amount: dict[int, list[Line]] = defaultdict(list)
    for line in account.open_theirs():
        if line.amount and line.document:
            by_amount[line.amount].append(line)
    suitors: dict[int, list[Line]] = defaultdict(list)
    chosen: list[tuple[Line, Line]] = []
    for ours in account.open_ours():
        near = [line for line in by_amount.get(ours.amount, ()) if conflicts.is_slip(ours, line)]
        for line in near:
            suitors[id(line)].append(ours)
        if len(near) == 1:
            chosen.append((ours, near[0]))
    for ours, theirs in chosen:
        if len(suitors[id(theirs)]) != 1 or conflicts.forbid(ours, theirs):
            continue
        days = days_apart(ours, theirs, account.lag(ours))
        close = days is None or abs(days) <= account.rules.suggest_days
        account.take([ours], [theirs], rule="document_slip", status="auto" if close else "suggested")

"""Human decisions come first: what a person accepted is settled before any stage looks."""

from __future__ import annotations

from tieout.steps.account import Account


def settle_pinned(account: Account) -> None:
    """Settle every accepted pin whose rows stand in this account and are still open."""
    for pin in account.pins:
        if pin.verdict != "accepted":
            continue
        left = account.ours.of_rows(pin.members.ours)
        right = account.theirs.of_rows(pin.members.theirs)
        complete = len(left) == len(pin.members.ours) and len(right) == len(pin.members.theirs)
        if complete and (left or right) and all(line.open for line in left + right):
            account.take(left, right, rule="by_hand")

"""How late the other side usually books, learned from the pairs already settled."""

from __future__ import annotations

from tieout.steps.account import Account, Lag

ENOUGH = 5  # pairs before a habit is believed


def learn_lags(account: Account) -> None:
    """Median and 5th to 95th percentile of (their day - our day), apart for debits and credits.

    Nothing where a learned table said it beforehand.
    """
    if account.is_learned or account.learned == len(account.settled):
        return
    days = account.days_apart
    for settled in account.settled[max(account.learned, 0) :]:
        if settled.status != "auto" or len(settled.ours) != 1 or len(settled.theirs) != 1:
            continue
        ours, theirs = settled.ours[0], settled.theirs[0]
        if ours.day is not None and theirs.day is not None:
            days[ours.amount < 0].append(theirs.day - ours.day)
    account.learned = len(account.settled)
    for lowers, seen in days.items():
        if len(seen) >= ENOUGH:
            seen.sort()
            lag = lag_of(seen)
            account.delays_changed += lag.days != account.lag_of(lowers=lowers).days
            account.lags[lowers] = lag


def lag_of(days: list[int]) -> Lag:
    """The median of these days, in order, with their 5th and 95th percentile."""
    last = len(days) - 1
    return Lag(
        median=days[last // 2],
        early=days[last * 5 // 100],
        late=days[-(-last * 95 // 100)],
        seen=len(days),
    )

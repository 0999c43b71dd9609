"""Learns from two ledgers of the past, as they stood at the end of a day."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from tieout.learned import Learned
from tieout.local import decided, names_of_accounts
from tieout.rules import ENGINE_VERSION, Rules
from tieout.steps.account import Account
from tieout.steps.lags import ENOUGH, learn_lags
from tieout.steps.numbers import are_of_two_series, keys_of, shape_of


def learn(
    left: pa.Table, right: pa.Table, as_of: datetime.date, rules: Rules | None = None
) -> Learned:
    """What the pairs that are certain by ``as_of`` say of each account: how many days later the other side books, and
    under which pattern of its own it keeps a pattern of ours.

    Lines of a later day, and lines without a day, are not looked at. A habit needs five pairs.

    Worked: ten invoices SI-4000 … that stand in their ledger 2 days later as AP/4000 …: median, earliest and latest 2,
    seen 10; series ``si-0000`` and ``ap/0000``, seen 10.
    """
    rules = rules or Rules()
    known = [_until(lines, as_of) for lines in (left, right)]
    names = names_of_accounts(*known)
    accounts, _ = decided(known[0], known[1], rules, ())
    for account in accounts:
        learn_lags(account)
    lags = {
        name: dict(account.lags)
        for name, account in zip(names, accounts, strict=True)
        if account.lags
    }
    series = {
        name: found
        for name, account in zip(names, accounts, strict=True)
        if (found := _series_of(account))
    }
    return Learned(as_of, ENGINE_VERSION, rules.digest, lags, series)


def _series_of(account: Account) -> dict[tuple[str, str], int]:
    """Two patterns of different letters whose equal digits were one document, to the cent."""
    numbers = zip(
        account.ours.told("document", account.plain.ours),
        account.theirs.told("document", account.plain.theirs),
        strict=True,
    )
    pairs = [*numbers, *_numbers_settled(account)]
    found = Counter(
        (shape_of(ours), shape_of(theirs))
        for ours, theirs in pairs
        if keys_of(ours).digits
        and keys_of(ours).digits == keys_of(theirs).digits
        and are_of_two_series(ours, theirs)
    )
    return {series: seen for series, seen in sorted(found.items()) if seen >= ENOUGH}


def _numbers_settled(account: Account) -> Iterator[tuple[str, str]]:
    for settled in account.settled:
        alone = len(settled.ours) == len(settled.theirs) == 1
        if settled.status == "auto" and alone and not settled.difference:
            yield settled.ours[0].document or "", settled.theirs[0].document or ""


def _until(lines: pa.Table, day: datetime.date) -> pa.Table:
    return lines.filter(pc.less_equal(lines["date"], pa.scalar(day, pa.date32())))

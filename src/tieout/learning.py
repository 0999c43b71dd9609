"""Learns from two ledgers of the past, as they stood at the end of a day."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pyarrow.compute as pc

from tieout.learned import Learned
from tieout.local import decided, names_of_accounts
from tieout.rules import ENGINE_VERSION, Rules
from tieout.steps.lags import learn_lags


def learn(
    left: pa.Table, right: pa.Table, as_of: datetime.date, rules: Rules | None = None
) -> Learned:
    """How many days later the other side books, by account, from the pairs that are certain by ``as_of``.

    Lines of a later day, and lines without a day, are not looked at. A habit needs five pairs.

    Worked: ten invoices that stand in their ledger 2 days after ours, as of the last: median, earliest and latest 2, seen 10.
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
    return Learned(as_of, ENGINE_VERSION, rules.digest, lags)


def _until(lines: pa.Table, day: datetime.date) -> pa.Table:
    return lines.filter(pc.less_equal(lines["date"], pa.scalar(day, pa.date32())))

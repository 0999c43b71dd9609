"""Stage 3 for the many: one line a side with the same number and amount, settled as whole columns.

Exactly the pairs that ``exact`` would settle first: a cell (number, amount) that holds one line of each
side. Cells that hold more, and lines for which a person has a say, are left to the steps that look at
lines one by one.

    Worked: 100,000 lines a side, of which 76,000 agree so: three sorts of integers, no object made.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tieout.decisions import Pin
from tieout.ledger import Side
from tieout.steps.account import NO_PAIRS, Account, PlainPairs
from tieout.steps.exact import NEVER_RECEIPTS
from tieout.steps.lines import NO_DAY, Bools, Ints, Lines

WORTHWHILE = 100  # lines on the shorter side below which columns cost more than they save


def settle_plain_documents(account: Account, worthwhile: int = WORTHWHILE) -> None:
    """Settle every cell of one line a side; the days between them are remembered as the usual delay.

    Once for each account: what later becomes alone in its cell has been looked at as a line anyway.
    """
    ours, theirs = account.ours, account.theirs
    if account.plain is not NO_PAIRS or min(len(ours), len(theirs)) < worthwhile:
        return
    pairs = _one_fact_each(ours, theirs, _pairs_of_plain_cells(account))
    account.take_plain(pairs)
    _remember_days(account, pairs)


def _pairs_of_plain_cells(account: Account) -> PlainPairs:
    """Places of the open lines that are alone with each other under one number and amount."""
    ours, theirs = account.ours, account.theirs
    count = len(ours)
    amounts = np.concatenate([ours.amounts, theirs.amounts])
    encoded = pa.concat_arrays([ours.runs, theirs.runs]).dictionary_encode()
    numbers = encoded.indices.to_numpy().astype(np.int64)
    nameless = pc.indices_nonzero(pc.equal(encoded.dictionary, "")).to_numpy()
    barred = np.isin(numbers, nameless) | np.concatenate(
        [_pinned(ours, account.pins), _pinned(theirs, account.pins)]
    )
    open_places = np.flatnonzero(np.concatenate([ours.still_open(), theirs.still_open()]))
    order = open_places[np.lexsort((amounts[open_places], numbers[open_places]))]
    if not len(order):
        return NO_PAIRS
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (np.diff(numbers[order]) != 0) | (np.diff(amounts[order]) != 0)
    starts = np.flatnonzero(begins)
    of_theirs = (order >= count).astype(np.int64)
    sizes = np.diff(np.append(starts, len(order)))
    plain = (
        (sizes == 2)
        & (np.add.reduceat(of_theirs, starts) == 1)
        & (np.add.reduceat(barred[order].astype(np.int64), starts) == 0)
    )
    firsts = starts[plain]
    one, other = order[firsts], order[firsts + 1]
    return PlainPairs(np.minimum(one, other), np.maximum(one, other) - count)


def _pinned(lines: Lines, pins: Sequence[Pin]) -> Bools:
    side: Side = lines.side
    rows = [row for pin in pins for row in getattr(pin.members, side)]
    return np.isin(lines.rows, np.array(rows, np.int64))


def _one_fact_each(ours: Lines, theirs: Lines, pairs: PlainPairs) -> PlainPairs:
    """Without the pairs of which one is a receipt and the other an invoice, see ``are_different_facts``."""
    mine, yours = ours.kinds.take(pa.array(pairs.ours)), theirs.kinds.take(pa.array(pairs.theirs))
    never = pa.array(NEVER_RECEIPTS)
    differ = pc.or_(
        pc.and_(pc.equal(mine, "receipt"), pc.is_in(yours, never)),
        pc.and_(pc.equal(yours, "receipt"), pc.is_in(mine, never)),
    )
    kept = ~np.asarray(pc.fill_null(differ, False).to_numpy(zero_copy_only=False), np.bool_)
    return PlainPairs(pairs.ours[kept], pairs.theirs[kept])


def _remember_days(account: Account, pairs: PlainPairs) -> None:
    mine, yours = account.ours.days[pairs.ours], account.theirs.days[pairs.theirs]
    lowers = account.ours.amounts[pairs.ours] < 0
    dated = (mine != NO_DAY) & (yours != NO_DAY)
    for sign in (True, False):
        chosen = dated & (lowers == sign)
        account.days_apart[sign] = np.sort(yours[chosen] - mine[chosen]).tolist()

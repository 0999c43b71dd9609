"""Stage 3 for the many: one line a side under one number and amount, settled as whole columns.

What ``exact.settle_plain`` settles line by line, tier by tier, with the same answer: a cell (number,
amount) that holds one line of each side. Cells that hold more wait for the steps that look at lines.

    Worked: 100,000 lines a side, of which 76,000 agree so: a few sorts of integers, no object made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tieout.decisions import Pin
from tieout.rules import Rules
from tieout.steps.account import Account, PlainPairs
from tieout.steps.exact import NEVER_RECEIPTS, TIERS, Tier, settle_tiers
from tieout.steps.lines import NO_DAY, Bools, Lines, distinct_pairs
from tieout.steps.number_columns import Ints
from tieout.steps.numbers import Form

WORTHWHILE = 100  # lines on the shorter side below which columns cost more than they save


def settle_plain(account: Account) -> None:
    """Settle every cell of one line a side: first as columns, later what has become alone in its cell.

    Done before crowded cells are looked at, because these need what the many teach: how many days the
    other side usually takes to book, and which patterns of number both sides use.
    """
    if account.is_untouched() and min(len(account.ours), len(account.theirs)) >= WORTHWHILE:
        account.take_plain(_Columns(account).plain_pairs())
    else:
        settle_tiers(account)


def plain_pairs_of(
    ours: Lines, theirs: Lines, rules: Rules, pins: Sequence[Pin] = ()
) -> PlainPairs:
    """The plain pairs of many accounts in one go, by places in the whole; ``accounts`` of both say whose
    each line is, and lines of different accounts never meet."""
    return _Columns(Account(ours, theirs, rules, "", pins)).plain_pairs()


@dataclass
class _SideState:
    """One side while its columns are settled: what is open, what waits for a stronger tier."""

    lines: Lines
    open: Bools
    waiting: Bools


class _Said(NamedTuple):
    """The keys of one field: the places that have one, a place once for each key."""

    places: Ints
    keys: pa.Array


class _Cells(NamedTuple):
    """Lines of both sides sorted into cells; all arrays but ``starts`` have one entry for each line."""

    starts: Ints  # where each cell begins
    places: Ints
    of_theirs: Bools


class _Columns:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._ours, self._theirs = (
            _SideState(lines, lines.still_open(), np.zeros(len(lines), np.bool_))
            for lines in (account.ours, account.theirs)
        )
        self._said: dict[tuple[str, str, Form], _Said] = {}

    def plain_pairs(self) -> PlainPairs:
        found = [self._settled_in(at, tier) for at, tier in enumerate(TIERS)]
        return PlainPairs(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _settled_in(self, at: int, tier: Tier) -> PlainPairs:
        none = np.empty(0, np.int64)
        account = self._account
        if not account.has("ours", tier.ours) or not account.has("theirs", tier.theirs):
            return PlainPairs(none, none, none)
        cells = self._cells(tier)
        quoted = "text" in (tier.ours, tier.theirs)
        plain, crowded = _parted(cells, len(self._ours.lines), len(self._theirs.lines), quoted)
        ours, theirs = self._taken(tier, plain)
        for side, taken, of_theirs in ((self._ours, ours, False), (self._theirs, theirs, True)):
            side.open[taken] = False
            side.waiting[cells.places[crowded & (cells.of_theirs == of_theirs)]] = True
        return PlainPairs(ours, theirs, np.full(len(ours), at))

    def _cells(self, tier: Tier) -> _Cells:
        """The open lines of a tier by number and amount, as far as both sides have such a cell."""
        mine, yours = (
            self._said_by(self._ours, tier.ours, tier.form),
            self._said_by(self._theirs, tier.theirs, tier.form),
        )
        places = np.concatenate([mine.places, yours.places])
        amounts = np.concatenate(
            [self._ours.lines.amounts[mine.places], self._theirs.lines.amounts[yours.places]]
        )
        of_theirs = np.arange(len(places)) >= len(mine.places)
        codes = pa.concat_arrays([mine.keys, yours.keys]).dictionary_encode().indices.to_numpy()
        both = _on_both(codes, of_theirs)
        places, amounts, of_theirs = places[both], amounts[both], of_theirs[both]
        codes = self._within_accounts(codes[both].astype(np.int64), places, of_theirs)
        # Sorting keeps the order of equal cells: ours before theirs, and places as they rise.
        order = np.lexsort((amounts, codes))
        starts = _starts(codes[order], amounts[order])
        of_theirs = of_theirs[order]
        sizes = np.diff(np.append(starts, len(order)))
        theirs = np.add.reduceat(of_theirs, starts, dtype=np.int64) if len(starts) else starts
        kept = np.repeat((theirs > 0) & (theirs < sizes), sizes)
        codes, amounts = codes[order][kept], amounts[order][kept]
        return _Cells(_starts(codes, amounts), places[order][kept], of_theirs[kept])

    def _within_accounts(self, codes: Ints, places: Ints, of_theirs: Bools) -> Ints:
        """Where there are several accounts, the same number is another code in each."""
        ours, theirs = self._ours.lines.accounts, self._theirs.lines.accounts
        if ours is None or theirs is None or not len(codes):
            return codes
        accounts = np.concatenate([ours[places[~of_theirs]], theirs[places[of_theirs]]])
        return accounts * (int(codes.max()) + 1) + codes

    def _said_by(self, side: _SideState, field: str, form: Form) -> _Said:
        named = side.lines.side, field, form
        if named not in self._said:
            self._said[named] = self._looked_up(side, field, form)
        said = self._said[named]
        still_open = side.open[said.places]
        return _Said(said.places[still_open], said.keys.filter(pa.array(still_open)))

    def _looked_up(self, side: _SideState, field: str, form: Form) -> _Said:
        if field == "text":
            quoted = side.lines.quoted(form, self._account.rules.reference_frequency_max)
            return _Said(*quoted)
        places = np.flatnonzero(side.open)
        keys = side.lines.keys_at(places, field, form)
        has_key = pc.not_equal(keys, "")
        return _Said(places[has_key.to_numpy(zero_copy_only=False)], keys.filter(has_key))

    def _taken(self, tier: Tier, pairs: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
        """Of the pairs that are alone in their cells, those that nothing else speaks against."""
        ours, theirs = pairs
        kept = ~(self._ours.waiting[ours] | self._theirs.waiting[theirs])
        kept &= ~_different_facts(self._ours.lines, ours, self._theirs.lines, theirs)
        if tier.ours == tier.theirs == "text":
            kept &= ~self._far_apart(ours, theirs)
        kept &= ~self._vetoed(ours, theirs)
        return ours[kept], theirs[kept]

    def _far_apart(self, ours: Ints, theirs: Ints) -> Bools:
        """Two texts that quote one number may speak of two payments on it.

        Nothing has been learned of the other side's delay when columns are settled: days count as
        they stand.
        """
        our_days, their_days = self._ours.lines.days[ours], self._theirs.lines.days[theirs]
        dated = (our_days != NO_DAY) & (their_days != NO_DAY)
        far: Bools = dated & (np.abs(their_days - our_days) > self._account.rules.window_days)
        return far

    def _vetoed(self, ours: Ints, theirs: Ints) -> Bools:
        account = self._account
        found = np.zeros(len(ours), np.bool_)
        rows = account.ours.rows[ours], account.theirs.rows[theirs]
        named = np.isin(rows[0], account.pinned_rows("ours")) | np.isin(
            rows[1], account.pinned_rows("theirs")
        )
        for at in np.flatnonzero(named).tolist():
            found[at] = account.is_vetoed({int(rows[0][at])}, {int(rows[1][at])})
        return found


def _on_both(codes: Ints, of_theirs: Bools) -> Bools:
    """Which entries have a number that stands on both sides, whatever its amount."""
    count = int(codes.max()) + 1 if len(codes) else 0
    said = np.zeros((2, count), np.bool_)
    said[0, codes[~of_theirs]] = True
    said[1, codes[of_theirs]] = True
    shared: Bools = (said[0] & said[1])[codes]
    return shared


def _starts(codes: Ints, amounts: Ints) -> Ints:
    """Where a new number or amount begins in sorted columns."""
    begins = np.ones(len(codes), np.bool_)
    begins[1:] = (np.diff(codes) != 0) | (np.diff(amounts) != 0)
    return np.flatnonzero(begins)


def _parted(
    cells: _Cells, our_count: int, their_count: int, quoted: bool
) -> tuple[tuple[Ints, Ints], Bools]:
    """The pairs of the cells of one line a side, and which entries stand in any other cell.

    A line whose several numbers lead to different partners is sure of none of them: its cells are
    counted among the others.
    """
    sizes = np.diff(np.append(cells.starts, len(cells.places)))
    single = sizes == 2
    if quoted:
        single &= ~_torn(cells, single, our_count, their_count)
    firsts = cells.starts[single]
    pairs = distinct_pairs(cells.places[firsts], cells.places[firsts + 1])
    return pairs, ~np.repeat(single, sizes)


def _torn(cells: _Cells, single: Bools, our_count: int, their_count: int) -> Bools:
    """Which cells hold a line that stands in another cell with other company."""
    sizes = np.diff(np.append(cells.starts, len(cells.places)))
    entry = np.where(cells.of_theirs, cells.places + our_count, cells.places)
    # The partner in a cell of two; every larger cell is company of its own.
    company = np.repeat(np.arange(len(sizes)) + our_count + their_count, sizes)
    firsts = cells.starts[single]
    company[firsts], company[firsts + 1] = entry[firsts + 1], entry[firsts]
    order = np.lexsort((company, entry))
    entry, company = entry[order], company[order]
    changes = (np.diff(entry) == 0) & (np.diff(company) != 0)
    torn = np.zeros(our_count + their_count, np.bool_)
    torn[entry[1:][changes]] = True
    back = np.where(cells.of_theirs, cells.places + our_count, cells.places)
    hit = np.add.reduceat(torn[back], cells.starts, dtype=np.int64) if len(cells.starts) else sizes
    return hit > 0


def _different_facts(ours: Lines, our_places: Ints, theirs: Lines, their_places: Ints) -> Bools:
    """Pairs of which one is a receipt and the other an invoice, see ``exact.are_different_facts``."""
    mine = ours.kinds.take(pa.array(our_places))
    yours = theirs.kinds.take(pa.array(their_places))
    never = pa.array(NEVER_RECEIPTS)
    differ = pc.or_(
        pc.and_(pc.equal(mine, "receipt"), pc.is_in(yours, never)),
        pc.and_(pc.equal(yours, "receipt"), pc.is_in(mine, never)),
    )
    return np.asarray(pc.fill_null(differ, False).to_numpy(zero_copy_only=False), np.bool_)

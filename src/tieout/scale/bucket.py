"""The one pure function of every runner: whole accounts in, a row for each of their lines out.

Lines that were settled teach the rest of their account (how late the other side books, which patterns
of number both use, how rare an amount is), so an account is decided whole and never cut in two. Many
accounts share one call: what can be done in columns is done for all of them at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tieout.causes import cause_of_gap
from tieout.collector import collector_resting
from tieout.decide import begin, decide
from tieout.decisions import Pin
from tieout.differences import LoneLines
from tieout.groups import match_id
from tieout.learned import Learned
from tieout.local import hold_still, numbered_accounts, share_parties
from tieout.rules import Rules
from tieout.scale.naming import names_of_pairs
from tieout.scale.spelling import keys_of_documents
from tieout.scale.tables import DECISIONS, alternatives_text, table_of_rows
from tieout.steps.account import NO_PAIRS, Account, PlainPairs, Settled, members_of
from tieout.steps.exact import TIERS
from tieout.steps.lines import Line, Lines, lines_of, shows_newest_first
from tieout.steps.number_columns import Ints
from tieout.steps.plain import plain_pairs_of

# A decision and, for a line left open, where it would be looked for on another account.
OUTCOMES = pa.schema(
    [
        *DECISIONS,
        ("number", pa.string()),  # currency, number and amount of an open line that has all three
        ("account", pa.string()),  # party and currency of an open line
        ("amount", pa.int64()),  # of an open line
    ]
)


@dataclass(frozen=True)
class Whole:
    """What every bucket must know of the two tables of which it holds some accounts."""

    by_party: bool = True  # False where all parties are one account, see ``local.share_parties``
    ours_newest_first: bool = False
    theirs_newest_first: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """Rows of each side that were found posted on another account."""

    ours: frozenset[int] = frozenset()
    theirs: frozenset[int] = frozenset()

    def holds(self, line: Line) -> bool:
        return line.row in (self.ours if line.side == "ours" else self.theirs)


_NOWHERE = Elsewhere()


def reconcile_bucket(
    left: pa.Table,
    right: pa.Table,
    rules: Rules,
    whole: Whole = Whole(),
    elsewhere: Elsewhere = _NOWHERE,
    pins: Sequence[Pin] = (),
    learned: Learned | None = None,
) -> pa.Table:
    """Decide all accounts whose lines these are (schema LINES): one row of ``OUTCOMES`` for each line.

    The answer is that of ``tieout.match``, whatever other accounts share the bucket and in whatever
    order lines come. Lines that ``elsewhere`` names are wrong postings, found by the runner.
    """
    if not left.num_rows and not right.num_rows:
        return OUTCOMES.empty_table()
    with collector_resting():
        return _reconciled(left, right, rules, whole, elsewhere, pins, learned)


def _reconciled(
    left: pa.Table, right: pa.Table, rules: Rules, whole: Whole, elsewhere: Elsewhere,
    pins: Sequence[Pin], learned: Learned | None,
) -> pa.Table:  # fmt: skip
    accounts, plain = _begun(left, right, rules, whole, pins, learned)
    rows: list[tuple[object, ...]] = []
    for account in accounts:
        decide(account, begun=True)
        rows += _rows_of(account, elsewhere)
        account.forget()
    return pa.concat_tables([plain, table_of_rows(rows, OUTCOMES)])


def _begun(
    left: pa.Table, right: pa.Table, rules: Rules, whole: Whole, pins: Sequence[Pin],
    learned: Learned | None,
) -> tuple[list[Account], pa.Table]:  # fmt: skip
    """The accounts after their plain pairs, and the decisions about these."""
    names, numbers = numbered_accounts([left, right], by_party=whole.by_party)
    ours = lines_of(
        left, "ours", numbers[0], newest_first=whole.ours_newest_first, spell=keys_of_documents
    )
    theirs = lines_of(
        right, "theirs", numbers[1], newest_first=whole.theirs_newest_first, spell=keys_of_documents
    )
    mine, yours = _parts(ours, len(names)), _parts(theirs, len(names))
    own_pins = _pins_by_account(pins, ours, theirs)
    accounts = [
        Account(left_part, right_part, rules, currency, own_pins.get(at, ()))
        for at, (left_part, right_part, (_, currency)) in enumerate(
            zip(mine, yours, names, strict=True)
        )
    ]
    if learned is not None:
        hold_still(accounts, names, learned)
    for account in accounts:
        begin(account)
        for settled in account.settled:
            _close(settled, account)
    pairs = plain_pairs_of(ours, theirs, rules, pins)
    for account, own in zip(accounts, _by_account(pairs, ours, theirs, len(names)), strict=True):
        account.take_plain(own)
    ours.hand_out(mine)
    theirs.hand_out(yours)
    return accounts, _plain_rows(pairs, ours, theirs)


def _parts(lines: Lines, count: int) -> list[Lines]:
    assert lines.accounts is not None, "the lines of a bucket know their accounts"
    edges = np.searchsorted(lines.accounts, np.arange(count + 1)).tolist()
    return [lines.part(first, end) for first, end in pairwise(edges)]


def _pins_by_account(pins: Sequence[Pin], ours: Lines, theirs: Lines) -> dict[int, list[Pin]]:
    """What a person said of each account: a pin belongs to every account that holds a row of it."""
    found: dict[int, list[Pin]] = defaultdict(list)
    if not pins:
        return found
    holders = [_account_of_row(lines) for lines in (ours, theirs)]
    for pin in pins:
        rows = zip(holders, (pin.members.ours, pin.members.theirs), strict=True)
        for at in sorted({held[row] for held, named in rows for row in named if row in held}):
            found[at].append(pin)
    return found


def _account_of_row(lines: Lines) -> dict[int, int]:
    assert lines.accounts is not None, "the lines of a bucket know their accounts"
    return dict(zip(lines.rows.tolist(), lines.accounts.tolist(), strict=True))


def _close(settled: Settled, account: Account) -> None:
    """What was settled as objects is closed in the columns that all accounts share."""
    for line in settled.ours:
        account.ours.closed[line.place] = True
    for line in settled.theirs:
        account.theirs.closed[line.place] = True


def _by_account(pairs: PlainPairs, ours: Lines, theirs: Lines, count: int) -> Iterator[PlainPairs]:
    """The plain pairs of each account, by the places of its own lines."""
    assert ours.accounts is not None
    assert theirs.accounts is not None
    whose = ours.accounts[pairs.ours]
    order = np.argsort(whose, kind="stable")
    edges = np.searchsorted(whose[order], np.arange(count + 1)).tolist()
    our_starts = np.searchsorted(ours.accounts, np.arange(count)).tolist()
    their_starts = np.searchsorted(theirs.accounts, np.arange(count)).tolist()
    for at in range(count):
        own = order[edges[at] : edges[at + 1]]
        yield (
            PlainPairs(
                pairs.ours[own] - our_starts[at],
                pairs.theirs[own] - their_starts[at],
                pairs.tiers[own],
            )
            if len(own)
            else NO_PAIRS
        )


def _plain_rows(pairs: PlainPairs, ours: Lines, theirs: Lines) -> pa.Table:
    """Two rows for each plain pair."""
    tables = [OUTCOMES.empty_table()]
    for rule in dict.fromkeys(tier.rule for tier in TIERS):
        own = pairs.of([at for at, tier in enumerate(TIERS) if tier.rule == rule])
        if len(own.ours):
            tables += pair_rows(rule, ours.rows[own.ours], theirs.rows[own.theirs])
    return pa.concat_tables(tables)


def pair_rows(rule: str, our_rows: Ints, their_rows: Ints) -> list[pa.Table]:
    """The decisions about certain pairs of one line a side that agree in amount."""
    count = len(our_rows)
    names = names_of_pairs(rule, our_rows, their_rows)
    said = {
        "status": pa.repeat("auto", count),
        "rule": pa.repeat(rule, count),
        "match_id": names,
        "difference": pa.repeat(pa.scalar(0, pa.int64()), count),
        "interchangeable": pa.repeat(False, count),
    }
    return [
        pa.table(
            [
                pa.repeat(side, count)
                if field.name == "side"
                else pa.array(rows, pa.int32())
                if field.name == "row"
                else said.get(field.name, pa.nulls(count, field.type))
                for field in OUTCOMES
            ],
            schema=OUTCOMES,
        )
        for side, rows in (("ours", our_rows), ("theirs", their_rows))
    ]


def _rows_of(account: Account, elsewhere: Elsewhere) -> list[tuple[object, ...]]:
    """The rows of what was settled as objects, and of what stays open."""
    rows: list[tuple[object, ...]] = []
    for settled in account.settled:
        rows += _settled_rows(settled, account.rules)
    left = account.open_ours() + account.open_theirs()
    posted = [line for line in left if elsewhere.holds(line)]
    for line in posted:
        account.set_aside(line)
        rows.append(_open_row(line, "wrong_party"))
    left = [line for line in left if line.open]
    if left:
        lone = LoneLines(account)
        rows += [_open_row(line, lone.classify(line).kind) for line in left]
    return rows


def _settled_rows(settled: Settled, rules: Rules) -> list[tuple[object, ...]]:
    gap = settled.difference
    kind = cause_of_gap(settled.ours, settled.theirs, rules) if gap else None
    members = members_of(settled.ours, settled.theirs)
    name = match_id(members, settled.rule)
    said = alternatives_text(settled.alternatives)
    lines = [("ours", row) for row in members.ours] + [("theirs", row) for row in members.theirs]
    return [
        (
            side, row, settled.status, settled.rule, name, kind, 0 if at else gap,
            settled.interchangeable, said, None, None, None,
        )
        for at, (side, row) in enumerate(lines)
    ]  # fmt: skip


def _open_row(line: Line, kind: str) -> tuple[object, ...]:
    number = f"{line.currency}\x1f{line.runs}\x1f{line.amount}"
    return (
        line.side, line.row, None, None, None, kind,
        line.amount if line.side == "ours" else -line.amount, False, None,
        number if line.runs and line.amount else None,
        f"{line.party or ''}\x1f{line.currency}", line.amount,
    )  # fmt: skip


def wrong_postings(outcomes: pa.Table) -> tuple[Elsewhere, set[str]]:
    """Open lines that stand under the same number and amount on two accounts, once on each side.

    Also the accounts that must be decided again with that knowledge: where such a line was the twin of
    another open line, the class of the other can change.
    """
    still_open = outcomes.filter(pc.is_null(outcomes.column("match_id")))
    named = still_open.filter(pc.is_valid(still_open.column("number")))
    cells = named.group_by("number").aggregate(
        [
            ("side", "count"),
            ("side", "min"),
            ("side", "max"),
            ("account", "min"),
            ("account", "max"),
        ]
    )
    both = pc.and_(
        pc.equal(cells.column("side_count"), 2),
        pc.and_(
            pc.not_equal(cells.column("side_min"), cells.column("side_max")),
            # a pair a person parted stands open on one account: nothing of it is posted elsewhere
            pc.not_equal(cells.column("account_min"), cells.column("account_max")),
        ),
    )
    posted = named.filter(
        pc.is_in(named.column("number"), cells.filter(both).column("number").combine_chunks())
    )
    rows = {
        side: frozenset(posted.filter(pc.equal(posted.column("side"), side))["row"].to_pylist())
        for side in ("ours", "theirs")
    }
    return Elsewhere(rows["ours"], rows["theirs"]), _with_twins(still_open, posted)


def _with_twins(still_open: pa.Table, posted: pa.Table) -> set[str]:
    """Accounts in which a wrong posting has its side and amount in common with another open line."""
    keys = ["side", "account", "amount"]
    crowded = still_open.group_by(keys).aggregate([("row", "count")])
    crowded = crowded.filter(pc.greater(crowded.column("row_count"), 1)).select(keys)
    found = posted.select(keys).join(crowded, keys, join_type="inner")
    return set(found.column("account").to_pylist())


def with_wrong_postings(outcomes: pa.Table, elsewhere: Elsewhere) -> pa.Table:
    """The same decisions with the class of wrong postings put right."""
    posted = pc.and_(
        pc.is_null(outcomes.column("match_id")),
        pc.or_(
            stands_in(outcomes, "ours", elsewhere.ours),
            stands_in(outcomes, "theirs", elsewhere.theirs),
        ),
    )
    kinds = pc.if_else(posted, "wrong_party", outcomes.column("class"))
    return outcomes.set_column(outcomes.schema.get_field_index("class"), "class", kinds)


def stands_in(outcomes: pa.Table, side: str, rows: pa.Array | frozenset[int]) -> pa.ChunkedArray:
    """Which outcomes are about these rows of a side."""
    known = rows if isinstance(rows, pa.Array) else pa.array(sorted(rows), pa.int32())
    return pc.and_(pc.equal(outcomes.column("side"), side), pc.is_in(outcomes.column("row"), known))


def whole_of(left: pa.Table, right: pa.Table) -> Whole:
    """What the buckets of two tables must know of them."""
    return Whole(
        share_parties(left.column("party"), right.column("party")),
        *(
            shows_newest_first(side.filter(pc.is_valid(side.column("date"))))
            for side in (left, right)
        ),
    )

"""Runs the engine on one machine: counterparties apart, then the wrongly posted across them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tieout.collector import collector_resting
from tieout.decide import Watch, decide
from tieout.decisions import Decisions, Difference, Group, Members, Pin
from tieout.explain import explain
from tieout.groups import Groups, PlainGroups, place_of
from tieout.learned import Learned
from tieout.ledger import LINES
from tieout.outcomes import Outcomes
from tieout.refusal import Wording
from tieout.rules import Rules
from tieout.sentences import Figures, lone_cause
from tieout.steps.account import Account
from tieout.steps.lines import Line, lines_of
from tieout.steps.number_columns import Ints

_Bucket = tuple[str, str]  # party, currency


def match(
    left: pa.Table,
    right: pa.Table,
    rules: Rules | None = None,
    pins: Sequence[Pin] = (),
    learned: Learned | None = None,
) -> Decisions:
    """Match our lines (``left``) with theirs (``right``): both with the columns of ``LINES``.

    Lines of different currencies never meet. Lines of different parties meet only where one of the two
    tables does not know the parties of the other. Every line ends in exactly one group or difference.
    Accounts of a ``learned`` table have their usual delays from it; the others learn them as they go.
    """
    return decided(left, right, rules or Rules(), pins, learned=learned)[1]


def decided(
    left: pa.Table,
    right: pa.Table,
    rules: Rules,
    pins: Sequence[Pin] = (),
    watch: Watch | None = None,
    learned: Learned | None = None,
) -> tuple[list[Account], Decisions]:
    """The same with the accounts as they ended; ``watch`` is told of every stage before it runs."""
    assert left.schema.equals(LINES), "the left table needs the LINES schema"
    assert right.schema.equals(LINES), "the right table needs the LINES schema"
    assert_sums_fit(left, right)
    with collector_resting():
        accounts = _accounts(left, right, rules, pins)
        if learned is not None:
            hold_still(accounts, names_of_accounts(left, right), learned)
        for account in accounts:
            decide(account, watch=watch)
        return accounts, _explained(accounts, rules)


def _explained(accounts: list[Account], rules: Rules) -> Decisions:
    told: list[Group] = []
    plain: list[PlainGroups] = []
    differences: list[Difference] = _wrongly_posted(accounts) if len(accounts) > 1 else []
    outcomes = Outcomes()
    for account in accounts:
        outcomes.add_account(account)
        explained = explain(account)
        told += explained.groups
        plain += [explained.plain] if explained.plain else []
        differences += explained.differences
    differences.sort(key=lambda difference: place_of(difference.members))
    return Decisions(Groups(told, plain), tuple(differences), rules.digest, outcomes.told())


def _accounts(left: pa.Table, right: pa.Table, rules: Rules, pins: Sequence[Pin]) -> list[Account]:
    """One account for each party and currency, in that order; mostly there is just one."""
    by_party = share_parties(left.column("party"), right.column("party"))
    names, buckets = numbered_accounts([left, right], by_party=by_party)
    ours, theirs = lines_of(left, "ours", buckets[0]), lines_of(right, "theirs", buckets[1])
    edges = np.arange(len(names) + 1)
    mine, yours = (np.searchsorted(np.sort(codes), edges) for codes in buckets)
    return [
        Account(
            ours.part(mine[at], mine[at + 1]), theirs.part(yours[at], yours[at + 1]),
            rules, currency, pins,
        )
        for at, (_, currency) in enumerate(names)
    ]  # fmt: skip


def names_of_accounts(left: pa.Table, right: pa.Table) -> list[_Bucket]:
    """Party and currency of every account, in the order in which they are decided."""
    by_party = share_parties(left.column("party"), right.column("party"))
    return numbered_accounts([left, right], by_party=by_party)[0]


def hold_still(accounts: Sequence[Account], names: Sequence[_Bucket], learned: Learned) -> None:
    """Give each account what a learned table knows of it; its usual delays stay as they are from here on."""
    for name, account in zip(names, accounts, strict=True):
        account.learned_as_of = learned.as_of.isoformat()
        account.learned_series = learned.series.get(name, {})
        if name in learned.lags:
            account.lags, account.is_learned = dict(learned.lags[name]), True


def numbered_accounts(
    tables: Sequence[pa.Table], *, by_party: bool
) -> tuple[list[_Bucket], list[Ints]]:
    """The party and currency of every account in order, and for each table the account of each line."""
    labels = [_labels(table, by_party=by_party) for table in tables]
    names = sorted({name for known, _ in labels for name in known})
    number = {name: at for at, name in enumerate(names)}
    return names, [
        np.array([number[name] for name in known], np.int64)[codes] for known, codes in labels
    ]


def _labels(table: pa.Table, *, by_party: bool) -> tuple[list[_Bucket], Ints]:
    parties = table.column("party") if by_party else pa.array([""] * len(table), pa.string())
    pair = pc.binary_join_element_wise(
        pc.fill_null(parties, ""), pc.fill_null(table.column("currency"), ""), "\x00"
    ).dictionary_encode()
    pair = pair.combine_chunks() if isinstance(pair, pa.ChunkedArray) else pair
    known = [tuple(name.rsplit("\x00", 1)) for name in pair.dictionary.to_pylist()]
    return known, pair.indices.to_numpy().astype(np.int64)


def share_parties(ours: pa.ChunkedArray, theirs: pa.ChunkedArray) -> bool:
    """True when the two tables name the same counterparties, more than one of them."""
    return are_shared(*(set(side.unique().to_pylist()) - {None} for side in (ours, theirs)))


def are_shared(mine: set[str], yours: set[str]) -> bool:
    """The same of the names on each side."""
    return len(mine | yours) > 1 and len(mine & yours) * 2 >= min(len(mine), len(yours)) > 0


def _wrongly_posted(accounts: Sequence[Account]) -> list[Difference]:
    """The same document and amount left open under another party: one posting on the wrong account."""
    cells: dict[tuple[str, str, int], list[tuple[Account, Line]]] = defaultdict(list)
    for account in accounts:
        for line in account.open_ours() + account.open_theirs():
            if line.runs and line.amount:
                cells[account.currency, line.runs, line.amount].append((account, line))
    found: list[Difference] = []
    for (currency, _, _), held in cells.items():
        if len(held) != 2 or {line.side for _, line in held} != {"ours", "theirs"}:
            continue
        if held[0][0] is held[1][0]:  # a pair that a person parted: it stands where it belongs
            continue
        for account, line in held:
            account.set_aside(line)
        ours, theirs = sorted((line for _, line in held), key=lambda line: line.side)
        for line, other in ((ours, theirs), (theirs, ours)):
            found.append(_posted_elsewhere(line, other, Figures(currency)))
    return found


def _posted_elsewhere(line: Line, other: Line, figures: Figures) -> Difference:
    number = line.document or ""
    pattern = lone_cause("wrong_party")
    facts = {"size": figures.money(line.amount), "fact": other.party or ""}
    sentence = Wording(
        pattern.zh.format(named=f"（{number}）", **facts),
        pattern.en.format(named=f" ({number})", **facts),
    )
    mine = line.side == "ours"
    members = Members((line.row,), ()) if mine else Members((), (line.row,))
    return Difference("wrong_party", members, line.amount if mine else -line.amount, sentence)


def assert_sums_fit(*tables: pa.Table) -> None:
    """Arrow sums wrap silently: the largest possible sum is checked in unbounded integers."""
    for table in tables:
        if table.num_rows:
            extremes = pc.min_max(table.column("amount")).as_py()
            largest = max(abs(extremes["min"]), abs(extremes["max"]))
            assert largest * table.num_rows < 1 << 62, "amounts too large for exact sums"

"""What each rule did in a run: counted bucket by bucket, where the lines are at hand, and added up at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tieout.outcomes import Outcomes, RuleOutcome, Tally
from tieout.scale.keys import RULE
from tieout.scale.tables import read_file
from tieout.steps.number_columns import Ints

_COLUMNS = ["row", "currency", "amount"]


def outcomes_of_lines(
    decisions: pa.Table, left: pa.Table, right: pa.Table
) -> tuple[RuleOutcome, ...]:
    """The outcome of each rule in these decisions; the lines need ``row``, ``currency`` and ``amount``."""
    told = decisions.select(["side", "row", "rule", "status", "match_id"])
    settled = told.filter(pc.is_valid(told["match_id"]))
    of_theirs = pc.equal(settled["side"], "theirs")
    ours = settled.filter(pc.invert(of_theirs))
    outcomes = Outcomes()
    _count(outcomes, ours, left)
    # Few groups have no line of ours: reversals, and what a person put together.
    one_sided = settled.filter(
        pc.and_(of_theirs, pc.is_in(settled["rule"], pa.array(_MAY_BE_THEIRS_ALONE)))
    )
    shared = pc.is_in(one_sided["match_id"], ours["match_id"].combine_chunks())
    _count(outcomes, one_sided.filter(pc.invert(shared)), right)
    return outcomes.told()


_MAY_BE_THEIRS_ALONE = ("reversal", "by_hand")


def _count(outcomes: Outcomes, settled: pa.Table, lines: pa.Table) -> None:
    """Add the lines of one side, found by their rows; int64 holds every sum, as the runner has checked."""
    if not settled.num_rows:
        return
    rows = lines["row"].to_numpy()
    order = np.argsort(rows)
    at = order[np.searchsorted(rows, settled["row"].to_numpy(), sorter=order)]
    sizes = np.abs(lines["amount"].to_numpy()[at])
    currency = pc.fill_null(lines["currency"].cast(pa.string()), "").take(pa.array(at))
    columns = [_encoded(one) for one in (settled["rule"], settled["status"], currency)]
    # Values are numbered as they first appear, so a group's first line has a number above all before.
    named = settled["match_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    is_first = np.diff(np.maximum.accumulate(named), prepend=-1) > 0
    (rules, first), (statuses, second), (currencies, third) = columns
    kinds = (first * len(statuses) + second) * len(currencies) + third
    for kind in np.unique(kinds).tolist():
        chosen = kinds == kind
        rest, money = divmod(kind, len(currencies))
        rule, status = divmod(rest, len(statuses))
        outcomes.add(
            rules[rule], statuses[status], currencies[money],
            amount=int(sizes[chosen].sum()), count=int(is_first[chosen].sum()),
        )  # fmt: skip


def _encoded(column: pa.ChunkedArray) -> tuple[list[Any], Ints]:
    """The different values of a column, and the place of each row's among them."""
    found = column.combine_chunks().dictionary_encode()
    return found.dictionary.to_pylist(), found.indices.to_numpy().astype(np.int64)


def note_outcomes(path: Path, outcomes: Iterable[RuleOutcome]) -> None:
    """Put down what was counted of one bucket."""
    path.write_text(json.dumps([asdict(one) for one in outcomes]))


def noted_outcomes(path: Path) -> list[RuleOutcome]:
    said = json.loads(path.read_text())
    return [
        RuleOutcome(one["rule"], one["currency"], *(Tally(**one[status]) for status in _STATUSES))
        for one in said
    ]


_STATUSES = ("auto", "suggested", "ambiguous")


def outcomes_of_keys(path: Path) -> Outcomes:
    """What the key stage settled in the accounts that it finished."""
    outcomes = Outcomes()
    for one in read_file(path).to_pylist():
        outcomes.add(RULE, "auto", one["currency"], amount=one["amount"], count=one["pairs"])
    return outcomes


def lines_for_sums(path: Path) -> pa.Table:
    """The columns of a file of lines that sums are made of."""
    return read_file(path, _COLUMNS)

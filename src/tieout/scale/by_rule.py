"""What each rule did in a run: counted bucket by bucket, where the lines are at hand, and added up at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tieout.outcomes import Outcomes, RuleOutcome, Tally
from tieout.scale.keys import RULE

_KEYS = ["rule", "status", "currency"]
_COLUMNS = ["row", "currency", "amount"]


def outcomes_of_lines(
    decisions: pa.Table, left: pa.Table, right: pa.Table
) -> tuple[RuleOutcome, ...]:
    """The outcome of each rule in these decisions; the lines need ``row``, ``currency`` and ``amount``."""
    settled = decisions.filter(pc.is_valid(decisions["match_id"]))
    of_theirs = pc.equal(settled["side"], "theirs")
    ours = settled.filter(pc.invert(of_theirs))
    # Few groups have no line of ours: reversals, and what a person put together.
    theirs = settled.filter(
        pc.and_(
            of_theirs, pc.invert(pc.is_in(settled["match_id"], ours["match_id"].combine_chunks()))
        )
    )
    outcomes = Outcomes()
    for side, lines in ((ours, left), (theirs, right)):
        if not side.num_rows:
            continue
        sizes = pa.table(
            {
                "row": lines["row"].cast(pa.int32()),
                "currency": pc.fill_null(lines["currency"].cast(pa.string()), ""),
                "size": pc.abs(lines["amount"]),
            }
        )
        told = side.select(["row", "rule", "status", "match_id"]).join(
            sizes, "row", join_type="inner"
        )
        sums = told.group_by(_KEYS).aggregate([("match_id", "count_distinct"), ("size", "sum")])
        for one in sums.to_pylist():
            outcomes.add(
                one["rule"], one["status"], one["currency"],
                amount=one["size_sum"], count=one["match_id_count_distinct"],
            )  # fmt: skip
    return outcomes.told()


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
    for one in pq.read_table(path).to_pylist():
        outcomes.add(RULE, "auto", one["currency"], amount=one["amount"], count=one["pairs"])
    return outcomes


def lines_for_sums(path: Path) -> pa.Table:
    """The columns of a file of lines that sums are made of."""
    return pq.read_table(path, columns=_COLUMNS)

"""The engine against a matcher that tries everything, on ledgers small enough to try everything.

The oracle knows one rule only, the one nobody disputes: lines that carry the same number and the same
amount, and are alone in that on both sides, are one fact. Whatever else the engine does, it must find
all of these, and must never give such a line to anyone else.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest

from tests.ledger_lines import invoice, lines
from tieout import match


@pytest.mark.parametrize("seed", range(60))
def test_what_is_beyond_dispute_is_always_found(seed: int) -> None:
    rng = random.Random(seed)
    ours, theirs = _ledger(rng), _ledger(rng)
    found = match(lines(*ours), lines(*theirs))
    partner = {
        (mine, yours)
        for group in found.groups
        if group.status == "auto"
        for mine, yours in product(group.members.ours, group.members.theirs)
    }
    for mine, yours in _beyond_dispute(ours, theirs):
        assert (mine, yours) in partner
        assert [pair for pair in partner if pair[0] == mine or pair[1] == yours] == [(mine, yours)]


def _ledger(rng: random.Random) -> list[dict]:
    return [
        invoice(
            f"INV-{rng.randrange(1000, 1012)}",
            rng.choice([10_000, 20_000, 31_400, 77_777]),
            f"2026-03-{rng.randrange(1, 29):02d}",
        )
        for _ in range(rng.randrange(1, 9))
    ]


def _beyond_dispute(ours: list[dict], theirs: list[dict]) -> list[tuple[int, int]]:
    cell = ("document", "amount")
    mine = Counter(tuple(line[name] for name in cell) for line in ours)
    yours = Counter(tuple(line[name] for name in cell) for line in theirs)
    return [
        (row, other_row)
        for (row, line), (other_row, other) in product(enumerate(ours, 2), enumerate(theirs, 2))
        if all(line[name] == other[name] for name in cell)
        and mine[tuple(line[name] for name in cell)] == 1
        and yours[tuple(other[name] for name in cell)] == 1
    ]

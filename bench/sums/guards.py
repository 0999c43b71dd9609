"""One line here that is several there, drawn with truth, with and without each guard.

Every account has sixty invoices that both sides book, a few sums, and lines that stand on one side only.
Amounts are those of ``bench.sums.chance``: cents, whole units, prices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from bench.cash.scoring import upper_bound
from bench.sums.chance import KINDS
from tieout import LINES, Members, Rules, match

ACCOUNTS, SUMS, LONE, MANY_LONE, SHARED = 60, 4, 6, 60, 60
GUARDS: Mapping[str, Rules] = {
    "as it is": Rules(),
    "no sums at all": replace(Rules(), sums=0),
    "no bound on chance": replace(Rules(), sums_chance_max="1000000"),
    "first set taken": replace(Rules(), sums_unique=0),
    "no natural sets": replace(Rules(), sums_natural=0),
    "neither bound nor uniqueness": replace(Rules(), sums_chance_max="1000000", sums_unique=0),
}
_FIRST = date(2026, 1, 1)


class Drawn(NamedTuple):
    ours: pa.Table
    theirs: pa.Table
    truth: set[Members]  # the sums


class Tally(NamedTuple):
    """Sums said to be sure, right and wrong; those only shown; and how many there are."""

    right: int
    wrong: int
    shown: int
    held: int  # shown, with the truth among the answers
    true: int

    @property
    def precision_at_least(self) -> float:
        """With 95 % confidence."""
        return 1 - upper_bound(self.wrong, self.right + self.wrong)


def draw(kind: str, seed: int, lone: int = LONE) -> Drawn:
    """One account; which side books the one line of a sum changes from sum to sum."""
    chance = np.random.default_rng([seed, *kind.encode()])
    sides: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    amounts = KINDS[kind]

    def book(side: int, amount: int, day: int, **said: Any) -> int:
        on = _FIRST + timedelta(day)
        empty = dict.fromkeys(LINES.names)
        row = len(sides[side]) + 2
        sides[side].append(empty | {"row": row, "date": on, "amount": amount, "currency": "CNY", **said})  # fmt: skip
        return row

    for number, amount in enumerate(amounts(chance, SHARED).tolist(), 1000):
        day = int(chance.integers(0, 180))
        for side in (0, 1):
            book(side, amount, day + 2 * side, document=f"INV-{number}", kind="invoice")
    truth = set()
    for at in range(SUMS):
        one, many = at % 2, 1 - at % 2
        parts = amounts(chance, int(chance.integers(2, 6))).tolist()
        day, cash = int(chance.integers(10, 180)), bool(chance.random() < 0.5)
        credited = not cash and len(parts) > 2 and chance.random() < 0.5
        signs = [-1 if cash or (credited and place == 0) else 1 for place in range(len(parts))]
        signed = [sign * part for sign, part in zip(signs, parts, strict=True)]
        if sum(signed) == 0 or (sum(signed) < 0) != cash:
            continue
        named = f"G-{seed}{at}07" if chance.random() < 0.3 else None
        rows = []
        for place, part in enumerate(signed):
            kind_of = "receipt" if cash else "credit" if part < 0 else "invoice"
            earlier = day - int(chance.integers(0, 12))
            number = named if place == len(parts) - 1 else None
            rows.append(book(many, part, earlier, kind=kind_of, document=number))
        text = f"{named} etc." if named else None
        row = book(one, sum(signed), day + 1, kind="receipt" if cash else "invoice", text=text)
        members = [(row,), tuple(sorted(rows))]
        truth.add(Members(*members) if one == 0 else Members(*reversed(members)))
    for side in (0, 1):
        for amount in amounts(chance, lone).tolist():
            cash = bool(chance.random() < 0.5)
            day = int(chance.integers(0, 180))
            book(side, -amount if cash else amount, day, kind="receipt" if cash else "invoice")
    ours, theirs = (pa.Table.from_pylist(rows, schema=LINES) for rows in sides)
    return Drawn(ours, theirs, truth)


def tally(kind: str, rules: Rules, lone: int = LONE, accounts: int = ACCOUNTS) -> Tally:
    """What the sums of so many accounts come to under these rules."""
    counts: Counter[str] = Counter()
    for seed in range(accounts):
        drawn = draw(kind, seed, lone)
        counts["true"] += len(drawn.truth)
        for group in match(drawn.ours, drawn.theirs, rules).groups:
            several = len(group.members.ours) + len(group.members.theirs) > 2
            if group.status == "auto":
                counts["right" if group.members in drawn.truth else "wrong"] += several
            elif group.rule.startswith("sum_"):
                counts["shown"] += 1
                counts["held"] += not drawn.truth.isdisjoint({group.members, *group.alternatives})
    return Tally(*(counts[name] for name in Tally._fields))

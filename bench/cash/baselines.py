"""Baselines of our own, written from descriptions: what simple cash application does.

All know the payer the same way (account, exact name or alias, and confirmed ``pays for``), take
receipts in the order of the file, and never use an open amount twice.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from ortools.sat.python import cp_model

from bench.cash.case import minor
from bench.cash.scoring import Said

SUBSET_SIZE, SUBSET_ITEMS = 4, 40  # beyond, the smallest subset takes minutes
MILP_ITEMS = 200


@dataclass
class Open:
    row: int
    party: str
    number: str
    issued_on: str
    due_on: str
    left: int


@dataclass(frozen=True)
class Paid:
    row: int
    day: str
    amount: int
    name: str
    account: str
    words: frozenset[str]


Parts = list[tuple[Open, int]]
Baseline = Callable[[Paid, Sequence[Open]], Parts]


class Desk:
    """The four files read plainly, and who pays for whom."""

    def __init__(self, folder: Path) -> None:
        self.open = [_open(row, r) for row, r in enumerate(_read(folder / "items.csv"), 2)]
        self.paid = [
            Paid(
                row,
                r["date"],
                minor(r["amount"]),
                r["payer name"],
                r["payer account"],
                frozenset(map(plain, re.split(r"[\s,;、/]+(?=\S)", r["text"]))),
            )
            for row, r in enumerate(_read(folder / "receipts.csv"), 2)
        ]
        self.payer: dict[str, str] = {}
        self.group: dict[str, list[str]] = {}
        for r in _read(folder / "parties.csv"):
            self.group[r["code"]] = [r["code"], *filter(None, r["pays for"].split(";"))]
            keys = (r["name"], *r["aliases"].split(";"), *r["bank accounts"].split(";"))
            self.payer.update({key: r["code"] for key in keys if key})
        self.of_party: dict[str, list[Open]] = defaultdict(list)
        for item in self.open:
            self.of_party[item.party].append(item)

    def candidates(self, paid: Paid) -> list[Open]:
        code = self.payer.get(paid.account) or self.payer.get(paid.name)
        parties = self.group.get(code or "", [])
        known = [i for party in parties for i in self.of_party[party]]
        return sorted(
            (i for i in known if i.left and i.issued_on <= paid.day),
            key=lambda i: (i.due_on, i.issued_on, i.number),
        )


def _open(row: int, r: dict[str, str]) -> Open:
    return Open(
        row=row,
        party=r["customer code"],
        number=r["document number"],
        issued_on=r["document date"],
        due_on=r["due date"],
        left=minor(r["open amount"]),
    )


def run_baseline(name: str, folder: Path) -> Iterator[Said]:
    """What one baseline says of a written case, receipt by receipt."""
    desk, decide = Desk(folder), BASELINES[name]
    by_number = {plain(item.number): item for item in desk.open}
    for paid in desk.paid:
        if name == "exact join":
            named = [by_number[word] for word in sorted(paid.words & by_number.keys())]
            known: Sequence[Open] = named
        else:
            known = desk.candidates(paid)
        parts = decide(paid, known) if paid.amount > 0 else []
        for item, amount in parts:
            item.left -= amount
        if parts:
            yield Said(paid.row, tuple((item.row, amount) for item, amount in parts))


def exact_join(paid: Paid, named: Sequence[Open]) -> Parts:
    """The numbers in the text, if their open amounts are the receipt."""
    total = sum(item.left for item in named)
    return _whole(named) if named and total == paid.amount else []


def oldest_first(paid: Paid, known: Sequence[Open]) -> Parts:
    """FIFO: the oldest item first, the last one in part."""
    rest, parts = paid.amount, []
    for item in known:
        if item.left > 0 and rest > 0:
            parts.append((item, min(rest, item.left)))
            rest -= min(rest, item.left)
    return parts


def greedy_by_date(paid: Paid, known: Sequence[Open]) -> Parts:
    """By date, each item that still fits, and only if nothing remains at the end."""
    rest, parts = paid.amount, []
    for item in known:
        if 0 < item.left <= rest:
            parts.append((item, item.left))
            rest -= item.left
    return parts if rest == 0 else []


def smallest_subset(paid: Paid, known: Sequence[Open]) -> Parts:
    """The first combination of fewest items, up to four of the 40 oldest."""
    few = known[:SUBSET_ITEMS]
    for size in range(1, SUBSET_SIZE + 1):
        for items in combinations(few, size):
            if sum(item.left for item in items) == paid.amount:
                return _whole(items)
    return []


def minimum_cardinality(paid: Paid, known: Sequence[Open]) -> Parts:
    """The same as an integer program: fewest items that add up, of any number of items."""
    few = known[:MILP_ITEMS]
    if not few or sum(i.left for i in few if i.left > 0) < paid.amount:
        return []
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in few]
    model.add(sum(i.left * t for i, t in zip(few, taken, strict=True)) == paid.amount)
    model.minimize(sum(taken))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_deterministic_time = 1, 0.2
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return _whole([i for i, t in zip(few, taken, strict=True) if solver.value(t)])


def nearest_same_amount(paid: Paid, known: Sequence[Open]) -> Parts:
    """One item of that amount, the one due nearest to the day."""
    same = [item for item in known if item.left == paid.amount]
    return _whole(sorted(same, key=lambda i: abs(_days(i.due_on) - _days(paid.day)))[:1])


BASELINES: dict[str, Baseline] = {
    "exact join": exact_join,
    "oldest first": oldest_first,
    "greedy by date": greedy_by_date,
    "smallest subset": smallest_subset,
    "minimum cardinality": minimum_cardinality,
    "nearest same amount": nearest_same_amount,
}


def plain(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def _whole(items: Sequence[Open]) -> Parts:
    return [(item, item.left) for item in items]


def _days(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

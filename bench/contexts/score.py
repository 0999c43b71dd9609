"""Runs each trade through ``tieout.match`` and counts, label by label, whose outcome is the promised one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from bench.contexts.trades import TRADES, File, Row, Trade, rows_of
from tieout.decisions import Decisions
from tieout.ledger import LINES
from tieout.local import match
from tieout.rules import Rules

Place = tuple[str, int]  # side and row


@dataclass(frozen=True)
class LabelScore:
    """Of the rows of one label how many came out as it promises."""

    trade: str
    label: str
    outcome: str
    right: int
    rows: int


@dataclass(frozen=True)
class _Labelled:
    """A line with its label, what it is called, and what it speaks of."""

    label: str
    names: tuple[str, ...]
    currency: str
    amount: int


def scores(folder: Path) -> list[LabelScore]:
    """Every label of every trade of the published folder."""
    return [each for trade in TRADES for each in _of_trade(folder, trade)]


def _of_trade(folder: Path, trade: Trade) -> list[LabelScore]:
    lines: dict[Place, _Labelled] = {}
    currencies = _currencies(folder, trade)
    sides = [
        _table(folder, side, files, currencies, lines)
        for side, files in (("ours", trade.ours), ("theirs", trade.theirs))
    ]
    told = _Told(match(sides[0], sides[1], Rules()), lines)
    counted: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for place, line in lines.items():
        if line.label in trade.promised:
            counted[line.label] += 1
            right[line.label] += told.is_as_promised(place, trade.promised[line.label])
    return [
        LabelScore(trade.name, label, trade.promised[label], right[label], counted[label])
        for label in trade.promised
    ]


def _currencies(folder: Path, trade: Trade) -> dict[str, str]:
    """By name, for files that leave the currency to what they speak of."""
    return {
        name: row["currency"]
        for file in (*trade.ours, *trade.theirs)
        for row in rows_of(folder, file)
        if "currency" in row
        for name in file.names(row)
    }


def _table(
    folder: Path, side: str, files: tuple[File, ...], currencies: dict[str, str],
    lines: dict[Place, _Labelled],
) -> pa.Table:  # fmt: skip
    rows: list[dict[str, object]] = []
    for file in files:
        for row in rows_of(folder, file):
            names = file.names(row)
            currency = row.get("currency") or currencies.get(names[0], "BRL")
            line = _line(file, row, len(rows) + 1, currency)
            lines[side, len(rows) + 1] = _Labelled(row["scenario"], names, currency, int(str(line["amount"])))  # fmt: skip
            rows.append(line)
    return pa.Table.from_pylist(rows, schema=LINES)


def _line(file: File, row: Row, number: int, currency: str) -> dict[str, object]:
    return {
        "row": number,
        "date": date.fromisoformat(row[file.date][:10]),
        "document": row[file.document] or None,
        "voucher": row[file.voucher] if file.voucher else None,
        "order": row[file.order] or None if file.order else None,
        "text": row[file.text] if file.text else None,
        "currency": currency,
        "amount": int(Decimal(row[file.amount]).scaleb(2)),
    }


class _Told:
    """What the engine said of each line."""

    def __init__(self, decisions: Decisions, lines: dict[Place, _Labelled]) -> None:
        self._lines = lines
        self._with: dict[Place, list[Place]] = {}
        self._kind: dict[Place, str] = {}
        for group in decisions.groups:
            members = [("ours", row) for row in group.members.ours]
            members += [("theirs", row) for row in group.members.theirs]
            self._with |= dict.fromkeys(members, members)
        for difference in decisions.differences:
            for side, rows in (("ours", difference.members.ours), ("theirs", difference.members.theirs)):  # fmt: skip
                self._kind |= {(side, row): difference.kind for row in rows}
        self._called: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
        for place, line in lines.items():
            for name in line.names:
                self._called[place[0], name, line.currency].append(place)

    def is_as_promised(self, place: Place, promised: str) -> bool:
        """A line of which the other side has nothing in its currency stays alone, whatever its label hopes."""
        if promised == "repeated":
            return self._is_repeated(place)
        others = self._spoken_of(place)
        if promised == "alone" or not others or self._mixes_currencies(place):
            return place not in self._with
        if self._is_beside_its_like(place):
            return True
        partners = {each for each in self._with.get(place, ()) if each[0] != place[0]}
        line = self._lines[place]
        if len(line.names) > 1:
            return partners == others
        return bool(partners & others)

    def _mixes_currencies(self, place: Place) -> bool:
        """It speaks of several lines, some of them in another currency: no sum of these is one."""
        side, line = "theirs" if place[0] == "ours" else "ours", self._lines[place]
        return len(line.names) > 1 and not all(
            self._called[side, name, line.currency] for name in line.names
        )

    def _spoken_of(self, place: Place) -> set[Place]:
        side, line = "theirs" if place[0] == "ours" else "ours", self._lines[place]
        found = {each for name in line.names for each in self._called[side, name, line.currency]}
        return {each for each in found if (self._lines[each].amount < 0) == (line.amount < 0)}

    def _likes(self, place: Place) -> list[Place]:
        line = self._lines[place]
        return [
            each
            for each in self._called[place[0], line.names[0], line.currency]
            if self._lines[each].amount == line.amount
        ]

    def _is_repeated(self, place: Place) -> bool:
        """Which of several like lines is the repetition nobody can know: all but one are duplicates."""
        likes = self._likes(place)
        named = [each for each in likes if self._kind.get(each, "").startswith("duplicate")]
        return len(likes) - len(named) <= 1

    def _is_beside_its_like(self, place: Place) -> bool:
        return self._kind.get(place, "").startswith("duplicate") and any(
            each in self._with for each in self._likes(place) if each != place
        )

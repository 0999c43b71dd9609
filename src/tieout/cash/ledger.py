"""Open items, receipts and advices as the stages see them, and the one place where money moves."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tieout.cash.tables import ITEMS, RECEIPTS

Part = tuple[int, int]  # place of an item, minor units of it


@dataclass(frozen=True, slots=True)
class Item:
    """An open invoice, or a credit with a negative amount, in minor units."""

    row: int
    party: str
    party_name: str
    number: str
    issued_on: datetime.date | None
    due_on: datetime.date | None
    amount: int
    currency: str
    order: str
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in, or went back with a negative amount, in minor units."""

    row: int
    date: datetime.date | None
    amount: int
    currency: str
    payer_name: str
    payer_account: str
    text: str
    reference: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One line of a remittance advice."""

    row: int
    reference: str
    date: datetime.date | None
    payment: int | None
    number: str
    paid: int
    deduction: int
    reason: str
    currency: str


def _rows(table: pa.Table, schema: pa.Schema) -> Iterator[tuple[Any, ...]]:
    """The rows of a table with the columns in the order of its schema."""
    return zip(*(table[name].to_pylist() for name in schema.names), strict=True)


def items_of(table: pa.Table) -> list[Item]:
    """In an order that the order of rows in memory cannot change."""
    found = [
        Item(
            row, code or name or "", name or "", number or "", issued, due, amount, currency,
            order or "", text or "",
        )
        for row, code, name, number, issued, due, amount, currency, order, text in _rows(table, ITEMS)
    ]  # fmt: skip
    return sorted(found, key=lambda item: (_day_of(item), item.number, item.row))


def _day_of(item: Item) -> datetime.date:
    return item.issued_on or datetime.date.min


def receipts_of(table: pa.Table) -> list[Receipt]:
    """By date: what came first is decided first."""
    found = [
        Receipt(row, day, amount, currency, name or "", account or "", text or "", reference or "")
        for row, day, amount, currency, name, account, text, reference in _rows(table, RECEIPTS)
    ]
    return sorted(found, key=lambda one: (one.date or datetime.date.min, one.row))


def advices_of(table: pa.Table | None) -> list[Advice]:
    if table is None:
        return []
    found = [
        Advice(
            one["row"], one["bank_reference"] or "", one["date"], one["payment_amount"],
            one["document_number"] or "", one["amount_paid"], one["deduction_amount"] or 0,
            one["reason"] or "", one["currency"] or "",
        )
        for one in table.to_pylist()
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.row)


def is_part_of(part: int, still: int) -> bool:
    """Whether so much may be taken of what is open: the same sign, and no more than it is."""
    return 0 < part <= still or still <= part < 0


class Book:
    """What is still open. Money moves here and nowhere else, and never past zero."""

    def __init__(self, items: list[Item], receipts: list[Receipt]) -> None:
        self.items = items
        self.receipts = receipts
        self.open = [item.amount for item in items]
        self.left = [receipt.amount for receipt in receipts]
        self.moved: dict[str, int] = defaultdict(int)  # party -> how often its items moved
        self.of_party: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._issued: dict[tuple[str, str], list[datetime.date]] = defaultdict(list)
        for place, item in enumerate(items):
            self.of_party[item.party, item.currency].append(place)
            self._issued[item.party, item.currency].append(_day_of(item))

    def issued_by(self, party: str, currency: str, day: datetime.date | None) -> list[int]:
        """The party's items of a currency, without those issued after the day, where one is given."""
        places = self.of_party.get((party, currency), [])
        if day is None:
            return places
        return places[: bisect_right(self._issued[party, currency], day)] if places else places

    def apply(self, receipt: int, parts: list[Part]) -> None:
        """Allocate; a part has the sign of its item and is no larger than what is open of it."""
        for place, amount in parts:
            still = self.open[place]
            assert self.items[place].currency == self.receipts[receipt].currency, "one currency"
            assert is_part_of(amount, still), "an item never passes zero"
            self.open[place] = still - amount
            self.moved[self.items[place].party] += 1
        left = self.left[receipt] - sum(amount for _, amount in parts)
        assert left >= 0, "a receipt never gives more than it is"
        self.left[receipt] = left

    def called(self, places: Sequence[int]) -> dict[str, str]:
        """Items as a sentence names them: the first four numbers, and how many there are."""
        numbers = [self.items[place].number or "?" for place in places]
        shown = ", ".join(numbers[:4]) + (" …" if len(numbers) > 4 else "")
        return {"items": shown, "count": str(len(numbers))}

"""What a remittance advice says a receipt pays: its own numbers, and where one of them is wrong, what else fits it alone.

An advice is believed as it stands where every number is an open item that has so much open. A number that is nobody's, or
that stands for an item of another customer with another amount, is looked for among the payer's own items; then a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tieout.cash.ledger import Advice, Book, Part, Receipt, is_part_of
from tieout.cash.payers import Payer
from tieout.cash.references import References
from tieout.causes import is_discount, is_fee
from tieout.money import exponent_of
from tieout.rules import Rules

_CAUSES = Rules()
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Advised:
    """The parts of a receipt by its advice. ``is_meant``: a number was wrong, and what it means was found otherwise."""

    parts: tuple[Part, ...]
    deductions: tuple[tuple[int, int, str], ...]
    is_meant: bool


class AdviceReader:
    """Finds the items of advice lines."""

    def __init__(self, book: Book, references: References) -> None:
        self.book, self.references = book, references

    def read(
        self, receipt: Receipt, payer: Payer, lines: Sequence[Advice], candidates: Sequence[int]
    ) -> Advised | None:
        """Every line with its item, where the lines add up to the receipt; None where one line has none or two.

        Worked: 347.00 for INV-16 and 74,235.00 for INV-00018 of a receipt of 74,582.00; the second is a part of 151,500.00.
        """
        if sum(line.paid for line in lines) != receipt.amount:
            return None
        found = [self._named(receipt, payer, line, candidates, len(lines) == 1) for line in lines]
        taken = {part[0] for part in found if part}
        if len(taken) < sum(part is not None for part in found):
            return None
        parts: list[Part] = []
        deductions: list[tuple[int, int, str]] = []
        for line, part in zip(lines, found, strict=True):
            if part is None:
                if self._is_settled(receipt, payer, line):
                    return None  # the number is right, and paid already
                part = self._meant(line, [place for place in candidates if place not in taken])
                if part is None:
                    return None
                taken.add(part[0])
            parts.append(part)
            if kept := line.deduction or self._said_to_be_kept(line, part[0]):
                deductions.append((part[0], kept, line.reason or "deduction"))
        return Advised(tuple(parts), tuple(deductions), None in found)

    def _named(
        self, receipt: Receipt, payer: Payer, line: Advice, candidates: Sequence[int], alone: bool
    ) -> Part | None:
        """The item of this very number; of nearly this number only with its very amount."""
        still = self.book.open
        places = self.references.by_number(line.number, payer.scope, receipt.currency)
        if not places:
            near = self.references.near(line.number, candidates)
            places = [place for place in near if still[place] == line.paid]
        places = [place for place in places if still[place]]
        if len(places) > 1:
            places = [place for place in places if still[place] == line.paid]
        if len(places) != 1:
            return None
        place, paid = places[0], line.paid
        if payer.code and self.book.items[place].party not in payer.scope and paid != still[place]:
            return None  # another customer's number, and not its amount: a slip
        if alone and paid > still[place] > 0 and (paid - still[place]) * 4 <= paid:
            paid = still[place]
        return (place, paid) if is_part_of(paid, still[place]) else None

    def _is_settled(self, receipt: Receipt, payer: Payer, line: Advice) -> bool:
        places = self.references.by_number(line.number, payer.scope, receipt.currency)
        return bool(places) and not any(self.book.open[place] for place in places)

    def _meant(self, line: Advice, candidates: Sequence[int]) -> Part | None:
        """The only item with this amount, or with what was kept of it, or with nearly this number, or less a discount."""
        still = self.book.open
        stated = self._kept_of(line)
        near = set(self.references.near(line.number, candidates))
        tests: tuple[Callable[[int], bool], ...] = (
            lambda place: still[place] == line.paid,
            lambda place: still[place] - line.paid in stated,
            lambda place: place in near,
            lambda place: (
                is_discount(still[place], line.paid, _CAUSES)
                or is_fee(still[place], line.paid, _CAUSES)
            ),
        )
        for fits in tests:
            fitting = [p for p in candidates if is_part_of(line.paid, still[p]) and fits(p)]
            if len(fitting) == 1:
                return fitting[0], line.paid
            if fitting:
                return None
        return None

    def _kept_of(self, line: Advice) -> set[int]:
        """The amounts that the reason names: Damaged goods (-$3392.28)."""
        if line.deduction:
            return {line.deduction}
        exponent = exponent_of(line.currency)
        found = set()
        for figure in _FIGURE.findall(line.reason):
            try:
                amount = Decimal(figure.replace(",", "")).scaleb(exponent)
            except InvalidOperation:
                continue
            if amount == amount.to_integral_value() and amount > 0:
                found.add(int(amount))
        return found

    def _said_to_be_kept(self, line: Advice, place: int) -> int:
        gap = self.book.open[place] - line.paid
        return gap if gap and gap in self._kept_of(line) else 0

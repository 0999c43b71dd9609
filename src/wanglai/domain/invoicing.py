"""Figures of an invoice from its lines, and of a credit note from the lines it corrects; half-up, once per document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from wanglai.domain.money import exponent_of, part_of
from wanglai.domain.orders import UNIT_STEP, is_quantity

Fault = Literal["none", "quantity", "price", "tax", "nothing"]
CreditFault = Literal["quantity", "amount"]


@dataclass(frozen=True)
class Priced:
    """A line before its figures: quantity, price without tax in major units of the currency, rate in per cent."""

    quantity: Decimal
    price: Decimal
    tax_percent: Decimal


@dataclass(frozen=True)
class Figures:
    """Minor units."""

    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def first_fault(lines: Sequence[Priced], currency: str) -> Fault | None:
    """Why lines make no document, the first of: none (no line), quantity, price, tax, nothing (worth no minor unit)."""
    if not lines:
        return "none"
    if not all(is_quantity(line.quantity) for line in lines):
        return "quantity"
    prices = [line.price for line in lines]
    if not all(each.is_finite() and each >= 0 and each == each.quantize(UNIT_STEP) for each in prices):  # fmt: skip
        return "price"
    if not all(line.tax_percent.is_finite() and 0 <= line.tax_percent < 100 for line in lines):
        return "tax"
    return None if summed(figures(lines, currency)).gross > 0 else "nothing"


def figures(lines: Sequence[Priced], currency: str) -> tuple[Figures, ...]:
    """Net and tax of each line; together they are the document's, rounded once per rate of tax.

    Three lines of 1 at 0.335, 13 %: net is 1.005 rounded to 1.01, tax 0.13065 to 0.13. Each line is cut to 0.33 and
    0.04; what is left over, 0.02 and 0.01, goes to the largest line, of equals the first.
    """
    unit = Decimal(10) ** exponent_of(currency)
    exact = [line.quantity * line.price * unit for line in lines]
    net, tax = [0] * len(lines), [0] * len(lines)
    for percent in dict.fromkeys(line.tax_percent for line in lines):
        places = [at for at, line in enumerate(lines) if line.tax_percent == percent]
        nets = _split([exact[at] for at in places])
        taxes = _split([exact[at] * percent / 100 for at in places])
        for at, of_net, of_tax in zip(places, nets, taxes, strict=True):
            net[at], tax[at] = of_net, of_tax
    return tuple(Figures(*each) for each in zip(net, tax, strict=True))


def _split(exact: Sequence[Decimal]) -> list[int]:
    """Whole minor units that add up to the rounded sum; what is left over goes to the largest."""
    whole = int(sum(exact, Decimal(0)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    parts = [int(each.quantize(Decimal(1), rounding=ROUND_FLOOR)) for each in exact]
    largest = max(range(len(exact)), key=lambda at: (exact[at], -at))
    parts[largest] += whole - sum(parts)
    assert min(parts) >= 0, "a part of nothing or more"
    return parts


def summed(parts: Iterable[Figures]) -> Figures:
    """The document's figures: the sum of its lines."""
    given = list(parts)
    return Figures(sum(each.net for each in given), sum(each.tax for each in given))


@dataclass(frozen=True)
class Credited:
    """A line of an invoice with what is left of it after the credit notes before."""

    quantity_left: Decimal
    net_left: int
    tax_left: int


def credit_by_quantity(left: Credited, quantity: Decimal) -> Figures | CreditFault:
    """So much of a line taken back at its own price; the last of it takes whatever rounding left.

    A line of 3 for 100.00 net and 13.00 tax: 1 is 33.33 and 4.33, the last 1 of it 33.34 and 4.34.
    """
    if not is_quantity(quantity) or quantity > left.quantity_left:
        return "quantity"
    amount, of = int(quantity / UNIT_STEP), int(left.quantity_left / UNIT_STEP)
    return Figures(_part(left.net_left, amount, of), _part(left.tax_left, amount, of))


def credit_by_amount(left: Credited, net: int) -> Figures | CreditFault:
    """So much net off a line, with the tax that belongs to it. 50.00 of 100.00 with 13.00 tax: 50.00 and 6.50."""
    if not 0 < net <= left.net_left:
        return "amount"
    return Figures(net, _part(left.tax_left, net, left.net_left))


def _part(whole: int, amount: int, of: int) -> int:
    return part_of(whole, amount=amount, of=of)

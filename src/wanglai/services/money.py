"""Money for the screens: the engine's own figures and decimals, passed on through the one room that may call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tieout.money import as_text, exponent_of, for_people, uncommon_currencies

__all__ = [
    "Amount",
    "as_text",
    "exponent_of",
    "for_people",
    "minor_of",
    "sums",
    "uncommon_currencies",
]


@dataclass(frozen=True)
class Amount:
    """Money as a page prints it: 123456 minor units of CNY read ``1,234.56``."""

    minor: int
    currency: str

    @property
    def text(self) -> str:
        return for_people(self.minor, self.currency)

    @property
    def is_negative(self) -> bool:
        return self.minor < 0

    @property
    def is_zero(self) -> bool:
        return self.minor == 0

    def __str__(self) -> str:
        return self.text


def sums(amounts: Iterable[Amount]) -> tuple[Amount, ...]:
    """One amount per currency, by currency: sums of different currencies are never added."""
    found: dict[str, int] = {}
    for amount in amounts:
        found[amount.currency] = found.get(amount.currency, 0) + amount.minor
    return tuple(Amount(minor, currency) for currency, minor in sorted(found.items()))


def minor_of(text: str, currency: str) -> int | None:
    """``1,234.56`` as 123456 minor units of CNY; None where it is no amount of that currency."""
    try:
        minor = Decimal(text.replace(",", "").replace(" ", "")).scaleb(exponent_of(currency))
    except ArithmeticError:  # no figure, or one beyond what Decimal holds
        return None
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) >= 1 << 62:
        return None
    return int(minor)

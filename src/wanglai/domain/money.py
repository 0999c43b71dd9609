"""Minor units, conversion at a rate, and splits that never lose a cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
# As tieout/money.py has them, which these rules may not import; tests/services/test_money.py holds the two together.
_EXPONENTS = {
    **dict.fromkeys(_WHOLE.split(), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def exponent_of(currency: str) -> int:
    """Decimal places of a currency (ISO 4217): JPY 0, CNY 2, KWD 3."""
    return _EXPONENTS.get(currency, 2)


def in_figures(amount: int, currency: str) -> str:
    """Minor units as people read them on paper: -123450 CNY is ``-1,234.50``, 1200 JPY ``1,200``."""
    exponent = exponent_of(currency)
    whole, rest = divmod(abs(amount), 10**exponent)
    places = f".{rest:0{exponent}d}" if exponent else ""
    return f"{'-' if amount < 0 else ''}{whole:,}{places}"


def converted(amount: int, *, currency: str, base: str, rate: Decimal) -> int:
    """Minor units of ``currency`` in minor units of ``base``; half-up, away from zero at the half.

    ``rate`` is base units for one unit, both major: 100.00 USD at 7.12345 are 712.35 CNY
    (10_000 -> 71_235); 1,000 JPY at 0.0485 are 48.50 CNY (1_000 -> 4_850).
    """
    if currency == base:
        assert rate == 1, "the base currency is worth itself"
        return amount
    scale = Decimal(10) ** (exponent_of(base) - exponent_of(currency))
    return int((Decimal(amount) * rate * scale).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def part_of(whole: int, *, amount: int, of: int) -> int:
    """The share of ``whole`` that ``amount`` is of ``of``, half-up; all of it when nothing remains.

    A third of 100 minor units: part_of(100, amount=1, of=3) = 33, and the last part takes what is left.
    """
    assert 0 < amount <= of, "a part is more than nothing and at most the whole"
    if amount == of:
        return whole
    return (2 * whole * amount + of) // (2 * of)


def shares(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """``whole`` split by weight; what rounding leaves over goes to the largest part.

    100 by 1, 1, 1 is 34, 33, 33 (the first of equals is the largest).
    """
    total = sum(weights)
    assert weights, "a split has parts"
    assert total > 0, "a split has a weight"
    parts = [whole * weight // total for weight in weights]
    largest = max(range(len(weights)), key=lambda at: (weights[at], -at))
    parts[largest] += whole - sum(parts)
    return tuple(parts)


def percent_of(amount: int, percent: Decimal) -> int:
    """So many per cent of an amount in minor units, half-up, away from zero at the half.

    2 % of 1,130.00 are 22.60 (113_000 -> 2_260); 1.5 % of 0.33 are 0.00 (33 -> 0), of 0.34 are 0.01.
    """
    return int((amount * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))

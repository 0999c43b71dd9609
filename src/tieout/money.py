"""Money is integer minor units plus a currency; nothing here ever touches a float."""

from __future__ import annotations

from functools import lru_cache

# ISO 4217: currencies whose minor unit is not a hundredth.
_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_EXPONENTS = {
    **dict.fromkeys(_WHOLE.split(), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def exponent_of(currency: str) -> int:
    """Decimal places of a currency: 2 for CNY, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def uncommon_currencies() -> tuple[str, ...]:
    """The currencies that have not two decimal places, by code."""
    return tuple(sorted(code for code, places in _EXPONENTS.items() if places != 2))


def as_text(minor_units: int, currency: str) -> str:
    """Minor units as a plain decimal string: 123456 CNY is ``1234.56``, -5 CNY is ``-0.05``."""
    places = exponent_of(currency)
    sign = "-" if minor_units < 0 else ""
    if not places:
        return f"{sign}{abs(minor_units)}"
    whole, rest = divmod(abs(minor_units), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}"


@lru_cache(maxsize=1 << 18)
def for_people(minor_units: int, currency: str) -> str:
    """The same with thousands separators: ``1,234.56``."""
    places = exponent_of(currency)
    sign = "-" if minor_units < 0 else ""
    if not places:
        return f"{sign}{abs(minor_units):,}"
    whole, rest = divmod(abs(minor_units), 10**places)
    return f"{sign}{whole:,}.{rest:0{places}d}"

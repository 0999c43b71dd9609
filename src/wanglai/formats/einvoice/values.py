"""Texts of an e-invoice as amounts, numbers, rates and days. What is not clearly one is None, never a near guess."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

_MONEY = re.compile(
    r"([-+]?)¥?([-+]?)([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.([0-9]{1,12}))?"
)
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_RATE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,9})?)(%?)")
_DAY = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日|([0-9]{2})([0-9]{2}))"
    r"(?:[T ]?[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
NO_TAX = frozenset(("免税", "不征税", "出口零税率", "普通零税率", "零税率", "***", "*", "—", "-"))


class PartsOfFen(ValueError):
    """An amount with more than two places that are not zero: it is not rounded."""


def plain(text: str) -> str:
    """Full width to half width, without blanks at the ends and around."""
    return unicodedata.normalize("NFKC", text).strip()


def money(text: str) -> int | None:
    """Yuan as fen: ``1,234.50`` is 123450, ``-0.10`` is -10. Raises PartsOfFen."""
    match = _MONEY.fullmatch(re.sub(r"\s", "", plain(text)))
    if match is None or (match[1] and match[2]):
        return None
    places = match[4] or ""
    if places[2:].strip("0"):
        raise PartsOfFen(text)
    fen = int(match[3].replace(",", "")) * 100 + int(places[:2].ljust(2, "0"))
    return -fen if "-" in match[1] + match[2] else fen


def number(text: str) -> Decimal | None:
    """Quantity or price, exactly as many places as stand there."""
    bare = plain(text).removeprefix("¥")
    return Decimal(bare) if _NUMBER.fullmatch(bare) else None


def rate(text: str) -> Decimal | None:
    """A ratio: ``13%`` and ``0.13`` are 0.13. ``13`` alone could be either and is None, as is all above the whole."""
    match = _RATE.fullmatch(plain(text))
    if match is None:
        return None
    ratio = Decimal(match[1]) / 100 if match[2] else Decimal(match[1])
    return ratio.normalize() + 0 if ratio < 1 else None


def day(text: str) -> date | None:
    """``2026年03月05日``, ``2026-03-05``, ``20260305``, each with or without a time of day after it."""
    match = _DAY.fullmatch(plain(text))
    if match is None:
        return None
    month, of_month = (match[3], match[4]) if match[3] else (match[5], match[6]) if match[5] else (match[7], match[8])  # fmt: skip
    try:
        return date(int(match[1]), int(month), int(of_month))
    except ValueError:
        return None

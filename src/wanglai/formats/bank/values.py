"""Texts of a bank's file as minor units and days. What is not clearly one is a problem, never a near guess."""

from __future__ import annotations

import codecs
import re
from datetime import date

from wanglai.domain.money import exponent_of
from wanglai.formats.bank.problems import problem
from wanglai.formats.problem import Problem

_MONEY = re.compile(r"([0-9]{0,18})(?:[.,]([0-9]{0,12}))?")
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:T.*)?(?:Z|[-+][0-9]{2}:?[0-9]{2})?")
_SHORT_DAY = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
_CENTURY = 80  # two digits of a year from here on are of 19..; SWIFT has it so


class Notes:
    """The problems found so far, in the order of the file."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, code: str, place: str, excerpt: str = "", **values: str | int) -> None:
        self.found.append(problem(code, place, excerpt, **values))

    def money(self, text: str, currency: str, place: str) -> int | None:
        """Minor units of an unsigned amount with a point or a comma: ``35,7`` EUR is 3570, ``100`` JPY is 100.

        Zeros beyond the places of the currency say nothing; anything else there is not rounded but refused.
        """
        match = _MONEY.fullmatch(text.strip())
        if match is None or not (match[1] or match[2]):
            self.add("bank.amount", place, text, value=text[:40])
            return None
        places, exponent = match[2] or "", exponent_of(currency)
        if places[exponent:].strip("0"):
            self.add("bank.places", place, text, value=text[:40], currency=currency)
            return None
        return int((match[1] or "0") + places[:exponent].ljust(exponent, "0"))

    def day(self, text: str, place: str) -> date | None:
        """``2026-03-05``, ``20260305`` or, with a time, the day of it; None for nothing."""
        if not text.strip():
            return None
        match = _DAY.fullmatch(text.strip())
        return self._day(match and (match[1], match[2], match[3]), text, place)

    def short_day(self, text: str, place: str) -> date | None:
        """``260305``: the fifth of March 2026."""
        match = _SHORT_DAY.fullmatch(text)
        if match is None:
            return self._day(None, text, place)
        century = "19" if int(match[1]) >= _CENTURY else "20"
        return self._day((century + match[1], match[2], match[3]), text, place)

    def _day(self, parts: tuple[str, str, str] | None, text: str, place: str) -> date | None:
        try:
            if parts:
                return date(*map(int, parts))
        except ValueError:
            pass
        self.add("bank.day", place, text, value=text[:40])
        return None


def decoded(content: bytes) -> str:
    """UTF-16 where its mark says so, UTF-8 where it is, else GB18030 where that is what Chinese banks send, else Latin-1, in which every byte is a sign."""
    wide = ("utf-16",) if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ()
    for encoding in (*wide, "utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")

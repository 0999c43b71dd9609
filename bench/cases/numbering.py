"""Document numbers: how issuers form them, how the other side rewrites them, how they break."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from random import Random

Rewrite = Callable[[str], str]

_SCHEMES = (
    "SI-{year}-{n:06d}",
    "INV{n:06d}",
    "XS{yymm}{n:04d}",
    "RE-{year}-{n:05d}",
    "{n:08d}",
    "26{n:010d}31500000",  # the 20 digits of a fully digital Chinese e-invoice
    "SH/{year}/{n:05d}",
    "{n:06d}",
)
_SHORT = ("{n}", "A{n}", "{n:04d}")


class Numbers:
    """One issuer's running numbers. Starts are apart, so that two series rarely share digits."""

    def __init__(self, random: Random, *, scheme: str, start: int) -> None:
        self.random = random
        self.scheme = scheme
        self.last = start

    def next(self, day: date) -> str:
        self.last += 1 if self.random.random() < 0.8 else self.random.randint(2, 4)
        return self.scheme.format(n=self.last, year=day.year, yymm=day.strftime("%y%m"))


def invoice_numbers(random: Random, *, short: bool) -> Numbers:
    scheme = random.choice(_SHORT if short else _SCHEMES)
    start = random.randint(11, 400) if short else random.randint(1_000, 90_000)
    if scheme == "XS{yymm}{n:04d}":
        start = random.randint(100, 3_000)
    return Numbers(random, scheme=scheme, start=start)


def order_numbers(random: Random) -> Numbers:
    scheme = random.choice(("PO{n:07d}", "45000{n:05d}", "DD-{yymm}-{n:04d}", "C{n:05d}"))
    return Numbers(random, scheme=scheme, start=random.randint(1_000, 9_000))


def bank_references(random: Random) -> Numbers:
    scheme = random.choice(("{year}{n:012d}", "TXN{n:09d}", "G{n:08d}CN", "EB{yymm}{n:07d}"))
    return Numbers(random, scheme=scheme, start=random.randint(100_000, 900_000))


def voucher_numbers(random: Random, *, chinese: bool) -> Numbers:
    schemes = ["JV{n:05d}", "{n}", "V-{n:04d}", "{year}-{n:05d}", "9{n:06d}"]
    if chinese:
        schemes += ["记-{n:04d}", "银收-{n:03d}", "转字第{n:04d}号"]
    return Numbers(random, scheme=random.choice(schemes), start=random.randint(1, 900))


def receipt_numbers(random: Random, *, side: str) -> Numbers:
    ours = ("SK-{year}-{n:04d}", "RC{n:06d}", "SKD{yymm}{n:03d}")
    theirs = ("FK-{yymm}-{n:03d}", "PAY{n:06d}", "ZF{n:08d}")
    scheme = random.choice(ours if side == "ours" else theirs)
    return Numbers(random, scheme=scheme, start=random.randint(10, 9_00))


def _letters_off(number: str) -> str:
    return re.sub(r"^[A-Za-z]+[-/]?", "", number) or number


def _separators_off(number: str) -> str:
    return re.sub(r"[-/]", "", number)


def _separators_other(number: str) -> str:
    return re.sub(r"[-/]", " ", number) if re.search(r"[-/]", number) else number


def _zeros_off(number: str) -> str:
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", number)


def _zeros_on(number: str) -> str:
    return re.sub(r"([0-9]+)$", lambda match: match[1].zfill(len(match[1]) + 2), number)


def _prefixed(number: str) -> str:
    return f"FP-{number}"


def _lower(number: str) -> str:
    return number.lower()


def _wide(number: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in number)


REWRITES: dict[str, Rewrite] = {
    "letters off": _letters_off,
    "separators off": _separators_off,
    "separators other": _separators_other,
    "zeros off": _zeros_off,
    "zeros on": _zeros_on,
    "prefixed": _prefixed,
    "lower": _lower,
    "wide": _wide,
}


def typing_error(random: Random, number: str) -> str:
    """Two neighbouring digits swapped, or one digit wrong."""
    places = [i for i in range(len(number) - 1) if number[i : i + 2].isdigit()]
    swappable = [i for i in places if number[i] != number[i + 1]]
    if swappable:
        i = random.choice(swappable)
        return number[:i] + number[i + 1] + number[i] + number[i + 2 :]
    if not places:
        return number + "1"
    i = places[-1]
    return number[:i] + str((int(number[i]) + 4) % 10) + number[i + 1 :]


def scanning_error(random: Random, number: str) -> str:
    """One character as a scanner misreads it: O for 0, I for 1, S for 5, B for 8."""
    confusions = {"0": "O", "1": "I", "5": "S", "8": "B"}
    places = [i for i, c in enumerate(number) if c in confusions]
    if not places:
        return typing_error(random, number)
    i = random.choice(places)
    return number[:i] + confusions[number[i]] + number[i + 1 :]

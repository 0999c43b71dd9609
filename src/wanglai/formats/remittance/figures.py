"""What stands in a line: amounts, and words like a document's number."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_MONEY = re.compile(
    r"(?<![A-Za-z0-9_.,/#-])(?P<minus>-|\()?(?:CNY|RMB|USD|EUR|GBP|HKD|JPY|[¥$€£])?\s?(?P<inner>-)?"
    r"(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+[.,]\d+|\d+)\)?"
    r"(?P<unit>\s?(?:元|CNY|RMB|USD|EUR|GBP|HKD|JPY))?(?![A-Za-z0-9_/#-]|[.,]\d)"
)
_SIGNED = re.compile(r"CNY|RMB|USD|EUR|GBP|HKD|JPY|[¥$€£]")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_#.-]*[A-Za-z0-9]")
_PARTED = re.compile(r"[-/_#]")


class Amount(NamedTuple):
    value: Decimal | None  # None: it can be read in two ways
    start: int
    end: int
    is_sure: bool  # a sign, a decimal part or groups of three say that it is money


def has_letters(number: str) -> bool:
    return any(sign.isalpha() for sign in number)


def amounts_in(line: str) -> list[Amount]:
    found = []
    for each in _MONEY.finditer(line):
        figure = each["figure"]
        is_money = bool(each["unit"] or _SIGNED.search(each.group()) or re.search(r"[.,]", figure))
        if not is_money and _is_within_words(line, each):
            continue
        value = _value(figure)
        is_below = bool(each["minus"] or each["inner"])
        found.append(Amount(-value if value is not None and is_below else value, each.start(), each.end(), is_money))  # fmt: skip
    return found


def _is_within_words(line: str, found: re.Match[str]) -> bool:
    """第3期 names no money; 付款12,000.00元 does, by its sign."""
    return any(sign.isalnum() for sign in line[found.start() - 1 : found.start()] + line[found.end() : found.end() + 1])  # fmt: skip


def _value(figure: str) -> Decimal | None:
    """1,234.50 and 1.234,50 are 1234.50; 1.234 may be either and is nothing."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", figure):
        return Decimal(figure.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", figure):
        return Decimal(figure.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}\.\d{3}", figure):
        return None
    return Decimal(figure.replace(",", "."))


def numbers_in(line: str, amounts: list[Amount]) -> list[tuple[str, int]]:
    """Words like a document's number that are no amount, with their places."""
    found = []
    for each in _NUMBER.finditer(line):
        word = each.group().lstrip("#")
        is_amount = any(one.start <= each.start() < one.end for one in amounts)
        if _is_like_a_number(word) and not is_amount:
            found.append((word, each.start()))
    return found


def _is_like_a_number(word: str) -> bool:
    """Three digits or more, or letters and digits parted by a sign: 20260311, INV-1, CN/7; not Net30."""
    digits = sum(sign.isdigit() for sign in word)
    return digits > 2 or bool(digits and _PARTED.search(word) and has_letters(word))


def last_alone(amounts: list[Amount], numbers: list[tuple[str, int]]) -> list[Amount]:
    """A bare integer is money only as the last of a line that names something else before it."""
    if not amounts:
        return []
    last = amounts[-1]
    return [last] if any(place < last.start for _, place in numbers) else []

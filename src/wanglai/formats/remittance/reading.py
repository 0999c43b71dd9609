"""Line by line through a pasted text: a document number, an amount, perhaps a deduction with its reason.

Nothing is guessed: a line with two amounts and no word that tells them apart, or with an amount that can be read in two ways, is
named as a problem and not used. Whose the numbers are is not known here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from wanglai.formats.problem import Problem
from wanglai.formats.remittance.advice import AdvisedLine, Mention, Reading
from wanglai.formats.remittance.mail import is_mail, letter_of
from wanglai.formats.remittance.problems import problem

TEXT_MAX_MB = 20  # a mail carries its attachments
LINES_MAX = 20_000
_LINE_MAX = 1_000  # letters of a line that are looked at

_DATES = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|\d{1,2}:\d\d(?::\d\d)?)(?!\d)"
)
_PER_CENT = re.compile(r"\d+(?:[.,]\d+)?\s?%")
_MONEY = re.compile(
    r"(?<![\w.,/#-])(?P<minus>-|\()?(?:CNY|RMB|USD|EUR|GBP|HKD|JPY|[¥$€£])?\s?(?P<inner>-)?"
    r"(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+[.,]\d+|\d+)\)?"
    r"(?P<unit>\s?(?:元|CNY|RMB|USD|EUR|GBP|HKD|JPY))?(?![\w/#-]|[.,]\d)"
)
_SIGNED = re.compile(r"CNY|RMB|USD|EUR|GBP|HKD|JPY|[¥$€£]")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_#.-]*[A-Za-z0-9]")
_PARTED = re.compile(r"[-/_#]")
_KEPT_BACK = re.compile(
    r"扣款|扣除|扣减|少付|折扣|扣|deduct\w*|discount|withheld|less\b|kept\b|abzug|skonto",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"合\s?计|总\s?计|共\s?计|付款总额|\btotal\b|\bsum\b|\bsumme\b|\bgesamt\w*", re.IGNORECASE)  # fmt: skip
_EDGES = " \t,;:|，；：。、()（）-–—*·"


class _Amount(NamedTuple):
    value: Decimal | None  # None: it can be read in two ways
    start: int
    end: int
    is_sure: bool  # a sign, a decimal part or groups of three say that it is money


def read_advice_text(content: bytes, file: str) -> Reading:
    """Every line that names a document and an amount; what is unclear is a problem with its line. Never raises for its content.

    A mail (``.eml``) is read by its text; its first attached table goes along.
    """
    if not is_mail(file):
        text = _decoded(content)
        return _read(text, file) if text is not None else _unreadable(file)
    letter = letter_of(content)
    found = _read(letter.text, file)
    return replace(
        found,
        sender=letter.sender,
        subject=letter.subject,
        table_name=letter.table_name,
        table=letter.table,
    )


def _read(text: str, file: str) -> Reading:
    work = _Reading(file)
    lines = text.splitlines()
    for row, line in enumerate(lines[:LINES_MAX], start=1):
        work.take(row, unicodedata.normalize("NFKC", line)[:_LINE_MAX].strip())
    if len(lines) > LINES_MAX:
        work.problems.append(problem("remittance.too_long", file, limit=LINES_MAX))
    return work.read()


def _unreadable(file: str) -> Reading:
    return Reading(file, (), (), "", (problem("remittance.encoding", file),))


def _decoded(content: bytes) -> str | None:
    """UTF-8 or, as Chinese programs save texts, GB 18030; None where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class _Reading:
    """What was found so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: list[AdvisedLine] = []
        self.mentions: list[Mention] = []
        self.problems: list[Problem] = []
        self.totals: list[Decimal] = []

    def read(self) -> Reading:
        if len(set(self.totals)) > 1:
            self.problems.append(problem("remittance.two_totals", self.file))
        total = str(self.totals[0]) if len(set(self.totals)) == 1 else ""
        return Reading(self.file, tuple(self.lines), tuple(self.mentions), total, tuple(self.problems))  # fmt: skip

    def take(self, row: int, line: str) -> None:
        bare = _PER_CENT.sub(_blank, _DATES.sub(_blank, line))
        amounts = _amounts(bare)
        numbers = _numbers(bare, [each for each in amounts if each.is_sure])
        if not any(each.is_sure for each in amounts):
            amounts = _last_alone(amounts, numbers)
            numbers = [each for each in numbers if not any(a.start <= each[1] < a.end for a in amounts)]  # fmt: skip
        else:
            amounts = [each for each in amounts if each.is_sure]
        said = tuple(number for number, _ in numbers)
        if _TOTAL.search(bare) and not any(_has_letters(each) for each in said):
            self.totals += [each.value for each in amounts[-1:] if each.value is not None]
        elif not amounts:
            self.mentions += [Mention(row, number, line[:200]) for number in said]
        elif any(each.value is None for each in amounts):
            self._wrong("remittance.amount", row, line)
        elif not said:
            self._wrong("remittance.no_number", row, line)
        else:
            self._advised(row, line, bare, amounts, said)

    def _advised(
        self, row: int, line: str, bare: str, amounts: list[_Amount], numbers: tuple[str, ...]
    ) -> None:
        values = [each.value for each in amounts if each.value is not None]
        word = _KEPT_BACK.search(bare)
        paid, kept, reason, may_be_gross = values[0], Decimal(0), "", False
        if len(values) == 2 and word and amounts[0].end <= word.start() < amounts[1].start:
            kept, may_be_gross = abs(values[1]), True
            reason = line[amounts[1].end :].strip(_EDGES) or word.group()
        elif len(values) == 3 and values[0] - values[1] == values[2]:
            kept, paid = values[1], values[2]
            reason = line[amounts[2].end :].strip(_EDGES)
        elif len(values) != 1:
            self._wrong("remittance.two_amounts", row, line)
            return
        elif word and word.start() > amounts[0].end:
            reason = line[word.start() :].strip(_EDGES)
        self.lines.append(
            AdvisedLine(row, numbers, str(paid), str(kept), reason[:200], line[:200], may_be_gross)
        )

    def _wrong(self, code: str, row: int, line: str) -> None:
        self.problems.append(problem(code, f"{self.file}:{row}", line))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _has_letters(number: str) -> bool:
    return any(sign.isalpha() for sign in number)


def _amounts(line: str) -> list[_Amount]:
    found = []
    for each in _MONEY.finditer(line):
        figure = each["figure"]
        is_money = bool(each["unit"] or _SIGNED.search(each.group()) or re.search(r"[.,]", figure))
        value = _value(figure)
        is_below = bool(each["minus"] or each["inner"])
        found.append(_Amount(-value if value is not None and is_below else value, each.start(), each.end(), is_money))  # fmt: skip
    return found


def _value(figure: str) -> Decimal | None:
    """1,234.50 and 1.234,50 are 1234.50; 1.234 may be either and is nothing."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", figure):
        return Decimal(figure.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", figure):
        return Decimal(figure.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}\.\d{3}", figure):
        return None
    return Decimal(figure.replace(",", "."))


def _numbers(line: str, amounts: list[_Amount]) -> list[tuple[str, int]]:
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
    return digits > 2 or bool(digits and _PARTED.search(word) and _has_letters(word))


def _last_alone(amounts: list[_Amount], numbers: list[tuple[str, int]]) -> list[_Amount]:
    """A bare integer is money only as the last of a line that names something else before it."""
    if not amounts:
        return []
    last = amounts[-1]
    return [last] if any(place < last.start for _, place in numbers) else []

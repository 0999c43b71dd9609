"""What the cells of a column look like: shares of dates, numbers, words, and how they vary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from tieout.reading.currencies import currency_of
from tieout.reading.dates import parse_date, parse_serial
from tieout.reading.grid import Encoded, letter_of
from tieout.reading.numbers import is_dash, parse_number
from tieout.reading.words import meanings

_SAMPLE = 400
_PLUS = frozenset(
    [
        "借",
        "借方",
        "dr",
        "d",
        "debit",
        "dr.",
        "s",
        "soll",
        "收入",
        "收",
        "存入",
        "转入",
        "入",
        "in",
        "income",
        "已收入",
        "增加",
        "+",
        "dt",
        "db",
        "debits",
    ]
)
_MINUS = frozenset(
    [
        "贷",
        "贷方",
        "cr",
        "c",
        "credit",
        "cr.",
        "h",
        "haben",
        "支出",
        "支",
        "取出",
        "转出",
        "付",
        "出",
        "out",
        "expense",
        "付出",
        "减少",
        "-",
        "ct",
        "kt",
        "credits",
    ]
)
_NEUTRAL = frozenset(["平", "/", "不计收支", "0"])
_VOUCHER = re.compile(r"^[记收付转]\W?\d|[记收付转]字|凭|^JV|^JE|^GL|^JNL|^V-?\d", re.IGNORECASE)
_ID = re.compile(
    r"(?=.*\d)(?!(?:.*[\u4e00-\u9fff]){5})(?:[\w\-/#.()\[\]*+\\:]{1,40}"
    r"|(?:[A-Z]{1,4}|[A-Za-z\-/#.]*\d[\w\-/#.]*) [\w\-/#.]*\d[\w\-/#.]*)"
)


def direction_of(text: str) -> int | None:
    """+1 for a debit or money in, -1 for a credit or money out, 0 for neither (平), None for no word.

    Two words count when they agree: ``贷 Cr`` is -1.
    """
    bare = text.strip().casefold()
    if bare in _PLUS:
        return 1
    if bare in _MINUS:
        return -1
    if bare in _NEUTRAL:
        return 0
    words = re.split(r"[\s/()（）]+", bare)
    if 1 < len(words) <= 3:
        sides = {direction_of(word) for word in words if word}
        if len(sides) == 1:
            return sides.pop()
    return None


@dataclass(frozen=True)
class Minor:
    """Amounts of one column, per distinct cell: minor units, None for nothing, or why unreadable."""

    values: list[int | None]
    faults: dict[int, str]  # distinct cell -> reason: unreadable, finer, formula, error, date …


@dataclass
class Column:
    """One column of the body with its label and its typical shape."""

    at: int
    label: str
    encoded: Encoded
    sample: list[int] = field(default_factory=list)  # distinct cells met in sampled rows
    amounts: dict[tuple[str, int], Minor] = field(
        default_factory=dict
    )  # by mark and exponent, once read

    @property
    def letter(self) -> str:
        return letter_of(self.at)

    @property
    def name(self) -> str:
        return self.label or self.letter

    @cached_property
    def senses(self) -> dict[str, int]:
        return meanings(self.label)

    @cached_property
    def filled(self) -> list[int]:
        return [at for at in self.sample if self.encoded.texts[at]]

    @cached_property
    def valued(self) -> list[int]:
        """Sampled cells that say something: not blank and not an accountant's dash."""
        return [at for at in self.filled if not is_dash(self.encoded.texts[at])]

    def _share(self, test: Callable[[int], bool]) -> float:
        valued = self.valued
        return sum(map(test, valued)) / len(valued) if valued else 0.0

    @cached_property
    def fill(self) -> float:
        return len(self.filled) / len(self.sample) if self.sample else 0.0

    @cached_property
    def dates(self) -> float:
        texts, tags = self.encoded.texts, self.encoded.tags
        return self._share(lambda at: tags[at] == "d" or parse_date(texts[at]) is not None)

    @cached_property
    def serials(self) -> float:
        texts = self.encoded.texts
        return self._share(lambda at: parse_serial(texts[at]) is not None)

    @cached_property
    def numbers(self) -> float:
        texts, tags = self.encoded.texts, self.encoded.tags
        return self._share(
            lambda at: (
                tags[at] in "nf"
                or (
                    tags[at] == "t"
                    and (
                        parse_number(texts[at], ".") is not None
                        or parse_number(texts[at], ",") is not None
                    )
                )
            )
        )

    @cached_property
    def directions(self) -> float:
        texts = self.encoded.texts
        filled = self.filled
        if not filled:
            return 0.0
        return sum(direction_of(texts[at]) is not None for at in filled) / len(filled)

    @cached_property
    def currencies(self) -> float:
        texts = self.encoded.texts
        return self._share(lambda at: currency_of(texts[at]) is not None)

    @cached_property
    def ids(self) -> float:
        texts = self.encoded.texts
        return self._share(
            lambda at: _ID.fullmatch(unicodedata.normalize("NFKC", texts[at])) is not None
        )

    @cached_property
    def chinese(self) -> float:
        texts = self.encoded.texts
        return self._share(lambda at: bool(re.search("[\u4e00-\u9fff]{2}", texts[at])))

    @cached_property
    def variety(self) -> float:
        valued = self.valued
        return len(set(valued)) / len(valued) if valued else 0.0

    @cached_property
    def vouchers(self) -> float:
        """Share of cells written like a journal's own numbers: 记-0012, 转字第0381号, JV00592."""
        texts = self.encoded.texts
        return self._share(lambda at: bool(_VOUCHER.search(texts[at])))

    @cached_property
    def counter(self) -> bool:
        """Whether the column merely counts its rows: 1, 2, 3 …"""
        texts = self.encoded.texts
        values = [
            int(texts[at]) for at in self.valued if texts[at].isdecimal() and len(texts[at]) < 9
        ]
        if len(values) < 3 or len(values) < len(self.valued):
            return False
        rising = all(a < b for a, b in pairwise(values))
        falling = all(a > b for a, b in pairwise(values))
        rows = len(self.encoded.indices)
        return (rising or falling) and min(values) <= 2 and max(values) <= rows and self.fill > 0.9

    @cached_property
    def length(self) -> float:
        texts = self.encoded.texts
        valued = self.valued
        return sum(len(texts[at]) for at in valued) / len(valued) if valued else 0.0

    @cached_property
    def decimals(self) -> float:
        """Share of cells with a fraction: money mostly has one, counters and numbers never."""
        texts = self.encoded.texts
        return self._share(lambda at: bool(re.search(r"[.,]\d{1,2}\D?$", texts[at])))


def columns_of(
    cells: dict[int, Encoded], labels: dict[int, str], body: range, apart: set[int]
) -> list[Column]:
    """The columns of the body, sampled evenly over its rows; ``apart`` are rows that are no lines."""
    rows = [at for at in body if at not in apart]
    step = max(1, len(rows) // _SAMPLE)
    sampled = rows[::step][: _SAMPLE + 1]
    columns = []
    for at, encoded in cells.items():
        sample = [encoded.indices[row - body.start] for row in sampled]
        label = " ".join(labels.get(at, "").split())
        columns.append(Column(at, label, encoded, sample))
    return columns

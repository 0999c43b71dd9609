"""What our own ledger knows, prepared for recognising the columns of somebody else's."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from functools import cached_property

import pyarrow as pa

from tieout.ledger import Ledger

_NOT_ALNUM = re.compile(r"[\W_]+")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-/_.]{2,}")
_DIGITS = re.compile(r"\d+")
_CORE = 4
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def key_of(text: str) -> str:
    """A document number for comparing: ``INV-000123`` and ``inv 123`` are both ``inv123``."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _NOT_ALNUM.sub("", _ZEROS.sub("", text.casefold()))


def cores_of(text: str) -> set[str]:
    """The digits of a number without prefix and padding: ``SH/2025/00123`` gives 202500123 and 123.

    Short ones are left out, since they stand in everything.
    """
    runs = [run.lstrip("0") for run in _DIGITS.findall(unicodedata.normalize("NFKC", text))]
    if not runs:
        return set()
    return {core for core in ("".join(runs), runs[-1]) if len(core) >= _CORE}


class Reference:
    """Numbers, amounts and dates of our ledger as sets; built once for a pair of files."""

    def __init__(self, ledger: Ledger) -> None:
        self.currency = ledger.reading.currency
        self.opening = ledger.reading.opening
        self.lines = ledger.lines
        self.amounts: list[int] = self._list("amount")

    def _list(self, column: str) -> list[object]:
        values: list[object] = self.lines.column(column).to_pylist()
        return values  # type: ignore[return-value]

    def _keys(self, column: str) -> set[str]:
        texts = self.lines.column(column).unique().to_pylist()
        return {key for text in texts if text and (key := key_of(text))}

    @cached_property
    def documents(self) -> set[str]:
        return self._keys("document")

    @cached_property
    def numbers(self) -> set[str]:
        """Every number by which they might know us: of the document column, or within our texts."""
        known = set(self.documents)
        for text in self.lines.column("text").unique().to_pylist():
            for token in _TOKEN.findall(text or ""):
                if sum(map(str.isdigit, token)) >= 3:
                    known.add(key_of(token))
        return known

    @cached_property
    def cores(self) -> set[str]:
        """The digits of our document numbers, for those who leave the prefix out."""
        return {core for text in self.numbers for core in cores_of(text)}

    @cached_property
    def orders(self) -> set[str]:
        return self._keys("order")

    @cached_property
    def vouchers(self) -> set[str]:
        return self._keys("voucher")

    @cached_property
    def sizes(self) -> Counter[int]:
        """How often each size of amount stands in our ledger, signs apart."""
        return Counter(map(abs, self.amounts))

    @cached_property
    def signed(self) -> Counter[int]:
        return Counter(self.amounts)

    @cached_property
    def days(self) -> set[datetime.date]:
        return set(self.lines.column("date").drop_null().unique().to_pylist())

    @cached_property
    def by_document(self) -> dict[str, tuple[int, datetime.date | None]]:
        """Sum and first date of each document number."""
        found: dict[str, tuple[int, datetime.date | None]] = {}
        rows = zip(
            self.lines.column("document").to_pylist(),
            self.amounts,
            self.lines.column("date").to_pylist(),
            strict=True,
        )
        for text, amount, day in rows:
            if text:
                key = key_of(text)
                before = found.get(key)
                found[key] = (before[0] + amount, before[1]) if before else (amount, day)
        return found

    def size_overlap(self, sizes: list[int]) -> int:
        """How many amounts find one of ours of the same size, each of ours used once."""
        ours = self.sizes
        return sum(min(count, ours.get(size, 0)) for size, count in Counter(sizes).items())


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def text_array(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.string())

"""What our own ledger knows, prepared for recognising the columns of somebody else's."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tieout.ledger import Ledger
from tieout.reading.bulk import keys_of

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-/_.]{2,}")
_DIGITS = re.compile(r"\d+")
_CORE = 4


def key_of(text: str) -> str:
    """One document number for comparing; see ``bulk.keys_of``."""
    return keys_of(pa.array([text], pa.string()))[0]


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
        self.amounts: list[int] = ledger.lines.column("amount").to_pylist()

    def _keys(self, column: str) -> set[str]:
        texts = self.lines.column(column).drop_null().unique()
        return set(keys_of(texts)) - {""}

    @cached_property
    def documents(self) -> set[str]:
        return self._keys("document")

    @cached_property
    def numbers(self) -> set[str]:
        """Every number by which they might know us: of the document column, or within our texts."""
        known = set(self.documents)
        if len(known) * 2 >= len(self.amounts):
            return known
        tokens: set[str] = set()
        for text in self.lines.column("text").unique().to_pylist():
            for token in _TOKEN.findall(text or ""):
                if sum(map(str.isdigit, token)) >= 3:
                    tokens.add(token)
        return known | set(keys_of(pa.array(sorted(tokens), pa.string())))

    @cached_property
    def cores(self) -> set[str]:
        """The digits of our document numbers, for those who leave the prefix out."""
        numbers = pa.array(sorted(self.numbers), pa.string())
        whole = pc.replace_substring_regex(numbers, "[^0-9]+", "").to_pylist()
        last = pc.replace_substring_regex(numbers, "^.*[^0-9]([0-9]+)[^0-9]*$", r"\1").to_pylist()
        cores = {core.lstrip("0") for core in (*whole, *last) if core.isdecimal()}
        return {core for core in cores if len(core) >= _CORE}

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
    def sums(self) -> dict[str, int]:
        """The sum of each document number, in minor units."""
        return self._by_document("amount", "sum")

    @cached_property
    def first_days(self) -> dict[str, datetime.date | None]:
        """The first day of each document number."""
        return self._by_document("date", "min")

    def _by_document(self, column: str, aggregate: str) -> dict[str, Any]:
        documents = self.lines.column("document").combine_chunks().fill_null("")
        keys = pa.array(keys_of(documents), pa.string())
        keyed = pa.table({"key": keys, column: self.lines.column(column)})
        found = keyed.group_by("key").aggregate([(column, aggregate)])
        values = found.column(f"{column}_{aggregate}").to_pylist()
        by_key = dict(zip(found.column("key").to_pylist(), values, strict=True))
        by_key.pop("", None)
        return by_key

    def size_overlap(self, sizes: list[int]) -> int:
        """How many amounts find one of ours of the same size, each of ours used once."""
        ours = self.sizes
        return sum(min(count, ours.get(size, 0)) for size, count in Counter(sizes).items())


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

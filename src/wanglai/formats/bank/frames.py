"""A reading as JSON: whole and named for people's programs, and as bare rows between the child and who asked it.

The rows hold the fields in the order in which they are declared; both sides are always of one version. Naming each field of a
hundred thousand entries took longer than reading them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from wanglai.formats.bank.statement import Balance, Entry, Payment, Reading, Statement
from wanglai.formats.problem import problem_of


def to_json(reading: Reading) -> bytes:
    """Every field by its name; days as text."""
    return json.dumps(asdict(reading), ensure_ascii=True, default=str).encode("ascii")


def _row_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(each.name for each in fields(kind)))


_ROWS = {kind: _row_of(kind) for kind in (Balance, Entry, Payment, Statement)}
_BOOKED_ON, _VALUE_ON, _PAYMENTS = (
    [each.name for each in fields(Entry)].index(name) for name in ("booked_on", "value_on", "payments")
)  # fmt: skip
_OPENING, _CLOSING, _ENTRIES = (
    [each.name for each in fields(Statement)].index(name) for name in ("opening", "closing", "entries")
)  # fmt: skip


def to_frames(reading: Reading) -> bytes:
    """What the child says."""
    problems = [asdict(each) for each in reading.problems]
    told = [reading.file, reading.form, reading.statements, problems]
    return json.dumps(told, ensure_ascii=True, default=_plain).encode("ascii")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else _ROWS[type(value)](value)


def from_frames(said: bytes) -> Reading:
    """The reading a child wrote. Raises ValueError, KeyError or TypeError where it was cut off or is none."""
    file, form, statements, problems = json.loads(said)
    return Reading(file, form, tuple(map(_statement, statements)), tuple(map(problem_of, problems)))


def _statement(row: list[Any]) -> Statement:
    row[_OPENING], row[_CLOSING] = _balance(row[_OPENING]), _balance(row[_CLOSING])
    row[_ENTRIES] = tuple(map(_entry, row[_ENTRIES]))
    return Statement(*row)


def _balance(row: list[Any] | None) -> Balance | None:
    return Balance(_day(row[0]), *row[1:]) if row else None


def _entry(row: list[Any]) -> Entry:
    row[_BOOKED_ON], row[_VALUE_ON] = _day(row[_BOOKED_ON]), _day(row[_VALUE_ON])
    row[_PAYMENTS] = tuple(Payment(*each) for each in row[_PAYMENTS])
    return Entry(*row)


@lru_cache(4096)  # a file has few days and many entries
def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None

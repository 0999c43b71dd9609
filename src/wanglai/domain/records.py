"""How a plain record of lists, words and numbers is read: every problem of it is listed, none is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

CodeOfTerms = Literal[
    "missing",  # a field that must be there
    "unknown_field",
    "wrong_type",
    "not_one_of",  # a word we do not know
    "out_of_range",
    "empty",
    "repeated",
    "not_ascending",
    "one_cut_off",  # a cycle of several months is cut once
    "needs_cycle",  # a step to the end of a cycle, and no cycle
    "needs_calendar",  # working days or a roll, and no calendar
    "unknown_calendar",
]
Code = Literal[
    CodeOfTerms,
    "not_a_number",  # what should be a decimal written as a word: "2.5"
    "too_fine",  # more places than are kept
    "not_a_day",  # what should be a day written as 2026-03-31
    "fault",  # well written, and cannot be agreed: the value is the fault
    "one_share",  # a part is a percentage, an amount or the rest, one of them
]
PLACES_MAX = 6  # of a percentage


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of a record: ``steps[1].unit``, and what stands there."""

    code: Code
    field: str
    value: str = ""


class RecordRefused(ValueError):
    """A record does not say what it should; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.code}" for one in problems))
        self.problems = problems


def within(field: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems of a record that stands inside another, with their place there: ``steps[1]`` in ``terms``."""
    return tuple(replace(one, field=_joined(field, one.field)) for one in problems)


def _joined(field: str, inner: str) -> str:
    return f"{field}{inner}" if inner.startswith("[") or not inner else f"{field}.{inner}"


class RecordReading:
    """Reads one record and keeps what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def _record(
        self, value: object, field: str, *, required: tuple[str, ...], allowed: tuple[str, ...]
    ) -> dict[str, object] | None:
        if not isinstance(value, Mapping):
            self._say("wrong_type", field, value)
            return None
        prefix = f"{field}." if field else ""
        for name in value:
            if name not in allowed:
                self._say("unknown_field", f"{prefix}{name}")
        for name in required:
            if name not in value:
                self._say("missing", f"{prefix}{name}")
        return {str(name): one for name, one in value.items()}

    def _list(self, value: object, field: str) -> list[object]:
        if not isinstance(value, list | tuple):
            self._say("wrong_type", field, value)
            return []
        if not value:
            self._say("empty", field)
        return list(value)

    def _word(self, value: object, field: str, words: tuple[str, ...]) -> str:
        if isinstance(value, str) and value in words:
            return value
        self._say("not_one_of" if isinstance(value, str) else "wrong_type", field, value)
        return ""

    def _number(self, value: object, field: str, least: int, most: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            self._say("wrong_type", field, value)
            return least
        if not least <= value <= most:
            self._say("out_of_range", field, value)
        return value

    def _decimal(self, value: object, field: str) -> Decimal:
        """A decimal written as a word, never a float: ``"2.50"``; at most six places."""
        if not isinstance(value, str):
            self._say("wrong_type", field, value)
            return Decimal(0)
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self._say("not_a_number", field, value)
            return Decimal(0)
        if number.adjusted() >= PLACES_MAX:
            self._say("out_of_range", field, value)
        elif number != number.quantize(Decimal(1).scaleb(-PLACES_MAX)):
            self._say("too_fine", field, value)
        return number

    def _day(self, value: object, field: str) -> date | None:
        if not isinstance(value, str):
            self._say("wrong_type", field, value)
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._say("not_a_day", field, value)
            return None

    def _yes_or_no(self, value: object, field: str) -> bool:
        if not isinstance(value, bool):
            self._say("wrong_type", field, value)
        return value is True

    def _text(self, value: object, field: str, most: int = 200) -> str:
        if not isinstance(value, str):
            self._say("wrong_type", field, value)
            return ""
        if len(value) > most:
            self._say("out_of_range", field, len(value))
        return value

    def _say(self, code: Code, field: str, value: object = "") -> None:
        self.problems.append(Problem(code, field, str(value)))

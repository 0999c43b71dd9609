"""A remittance advice as its text was read; amounts as plain decimals, for the text does not say how fine its currency is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from wanglai.formats.problem import Problem, problem_of


@dataclass(frozen=True, slots=True)
class AdvisedLine:
    """One line that names a document and an amount. ``numbers`` are all that may be the document's, in their order.

    ``may_be_gross``: of ``1,200.00 less 50.00`` nothing says whether 1,200.00 was paid or is what 50.00 were taken from.
    """

    row: int
    numbers: tuple[str, ...]
    paid: str
    deduction: str
    reason: str
    excerpt: str
    may_be_gross: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """Something like a number on a line without an amount."""

    row: int
    number: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Together:
    """Words like numbers that one amount was paid for: 12,000.00 for INV-1 and INV-2. Which of them are documents is not known here."""

    row: int
    numbers: tuple[str, ...]
    paid: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One of several payments. ``day`` is ``2026-11-03``, ``--11-03`` without a year, ``?`` and the text where it may be two days; or empty."""

    day: str
    reference: str
    total: str
    lines: tuple[AdvisedLine, ...]
    together: tuple[Together, ...]
    mentions: tuple[Mention, ...]
    problems: tuple[Problem, ...]
    customers: tuple[str, ...] = ()  # our payment references written with it


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found. ``payments`` are the one the text speaks of, or each of several it tells apart; nothing read is none.

    ``total`` is as the text states it itself, of all its payments, empty where it does not; ``mentions``, ``problems`` and ``customers`` (our payment
    references) are of no payment more than of another. Of a mail: who sent it, what about, and its first attached table (base64), which then says more than the text around it.
    """

    file: str
    payments: tuple[Payment, ...]
    mentions: tuple[Mention, ...]
    total: str
    problems: tuple[Problem, ...]
    customers: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    table_name: str = ""
    table: str = ""


def to_frames(reading: Reading) -> bytes:
    return json.dumps(asdict(reading), ensure_ascii=True).encode("ascii")


def from_frames(told: bytes) -> Reading:
    """The reading a child told. Raises ValueError, KeyError or TypeError where it is none."""
    said: dict[str, Any] = json.loads(told)
    payments = tuple(_payment(each) for each in said["payments"])
    more = {name: str(said[name]) for name in ("sender", "subject", "table_name", "table")}
    return Reading(said["file"], payments, _mentions(said), said["total"], _problems(said), tuple(said["customers"]), **more)  # fmt: skip


def _payment(said: dict[str, Any]) -> Payment:
    lines = tuple(AdvisedLine(**each | {"numbers": tuple(each["numbers"])}) for each in said["lines"])  # fmt: skip
    together = tuple(Together(**each | {"numbers": tuple(each["numbers"])}) for each in said["together"])  # fmt: skip
    return Payment(said["day"], said["reference"], said["total"], lines, together, _mentions(said), _problems(said), tuple(said["customers"]))  # fmt: skip


def _mentions(said: dict[str, Any]) -> tuple[Mention, ...]:
    return tuple(Mention(**each) for each in said["mentions"])


def _problems(said: dict[str, Any]) -> tuple[Problem, ...]:
    return tuple(problem_of(each) for each in said["problems"])

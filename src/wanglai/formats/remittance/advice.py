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
class Reading:
    """Everything found; ``total`` is as the text states it itself, empty where it does not.

    Of a mail: who sent it, what about, and its first attached table (base64), which then says more than the text around it.
    """

    file: str
    lines: tuple[AdvisedLine, ...]
    mentions: tuple[Mention, ...]
    total: str
    problems: tuple[Problem, ...]
    sender: str = ""
    subject: str = ""
    table_name: str = ""
    table: str = ""


def to_frames(reading: Reading) -> bytes:
    return json.dumps(asdict(reading), ensure_ascii=True).encode("ascii")


def from_frames(told: bytes) -> Reading:
    """The reading a child told. Raises ValueError, KeyError or TypeError where it is none."""
    said: dict[str, Any] = json.loads(told)
    lines = tuple(AdvisedLine(**each | {"numbers": tuple(each["numbers"])}) for each in said["lines"])  # fmt: skip
    mentions = tuple(Mention(**each) for each in said["mentions"])
    problems = tuple(problem_of(each) for each in said["problems"])
    more = {name: str(said[name]) for name in ("sender", "subject", "table_name", "table")}
    return Reading(said["file"], lines, mentions, said["total"], problems, **more)

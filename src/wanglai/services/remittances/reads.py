"""What an advice says, of one payment, as it was read from a table, a text or a mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass
class Line:
    """One document of an advice; amounts in minor units of its currency."""

    place: str
    number: str
    paid: int
    deduction: int = 0
    reason: str = ""


@dataclass
class Read:
    """What an advice says. ``problems`` are kept as they are shown: code, place, excerpt, reason and remedy in both languages."""

    lines: list[Line] = field(default_factory=list)
    total: int | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)
    source: str = "table"
    columns: dict[str, str] = field(default_factory=dict)
    sender: str = ""
    subject: str = ""
    customers: tuple[str, ...] = ()  # our payment references a text writes with it
    payment: str = ""  # the payment's own number, where a table says it
    paid_on: date | None = None  # as a table says it

    @property
    def names_documents(self) -> bool:
        """Whether it says what was paid, be it that one amount for several documents comes to none of them."""
        return bool(self.lines) or any(each["code"] == "remittance.together" for each in self.problems)  # fmt: skip

    @property
    def paid(self) -> int:
        """What the lines come to, credits taken off."""
        return sum(line.paid for line in self.lines)


def problem(code: str, place: str, excerpt: str, reason: tuple[str, str], remedy: tuple[str, str]) -> dict[str, Any]:  # fmt: skip
    """A problem as it is kept beside the advice."""
    return {
        "code": code, "place": place, "excerpt": excerpt[:200], "reason": {"zh": reason[0], "en": reason[1]},
        "remedy": {"zh": remedy[0], "en": remedy[1]},
    }  # fmt: skip

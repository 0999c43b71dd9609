"""Rows and amounts of a result by kind, status and class: counted once, so no page counts 100,000 rows.

{"rows":    {"matched/auto": [rows, ours lines, theirs lines, ours amount, theirs amount, difference], …},
 "plain":   rows that agree without a difference,
 "classes": {"missing_theirs": [rows, amount], …}}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Summary:
    """Tallies that can be added to and taken from, row by row."""

    rows: dict[str, list[int]] = field(default_factory=dict)
    classes: dict[str, list[int]] = field(default_factory=dict)
    plain: int = 0

    def count(
        self,
        *,
        kind: str,
        status: str,
        lines: tuple[int, int],
        amounts: tuple[int, int],
        difference: int,
        classes: Iterable[tuple[str, int]],
        times: int = 1,
    ) -> None:
        """Count one row in (``times=1``) or out (``times=-1``)."""
        tally = self.rows.setdefault(f"{kind}/{status}", [0] * 6)
        for place, value in enumerate((1, *lines, *amounts, difference)):
            tally[place] += times * value
        is_plain = True
        for name, amount in classes:
            is_plain = False
            step = self.classes.setdefault(name, [0, 0])
            step[0] += times
            step[1] += times * amount
        if status == "auto" and is_plain:
            self.plain += times

    def of(self, *, kind: str = "", status: str = "", place: int = 0) -> int:
        """Sum of one place of the tallies (0 rows, 1-2 lines, 3-4 amounts, 5 difference)."""
        return sum(
            tally[place]
            for name, tally in self.rows.items()
            if (not kind or name.startswith(kind + "/"))
            and (not status or name.endswith("/" + status))
        )

    def as_stored(self) -> dict[str, Any]:
        return {"rows": self.rows, "classes": self.classes, "plain": self.plain}

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Summary:
        return cls(
            rows={name: list(tally) for name, tally in stored["rows"].items()},
            classes={name: list(step) for name, step in stored["classes"].items()},
            plain=stored["plain"],
        )

"""What a row of the book came to: a rate or a time, beside a peer and the same server's limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.kinds import section_of


@dataclass(frozen=True)
class BookResult:
    """``unit`` is ``/s`` (more is better) or ``ms`` (less is better); ratios are ours divided by theirs."""

    name: str
    unit: str
    ours: float
    peer: float | None
    limit: float | None
    about: str
    budget: str
    table: tuple[tuple[str, ...], ...] = field(default=())  # the first row is its head

    def line(self) -> str:
        """The row's last line, for scripts."""
        return (
            f"{self.name} ours={self._shown(self.ours)} peer={self._shown(self.peer)} "
            f"limit={self._shown(self.limit)} to_peer={self._ratio(self.peer)} to_limit={self._ratio(self.limit)}"
        )

    def section(self) -> str:
        """The row on the page."""
        head, *rows = self.table
        about = f"{self.about} Budget: {self.budget}."
        return f"{section_of(self.name, about, head, rows)}\n`{self.line()}`\n"

    def _shown(self, figure: float | None) -> str:
        if figure is None:
            return "none"
        return f"{figure:.0f}/s" if self.unit == "/s" else f"{figure:.2f}{self.unit}"

    def _ratio(self, figure: float | None) -> str:
        return f"{self.ours / figure:.2f}" if figure else "none"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of all do not exceed: of 1 to 100 the 0.95 is 95."""
    ordered = sorted(values)
    place = max(0, -int(-share * len(ordered) // 1) - 1)
    return ordered[place]

"""The row of the published files: label by label, how many lines came out as the label promises."""

from __future__ import annotations

from dataclasses import dataclass

from bench.contexts.score import LabelScore, scores
from bench.kinds import Kind, NotHereError
from bench.published import published

FOLDER = ("matching", "contexts")


@dataclass(frozen=True)
class ContextsResult:
    """Every label of every trade with its count."""

    labels: tuple[LabelScore, ...]

    @property
    def share(self) -> float:
        return sum(each.right for each in self.labels) / max(
            1, sum(each.rows for each in self.labels)
        )

    def section(self) -> str:
        head = "### contexts\n\n| files | label | promises | right | of |\n|---|---|---|---|---|\n"
        rows = [
            f"| {each.trade} | `{each.label}` | {each.outcome} | {each.right} | {each.rows} |\n"
            for each in self.labels
        ]
        return head + "".join(rows) + f"\n`{self.line()}`\n"

    def line(self) -> str:
        rows = sum(each.rows for each in self.labels)
        return f"contexts labels={len(self.labels)} rows={rows} right={self.share:.4f}"


def contexts() -> ContextsResult:
    """All trades, in memory."""
    folder = published(*FOLDER)
    if folder is None:
        raise NotHereError(f"the published files are not in {FOLDER[-1]}")
    return ContextsResult(tuple(scores(folder)))


CONTEXTS = Kind(
    "Published files with labels",
    lambda: (
        "Three trades, thousand rows a file, each row labelled by its publisher; which outcome a label promises is said in "
        "`bench/contexts/trades.py`. A line whose partner is in another currency is to stay alone."
    ),
    {"contexts": contexts},
)

"""The row of the published files: label by label, how many lines came out as the label promises."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bench.contexts.score import LabelScore, scores
from bench.kinds import Kind, NotHereError


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


def published_folder() -> Path:
    """``matching/contexts`` of the data beside the project, or of the folder WANGLAI_SHARED_DATA names."""
    named = os.environ.get("WANGLAI_SHARED_DATA")
    data = Path(named) if named else Path(__file__).parents[3] / "shared" / "data"
    return data / "matching" / "contexts"


def contexts() -> ContextsResult:
    """All trades, in memory."""
    folder = published_folder()
    if not folder.is_dir():
        raise NotHereError(f"the published files are not in {folder.name}")
    return ContextsResult(tuple(scores(folder)))


CONTEXTS = Kind(
    "Published files with labels",
    lambda: (
        "Three trades, thousand rows a file, each row labelled by its publisher; which outcome a label promises is said in "
        "`bench/contexts/trades.py`. A line whose partner is in another currency is to stay alone."
    ),
    {"contexts": contexts},
)

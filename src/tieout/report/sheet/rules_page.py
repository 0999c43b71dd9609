"""The page that says what each rule did: columns and rows, for both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tieout.outcomes import RuleOutcome, tallies_of
from tieout.refusal import Wording
from tieout.report.sheet.looks import Kind
from tieout.report.sheet.table import Column
from tieout.report.words import STATUS_NAMES
from tieout.rulebook import title_of, version_of

NOTE = Wording(
    "金额为我方各行绝对值之和（组内没有我方行时为对方）；收款为其核销金额",
    "amounts: our lines without their signs (theirs where a group has none of ours); of a receipt what it pays",
)


def rows_of(
    outcomes: Iterable[RuleOutcome], engine: str, language: str
) -> Iterator[tuple[Any, ...]]:
    """Rows of a sheet: rule, its name for scripts, version, then count and amount of each status."""
    for one in outcomes:
        tallies = tallies_of(one).values()
        figures = [figure for tally in tallies for figure in (tally.count, tally.amount)]
        yield title_of(one.rule).within(language), one.rule, version_of(one.rule, engine), *figures


def columns_of(language: str) -> list[Column]:
    """The columns of ``rows_of``."""
    figures: tuple[tuple[Wording, Kind, float], ...] = (
        (Wording("笔数", "Count"), "number", 14),
        (Wording("金额", "Amount"), "money", 18),
    )
    return [
        Column(Wording("规则", "Rule").within(language), "text", 28),
        Column(Wording("代号", "Name").within(language), "text", 20),
        Column(Wording("版本", "Version").within(language), "number", 8),
        *(
            Column(what.within(language), kind, width, name.within(language))
            for name in STATUS_NAMES.values()
            for what, kind, width in figures
        ),
    ]

"""The outcome of each rule: for scripts and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tieout.money import as_text, for_people
from tieout.outcomes import RuleOutcome, tallies_of
from tieout.refusal import Wording
from tieout.report.words import STATUS_NAMES
from tieout.rulebook import title_of, version_of

TITLE = Wording("各规则结果", "By rule")


def as_values(outcomes: Iterable[RuleOutcome], engine: str) -> list[dict[str, Any]]:
    """``{"rule": …, "version": 1, "currency": "CNY", "auto": {"count": 3, "amount": "120.00"}, …}``.

    ``engine`` is the version that decided, and so says which version each rule had.
    """
    return [
        {
            "rule": one.rule,
            "version": version_of(one.rule, engine),
            "currency": one.currency,
            **{
                status: {"count": tally.count, "amount": as_text(tally.amount, one.currency)}
                for status, tally in tallies_of(one).items()
            },
        }
        for one in outcomes
    ]


def lines_of(outcomes: Iterable[RuleOutcome], engine: str, language: str) -> list[str]:
    """A line for each rule: its name, its version, and what it did for how much money."""
    lines = [f"{TITLE.within(language)}:"]
    for one in outcomes:
        told = " · ".join(
            f"{STATUS_NAMES[status].within(language)} {tally.count:,} × {one.currency} {for_people(tally.amount, one.currency)}"
            for status, tally in tallies_of(one).items()
            if tally.count
        )
        lines.append(
            f"  {title_of(one.rule).within(language)} ({one.rule}, v{version_of(one.rule, engine)}): {told}"
        )
    return lines

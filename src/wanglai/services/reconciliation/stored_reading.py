"""A ``Reading`` as JSON and back: everything a page, a sheet or the next reading needs of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tieout.ledger import ColumnChoice, Problem, Reading, TotalRow
from tieout.refusal import Wording


def as_stored(reading: Reading) -> dict[str, Any]:
    """The reading as plain JSON values; tuples become lists."""
    return asdict(reading)


def as_reading(stored: dict[str, Any]) -> Reading:
    """The reading exactly as it was before ``as_stored``."""
    values = dict(stored)
    values["choices"] = tuple(_choice(each) for each in stored["choices"])
    values["totals"] = tuple(TotalRow(**each) for each in stored["totals"])
    values["problems"] = tuple(_problem(each) for each in stored["problems"])
    values["skipped"] = tuple((row, why) for row, why in stored["skipped"])
    values["sheets"] = tuple(stored["sheets"])
    values["unused_columns"] = tuple(stored["unused_columns"])
    values["header_labels"] = tuple((letter, label) for letter, label in stored["header_labels"])
    values["sample"] = tuple((row, tuple(cells)) for row, cells in stored["sample"])
    return Reading(**values)


def _choice(stored: dict[str, Any]) -> ColumnChoice:
    rejected = tuple((column, score) for column, score in stored["rejected"])
    return ColumnChoice(
        **{**stored, "evidence": Wording(**stored["evidence"]), "rejected": rejected}
    )


def _problem(stored: dict[str, Any]) -> Problem:
    words = {"reason": Wording(**stored["reason"]), "remedy": Wording(**stored["remedy"])}
    return Problem(**{**stored, **words})

"""Lines of a ledger written as a small table, for tests of the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from tieout import LINES, Decisions, Pin, Rules, match

_EMPTY: dict[str, Any] = dict.fromkeys(LINES.names)


def lines(*rows: dict[str, Any], first_row: int = 2) -> pa.Table:
    """Rows with the LINES columns; ``row`` counts from ``first_row``, currency is CNY unless said."""
    filled = [
        {**_EMPTY, "row": first_row + place, "currency": "CNY", **row}
        for place, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(filled, schema=LINES)


def invoice(
    number: str | None, amount: int, day: str | None = "2026-03-05", **more: Any
) -> dict[str, Any]:
    return _line(number, amount, day, {"kind": "invoice", **more})


def receipt(amount: int, day: str | None = "2026-03-05", **more: Any) -> dict[str, Any]:
    """Money in: ``amount`` is given positive and lowers the balance."""
    return _line(more.pop("document", None), -amount, day, {"kind": "receipt", **more})


def _line(number: str | None, amount: int, day: str | None, more: dict[str, Any]) -> dict[str, Any]:
    on = date.fromisoformat(day) if day else None
    return {"document": number, "amount": amount, "date": on, **more}


def table_of(decisions: Decisions) -> list[str]:
    """The decisions as lines of text, our rows first: ``auto document_amount 2 = 2``."""
    groups = [
        f"{group.status} {group.rule} {_rows(group.members.ours)} = {_rows(group.members.theirs)}"
        for group in decisions.groups
    ]
    differences = [
        f"{each.kind} {_rows(each.members.ours)} | {_rows(each.members.theirs)} {each.amount}"
        for each in decisions.differences
    ]
    return groups + differences


def decided(
    ours: list[dict[str, Any]],
    theirs: list[dict[str, Any]],
    rules: Rules | None = None,
    pins: tuple[Pin, ...] = (),
) -> list[str]:
    return table_of(match(lines(*ours), lines(*theirs), rules, pins))


def _rows(rows: tuple[int, ...]) -> str:
    return ",".join(map(str, rows)) or "-"

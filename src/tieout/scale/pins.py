"""What people decided about the lines of a run: read from a file, settled before anything else.

    [{"verdict": "accepted", "ours": [12], "theirs": [7, 8]},
     {"verdict": "rejected", "ours": [3], "theirs": [3]}]

Rows are those of the two tables. The answer is that of ``tieout.match`` with the same pins.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from tieout.decisions import Members, Pin
from tieout.refusal import Refusal, Wording

_SIDES = ("ours", "theirs")


def read_pins(path: Path) -> tuple[Pin, ...]:
    """The decisions of people in this file, in its order. Refuses: run.pins where it says anything else."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _refused(
            path, f"文件不是有效的 JSON：{error}。", f"it is not valid JSON: {error}."
        ) from None
    if not isinstance(said, list):
        raise _refused(path, "最外层应为列表。", "it is no list of decisions.")
    return tuple(_pin(path, at, one) for at, one in enumerate(said, 1))


def _pin(path: Path, at: int, said: object) -> Pin:
    if isinstance(said, dict) and said.keys() <= {"verdict", *_SIDES}:
        verdict = said.get("verdict")
        rows = [said.get(side, []) for side in _SIDES]
        if verdict in ("accepted", "rejected") and any(rows) and all(map(_are_rows, rows)):
            return Pin(Members(*(tuple(sorted(set(of_side))) for of_side in rows)), verdict)
    raise _refused(
        path,
        f"第 {at} 条无效：需要 verdict（accepted 或 rejected）以及 ours、theirs 的行号。",
        f"decision {at} is none: it needs a verdict (accepted or rejected) and rows of ours and theirs.",
    )


def _are_rows(said: object) -> bool:
    return isinstance(said, list) and all(type(row) is int and 0 <= row < 1 << 31 for row in said)


def _refused(path: Path, zh: str, en: str) -> Refusal:
    return Refusal(
        "run.pins",
        place=path.name,
        reason=Wording(zh, en),
        remedy=Wording("请更正人工决定文件。", "Correct the file of decisions."),
    )


def pin_text(pin: Pin) -> str:
    """A decision as one text, equal for equal decisions."""
    ours, theirs = (",".join(map(str, rows)) for rows in (pin.members.ours, pin.members.theirs))
    return f"{pin.verdict}|{ours}|{theirs}"


def digest_of_pins(pins: Sequence[Pin]) -> str:
    """Their name, in the order given: the first of two decisions about one line is the one that holds."""
    said = "\n".join(map(pin_text, pins))
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def lay_down_pins(connection: duckdb.DuckDBPyConnection, pins: Sequence[Pin]) -> None:
    """The table ``pinned``: each row that a person spoke of, and what was said of it.

    ``place`` counts the decisions of a file, so that an account is decided anew when their order changes.
    """
    said = [
        (1 if side == "ours" else 0, row, at, pin_text(pin))
        for at, pin in enumerate(pins)
        for side in _SIDES
        for row in getattr(pin.members, side)
    ]
    columns = [*zip(*said, strict=True)] or [()] * 4
    types = (pa.int32(), pa.int32(), pa.int64(), pa.string())
    names = ("is_ours", "line_row", "place", "said")
    table = pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)], names
    )
    connection.register("pins_given", table)
    connection.execute("create temp table pinned as from pins_given").fetchall()
    connection.unregister("pins_given")


def pins_among(pins: Sequence[Pin], left: pa.Table, right: pa.Table) -> list[Pin]:
    """The decisions that speak of a row of these tables."""
    if not pins:
        return []
    ours, theirs = (set(side["row"].to_pylist()) for side in (left, right))
    return [
        pin
        for pin in pins
        if not ours.isdisjoint(pin.members.ours) or not theirs.isdisjoint(pin.members.theirs)
    ]

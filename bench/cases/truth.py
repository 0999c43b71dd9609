"""The truth of one case: what each file holds, which lines belong together, why the rest differs.

All rows are 1-based rows of the sheet as a spreadsheet program shows it; all amounts are integer
minor units in our sign. ``recoverable: false`` marks what the printed evidence cannot decide:
it is scored apart, and nothing is earned by guessing it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LineTruth:
    row: int
    date: str  # ISO, booked on
    amount: int
    label: int  # lines of a side with equal labels are economically the same line
    content: str  # digest of the cells but for voucher and serial numbers


@dataclass(frozen=True)
class SideTruth:
    """What a right reading of one file must find."""

    file: str
    sheet: str | None
    header_rows: tuple[int, ...]  # empty where the file has no header; two for a two-row header
    columns: dict[str, str]  # field -> label as in the file ("" without header)
    letters: dict[str, str]  # field -> spreadsheet letter
    sign: str
    date_format: str
    decimal_mark: str
    encoding: str
    opening: int | None
    closing: int | None  # stated by the file
    balance: int  # opening + lines, our sign
    opening_row: int | None
    closing_row: int | None
    shared_in: str  # where the numbers both sides know are printed: document | order | text
    lines: tuple[LineTruth, ...] = field(repr=False, default=())


@dataclass(frozen=True)
class GroupTruth:
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    difference: int
    event: int
    tie: str  # key | order | quoted | amount | none: by what the evidence ties it
    recoverable: bool
    any_netting: bool = False  # lines of a reversal: every netting of the event's lines is right


@dataclass(frozen=True)
class DifferenceTruth:
    kind: str  # a difference class, or "opening"
    accept: tuple[str, ...]
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    amount: int
    recoverable: bool


@dataclass(frozen=True)
class RefusalTruth:
    variant: str
    families: tuple[str, ...]  # accepted first parts of the refusal's code; empty accepts any


@dataclass(frozen=True)
class Truth:
    preset: str
    seed: int
    currency: str
    ours: SideTruth
    theirs: SideTruth
    groups: tuple[GroupTruth, ...] = ()
    differences: tuple[DifferenceTruth, ...] = ()
    refusal: RefusalTruth | None = None

    @property
    def gap(self) -> int:
        return self.ours.balance - self.theirs.balance

    def write(self, path: Path) -> None:
        facts: dict[str, Any] = {**asdict(self), "gap": self.gap}
        path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

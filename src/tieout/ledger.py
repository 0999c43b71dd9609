"""A ledger as read: the boundary between ``reading`` (files) and ``steps`` (decisions).

Everything here is in *our sign*: a positive amount raises what the customer owes us, whichever
side wrote the line. A payables ledger is mirrored by the reading, once, and never again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from tieout.refusal import Wording

Side = Literal["ours", "theirs"]

# One row per ledger line. Text columns hold what the file says, trimmed; null where it says nothing.
LINES = pa.schema(
    [
        ("row", pa.int32()),  # 1-based row of the sheet, as a spreadsheet program shows it
        ("date", pa.date32()),  # booked on, else document date
        ("due", pa.date32()),
        ("document", pa.string()),  # the number both sides may know: invoice, credit note, receipt
        ("voucher", pa.string()),  # this side's own internal number (凭证号)
        ("order", pa.string()),  # order, delivery or contract number
        ("text", pa.string()),  # 摘要, description, remark, joined when several
        (
            "kind",
            pa.string(),
        ),  # invoice | credit | receipt | fee | other, by words or sign; null = unknown
        ("party", pa.string()),  # customer name or code, when the file has such a column
        ("currency", pa.string()),
        ("amount", pa.int64()),  # signed minor units, our sign
    ]
)


@dataclass(frozen=True)
class ColumnChoice:
    """Why a column was taken for a field: the score, and what was rejected for it."""

    field: str  # date due document voucher order text kind party currency amount debit credit direction balance
    column: str  # label as in the file, or the letter (``C``) where there is no label
    letter: str  # spreadsheet letter of the column
    score: int  # 0 to 1000; comparable only within one file
    evidence: Wording  # "37 of 40 numbers also stand in our ledger"
    rejected: tuple[tuple[str, int], ...] = ()  # (column label, score), best first


@dataclass(frozen=True)
class TotalRow:
    """A row that is not a line: an opening, closing, subtotal or total, used as a check."""

    row: int
    kind: Literal["opening", "closing", "month", "year", "total"]
    label: str
    stated: int | None  # minor units, our sign
    computed: int | None
    agrees: bool | None  # None where nothing could be compared


@dataclass(frozen=True)
class Problem:
    """A row that could not be read whole; it is listed, never guessed and never dropped in silence."""

    row: int
    column: str | None
    excerpt: str
    reason: Wording
    remedy: Wording


@dataclass(frozen=True)
class Reading:
    """How one file was read: enough to show it, to correct it and to read it again the same way."""

    file: str  # name without folders
    sha256: str
    sheet: str | None
    header_row: int | None  # None where the sheet has no header
    encoding: str | None
    columns: dict[str, str]  # field -> source column label
    choices: tuple[ColumnChoice, ...]
    sign: str  # "debit-credit" | "credit-debit" | "signed" | "mirrored" | "direction" | "mirrored-direction"
    date_format: str  # "Y-M-D", "D/M/Y", "M/D/Y", "serial" …
    decimal_mark: Literal[".", ","]
    currency: str
    rows: int  # ledger lines read
    opening: int | None  # minor units, our sign; None where the file states none
    closing: int | None  # stated by the file, our sign
    total: int  # sum of the lines
    opening_row: int | None = None
    closing_row: int | None = None
    totals: tuple[TotalRow, ...] = ()
    skipped: tuple[
        tuple[int, str], ...
    ] = ()  # (row, why) of blank, title and note rows that held text
    problems: tuple[Problem, ...] = ()
    sheets: tuple[str, ...] = ()
    unused_columns: tuple[str, ...] = ()
    header_labels: tuple[
        tuple[str, str], ...
    ] = ()  # (letter, label) of every column, for the correction form
    sample: tuple[
        tuple[int, tuple[str, ...]], ...
    ] = ()  # first rows as text, for the correction form

    @property
    def balance(self) -> int:
        """Closing balance in our sign: stated where the file states it, else opening + lines."""
        return self.closing if self.closing is not None else (self.opening or 0) + self.total


@dataclass(frozen=True)
class Ledger:
    """One customer's account as one side wrote it."""

    reading: Reading
    lines: pa.Table = field(repr=False)  # schema LINES

    def __post_init__(self) -> None:
        assert self.lines.schema.equals(LINES), (
            f"lines must have the LINES schema, got {self.lines.schema}"
        )

"""What a person may say about a file, and how much a file may cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FIELDS = (
    "date",
    "due",
    "document",
    "voucher",
    "order",
    "text",
    "kind",
    "party",
    "currency",
    "amount",
    "debit",
    "credit",
    "direction",
    "balance",
)

SIGNS = ("debit-credit", "credit-debit", "signed", "mirrored", "direction", "mirrored-direction")

DateOrder = Literal["YMD", "DMY", "MDY"]
DecimalMark = Literal[".", ","]


@dataclass(frozen=True)
class ReadingOptions:
    """A person's word on how one file is to be read; it overrides every detection.

    ``columns`` maps a field to a label as in the file or to a spreadsheet letter; an empty string
    says that the file has no such column. ``header_row`` 0 says that the sheet has no header.
    """

    columns: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    sign: str | None = None
    currency: str | None = None
    encoding: str | None = None
    accept_unbalanced: bool = False


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost: megabytes of the child, seconds, size packed and unpacked."""

    memory_mb: int = 512
    seconds: int = 20
    file_mb: int = 100
    unpacked_mb: int = 200
    cells: int = 12_000_000

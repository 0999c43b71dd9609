"""An electronic invoice as it stands in its file. None means that the file does not say, or not readably; see the problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wanglai.formats.problem import Problem


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer. ``tax_number`` is normalised; a private buyer may have none."""

    name: str | None
    tax_number: str | None
    address: str | None = None  # with the telephone number where the file does not part them
    bank_account: str | None = None  # with the bank's name where the file does not part them


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Money is fen; a discount is a line below zero. ``rate`` is a ratio (0.13), None for 免税 and the like."""

    row: int  # counted from 1, in the order of the file
    name: str | None
    model: str | None
    unit: str | None
    quantity: Decimal | None
    price: Decimal | None  # yuan without tax, as many places as the file gives
    net: int | None
    rate: Decimal | None
    rate_text: str | None  # as it stands
    tax: int | None


@dataclass(frozen=True, slots=True)
class EInvoice:
    """The whole invoice in fen of CNY. ``code`` is empty for fully digital ones; a red-letter invoice is below zero."""

    number: str | None
    code: str | None
    issued_on: date | None
    title: str | None  # what kind of invoice it calls itself
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    net: int | None
    tax: int | None
    gross: int | None
    words: str | None  # 大写金额
    is_red: bool
    reverses_number: str | None  # the invoice a red-letter one takes back
    reverses_code: str | None
    note: str | None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one file. ``invoice`` is None where the file was refused whole; then the one problem says why."""

    file: str
    form: str  # "xml", "ofd", or "" where that was not found out
    layout: str  # which vocabulary: "digital" (数电票), "tax_control" (增值税电子发票), "tags" (an OFD's own text)
    inside: str  # the entry of the archive the invoice was read from
    invoice: EInvoice | None
    problems: tuple[Problem, ...]

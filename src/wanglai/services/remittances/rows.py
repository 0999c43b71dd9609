"""What screens get of remittance advices: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.money import Amount


@dataclass(frozen=True)
class AdviceRow:
    """One advice as lists show it. ``total`` is what it states, ``paid`` what its lines come to."""

    id: int
    name: str
    source_words: Wording
    customer_id: int | None
    customer: str
    reference: str
    paid_on: date | None
    total: Amount | None
    paid: Amount
    lines: int
    problems: int
    state: str
    state_words: Wording
    receipts: int
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True)
class Advices:
    """A page of advices, the newest first, and how many stand where."""

    rows: tuple[AdviceRow, ...]
    counts: tuple[tuple[str, Wording, int], ...]
    next_after: int | None


@dataclass(frozen=True)
class AdvisedLine:
    """One document it names. ``item_id`` None: no open item of ours, or more than one, has this number."""

    number: str
    paid: Amount
    deduction: Amount | None
    reason: str
    item_id: int | None
    side: int
    open: Amount | None
    customer: str
    why_none: Wording | None


@dataclass(frozen=True)
class AdviceProblem:
    code: str
    place: str
    excerpt: str
    reason: Wording
    remedy: Wording


@dataclass(frozen=True)
class MoneyRow:
    """A line of the bank an advice speaks of, or may speak of."""

    line_id: int
    on: date
    amount: Amount
    charges: int  # what the bank took off before, minor units
    payer: str
    text: str
    state_words: Wording
    by_words: Wording | None


@dataclass(frozen=True)
class AdvicePage:
    """One advice with what it says, what is in the way, and the money it speaks of."""

    row: AdviceRow
    sender: str
    lines: tuple[AdvisedLine, ...]
    columns: tuple[tuple[Wording, str], ...]
    problems: tuple[AdviceProblem, ...]
    gap: Amount | None  # its total less its lines, where they differ
    money: tuple[MoneyRow, ...]
    offers: tuple[MoneyRow, ...]  # receipts that wait and might be its money
    sha256: str
    byte_size: int
    decided_by: str
    decided_at: datetime | None
    decision: str

    @property
    def left(self) -> Amount:
        """Of what it says was paid, what has not come yet."""
        said = self.row.total or self.row.paid
        came = sum(each.amount.minor + each.charges for each in self.money)
        return Amount(said.minor - came, said.currency)


@dataclass(frozen=True)
class Fill:
    """What the panel of a line is filled with: minor units by item, what is let go as the bank's fee."""

    pays: dict[int, int]
    fee: dict[int, int]


@dataclass(frozen=True)
class AdviceOfLine:
    """The advice of one line of the bank with the part of it this money pays."""

    id: int
    name: str
    customer_id: int | None
    customer: str
    receipts: int
    lines: tuple[AdvisedLine, ...]
    fill: Fill

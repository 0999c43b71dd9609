"""What screens get of banks: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.money import Amount


@dataclass(frozen=True)
class AccountRow:
    """One account of ours with where it stands."""

    id: int
    name: str
    bank: str
    shown: str  # masked
    currency: str
    is_ended: bool
    last_on: date | None  # the last day a statement tells of
    closing: Amount | None  # at the bank, by the last statement that says
    waiting: int  # lines nobody has dealt with
    gaps: int  # places where a statement is missing between two


@dataclass(frozen=True)
class FileRow:
    id: int
    name: str
    form: str
    state: str
    state_words: Wording
    entries: int
    fresh: int
    problems: int
    handed_in_by: str
    handed_in_at: datetime


@dataclass(frozen=True)
class ProblemRow:
    """One thing in the way: kind is file, value or check."""

    kind: str
    code: str
    place: str
    excerpt: str
    reason: Wording
    remedy: Wording


@dataclass(frozen=True)
class StatementRow:
    """A statement with what stands before it: ``gap`` is what is missing between the one before and this one."""

    id: int
    file_id: int
    file_name: str
    kind: str
    number: str
    from_on: date | None
    to_on: date | None
    opening: Amount | None
    closing: Amount | None
    is_proved: bool
    entries: int
    fresh: int
    gap: Amount | None


@dataclass(frozen=True)
class FilePage:
    """One file: what was found, what is in the way, who decided what."""

    id: int
    name: str
    form: str
    state: str
    state_words: Wording
    account: str
    statements: tuple[StatementRow, ...]
    problems: tuple[ProblemRow, ...]
    entries: int
    fresh: int
    handed_in_by: str
    handed_in_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str
    is_own: bool  # the person who looks brought it in
    can_be_taken: bool  # held, and everything in it is read
    sha256: str  # of its bytes
    byte_size: int


@dataclass(frozen=True)
class LineRow:
    """A line of a bank as lists show it."""

    id: int
    account: str
    on: date
    amount: Amount
    other_name: str
    other_account: str  # masked
    text: str
    reference: str
    state: str
    state_words: Wording
    aside_words: Wording | None
    customer_id: int | None
    customer: str
    entry_seq: int | None


@dataclass(frozen=True)
class AccountPage:
    """One account: its statements, newest first, each with the gap before it."""

    account: AccountRow
    statements: tuple[StatementRow, ...]
    next_after: int | None


@dataclass(frozen=True)
class SheetLine:
    """One line that explains why book and bank differ."""

    why: str
    words: Wording
    on: date | None
    document: str
    party: str
    amount: Amount
    entry_seq: int | None
    line_id: int | None


@dataclass(frozen=True)
class ReconciliationSheet:
    """余额调节表: what the bank says, what the book says, and everything between them.

    ``bank`` − bank lines not in the book (lines ahead of the book) + book entries not at the bank = ``book``; ``gap`` is what nothing explains.
    """

    account: AccountRow
    as_of: date
    bank: Amount
    before: Amount  # stood on the account before the first statement: not of this book
    book: Amount
    gap: Amount
    lines: tuple[SheetLine, ...]
    digest: str


@dataclass(frozen=True)
class SignedRow:
    id: int
    as_of: date
    bank: Amount
    book: Amount
    prepared_by: str
    prepared_at: datetime
    signed_by: str
    signed_at: datetime | None

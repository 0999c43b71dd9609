"""What pages of statements say: rows of lists, one statement with its lines, a run with its customers, the letterhead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.money import Amount
from wanglai.services.portal.answers import Standing


@dataclass(frozen=True)
class StatementRow:
    """One statement in a list. ``number`` as printed; ``is_replaced`` where a further version stands beside it."""

    id: int
    number: str
    customer_id: int
    customer: str
    kind: Wording
    from_on: date
    through_on: date
    opening: Amount
    changed: Amount
    closing: Amount
    is_replaced: bool
    issued_at: datetime
    issued_by: str
    standing: Standing | None = None  # with its customer; in lists


@dataclass(frozen=True)
class StatementList:
    """One page, newest first. ``next_after`` is None on the last; ``is_empty`` where none was ever issued in sight."""

    rows: tuple[StatementRow, ...]
    next_after: int | None
    is_empty: bool


@dataclass(frozen=True)
class Line:
    """A movement. ``charged`` or ``credited`` is there, never both; ``balance`` is the one after it, None for a change before."""

    on: date
    kind: Wording
    document: str
    reference: str
    due_on: date | None
    seq: int
    charged: Amount | None
    credited: Amount | None
    balance: Amount | None
    settles: tuple[str, ...]


@dataclass(frozen=True)
class OpenLineRow:
    """An open item as it stood on the last day of the period."""

    on: date
    kind: Wording
    document: str
    reference: str
    due_on: date | None
    days_late: int
    amount: Amount
    open: Amount
    is_disputed: bool


@dataclass(frozen=True)
class Bucket:
    words: Wording
    amount: Amount


@dataclass(frozen=True)
class Version:
    id: int
    number: str
    closing: Amount
    reason: str
    issued_at: datetime
    issued_by: str


@dataclass(frozen=True)
class StatementPage:
    """One statement from its frozen body. ``lines`` and ``items`` are one stretch of each, ``*_total`` all there are."""

    row: StatementRow
    kind_key: str
    language: Wording
    reason: str
    before_id: int | None
    before: str
    charged: Amount
    credited: Amount
    changes: tuple[Line, ...]
    lines: tuple[Line, ...]
    lines_total: int
    items: tuple[OpenLineRow, ...]
    items_total: int
    strip: tuple[Bucket, ...]
    versions: tuple[Version, ...]
    digest: str  # of the body, hex
    print_digest: str  # of the printed file, hex; empty while it waits for the press
    seq: int
    known_seq: int
    run_id: int | None
    is_newest: bool  # a further version can be issued of it alone


@dataclass(frozen=True)
class RunRow:
    """A run in the list."""

    id: int
    kind: Wording
    from_on: date
    through_on: date
    state: str
    state_words: Wording
    drafted: int
    issued: int
    skipped: int
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True)
class RunItemRow:
    """One customer and currency of a run: its figures and what became of it."""

    id: int
    customer_id: int
    customer: str
    from_on: date
    opening: Amount
    changed: Amount
    closing: Amount
    lines: int
    state: str
    state_words: Wording
    reason: Wording | None
    statement_id: int | None


@dataclass(frozen=True)
class RunPage:
    """A run with some of its customers. ``shown`` is the digest of the drafts in hex, which an agreement names."""

    row: RunRow
    kind_key: str
    printed: int
    problem: str
    agreed_by: str
    agreed_at: datetime | None
    finished_at: datetime | None
    known_seq: int | None
    shown: str
    sums: tuple[Amount, ...]  # what the drafts close with
    counts: tuple[tuple[str, Wording, int], ...]  # state, words, how many
    items: tuple[RunItemRow, ...]
    next_after: int | None
    is_at_work: bool
    is_own: bool
    is_of_some: bool
    percent: int | None


@dataclass(frozen=True)
class OurAccount:
    id: int
    name: str
    shown: str  # masked


@dataclass(frozen=True)
class LetterheadRow:
    """A version of the letterhead, as its form holds it."""

    version: int
    name_zh: str
    name_en: str
    address_zh: str
    address_en: str
    tax_number: str
    contact: str
    note_zh: str
    note_en: str
    days_to_answer: int
    shows_settlements: bool
    language: str
    logo_id: int | None
    bank_account_id: int | None
    account: str
    made_by: str
    agreed_by: str
    made_at: datetime | None


@dataclass(frozen=True)
class LetterheadPage:
    """The letterhead in force, those before it, and the accounts customers could pay to."""

    now: LetterheadRow
    versions: tuple[LetterheadRow, ...]
    accounts: tuple[OurAccount, ...]

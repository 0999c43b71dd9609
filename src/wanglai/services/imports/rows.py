"""What pages and commands are told of imports: frozen rows, never models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.incoming_papers import day_of
from wanglai.services.imports.kinds import ImportKind
from wanglai.services.imports.standing import Part, Proof
from wanglai.services.money import Amount


@dataclass(frozen=True)
class ImportListRow:
    id: int
    file_name: str
    kind: Wording
    state: str
    state_words: Wording
    documents: int
    booked: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True)
class KeptRefusal:
    """A refusal as it stands on an import."""

    code: str
    place: str
    reason: Wording
    remedy: Wording


@dataclass(frozen=True)
class ProblemGroup:
    """All problems of one code; ``waiting`` of them belong to documents nobody decided about."""

    code: str
    words: Wording
    remedy: Wording
    documents: int
    waiting: int
    choices: tuple[tuple[str, Wording], ...]
    chosen: str
    is_left_out: bool  # by itself


@dataclass(frozen=True)
class ColumnRow:
    """A field of the kind and the column it was found in, or empty."""

    field: str
    words: Wording
    note: Wording
    column: str
    is_needed: bool


@dataclass(frozen=True)
class DecisionRow:
    at: datetime
    who: str
    words: Wording
    document_no: int | None
    facts: dict[str, Any]


@dataclass(frozen=True)
class ImportPage:
    id: int
    kind: ImportKind
    file_name: str
    file_size: int
    state: str
    state_words: Wording
    refusal: KeptRefusal | None
    options: dict[str, Any]
    is_remembered: bool
    columns: tuple[ColumnRow, ...]
    labels: tuple[tuple[str, str], ...]
    sample: tuple[tuple[int, tuple[str, ...]], ...]
    sheets: tuple[str, ...]
    sheet: str
    header_row: int | None
    groups: tuple[ProblemGroup, ...]
    parts: tuple[Part, ...]
    proofs: tuple[Proof, ...]
    decisions: tuple[DecisionRow, ...]
    documents: int
    rows_done: int
    rows_total: int
    seconds: float
    is_stopping: bool
    created_at: datetime
    created_by: str
    ordered_by: str
    finished_at: datetime | None
    base: str

    @property
    def is_working(self) -> bool:
        return self.state in ("queued", "reading", "ordered", "posting")

    @property
    def has_rows(self) -> bool:
        return self.state in ("preview", "stopped", "done", "ordered", "posting")

    @property
    def percent(self) -> int | None:
        return self.rows_done * 100 // self.rows_total if self.rows_total else None

    def count(self, *standings: str) -> int:
        return sum(part.documents for part in self.parts if part.standing in standings)

    @property
    def ready(self) -> int:
        return self.count("ready")

    @property
    def waiting(self) -> int:
        return self.count("open") + sum(
            each.waiting for each in self.groups if each.code == "total.row"
        )

    @property
    def left_out(self) -> int:
        return self.count("left_out")

    @property
    def booked(self) -> int:
        return self.count("booked")

    @property
    def coming(self) -> int:
        return self.count("coming")

    @property
    def may_be_booked(self) -> bool:
        return self.state == "preview" and bool(self.ready) and not self.waiting


@dataclass(frozen=True)
class ProblemRow:
    code: str
    field: str
    excerpt: str
    reason: Wording
    remedy: Wording


@dataclass(frozen=True)
class DuePart:
    """A part of a document and its day; None: what it is counted from has not taken place."""

    amount: Amount
    due_on: date | None


@dataclass(frozen=True)
class FallsDue:
    """The days with which a document is booked, and where they are from: the file, a contract, or its own day."""

    parts: tuple[DuePart, ...]
    source: Wording

    @property
    def is_pending(self) -> bool:
        return any(part.due_on is None for part in self.parts)

    @property
    def words(self) -> Wording:
        """2026-02-04, or each part with its amount."""
        if len(self.parts) == 1 and self.parts[0].due_on:
            day = self.parts[0].due_on.isoformat()
            return Wording(day, day)
        told = [(part.due_on.isoformat() if part.due_on else "", part.amount.text) for part in self.parts]  # fmt: skip
        return Wording(
            "；".join(f"{day or '待定'} {amount}" for day, amount in told),
            "; ".join(f"{day or 'no day yet'} {amount}" for day, amount in told),
        )


@dataclass(frozen=True)
class DocumentRow:
    """A document of a file as it stands; ``problems`` are all of them, settled or not."""

    no: int
    row: int
    rows: int
    number: str
    customer: str
    on: date | None
    due: date | None
    currency: str
    rate: Decimal | None
    amount: Amount | None
    tax: Amount
    standing: str
    standing_words: Wording
    why: Wording | None
    is_corrected: bool
    is_left_out: bool
    problems: tuple[ProblemRow, ...]
    said: Mapping[str, str]  # columns of the kind that have no place above
    falls_due: FallsDue | None  # None where it has no day or no amount

    @property
    def shown_on(self) -> date | None:
        """Its day; of a contract the first."""
        return self.on or day_of(self.said.get("from", ""))


@dataclass(frozen=True)
class LineRow:
    line_no: int
    row: int
    text: str
    quantity: Decimal | None
    price: Decimal | None
    amount: Amount
    said: Mapping[str, str]


@dataclass(frozen=True)
class DocumentPage:
    import_id: int
    kind: ImportKind
    state: str
    document: DocumentRow
    lines: tuple[LineRow, ...]
    lines_total: int
    line_corrected: tuple[
        str, ...
    ]  # fields of a line that can be put right, where the file has them
    decisions: tuple[DecisionRow, ...]


@dataclass(frozen=True)
class DocumentList:
    rows: tuple[DocumentRow, ...]
    total: int
    next_after: int | None

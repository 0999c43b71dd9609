"""Frozen rows a screen gets from ``queries``: no lazy model, no engine type that could change.

Amounts are minor units with their currency and print themselves; sentences carry both languages
(``sentence.zh`` / ``sentence.en``, or ``sentence.within(language)``).
"""

from __future__ import annotations

import datetime as calendar
from dataclasses import dataclass
from typing import Any

from tieout.refusal import Wording
from wanglai.services.money import Amount as Amount


@dataclass(frozen=True)
class RefusalRow:
    """Why a run was refused or failed, and what to do next, as stored with the run."""

    code: str
    place: str
    reason: Wording
    remedy: Wording


@dataclass(frozen=True)
class RunProgress:
    """Where a run stands; ``stage`` is queued reading matching storing finished."""

    reconciliation_id: int
    run_id: int
    ordinal: int  # 1 for the first run of this reconciliation
    state: str  # queued reading matching storing done refused failed cancelled
    stage: str
    rows_done: int
    rows_total: int  # 0 while the number of lines is not known
    requested_at: calendar.datetime
    started_at: calendar.datetime | None
    finished_at: calendar.datetime | None
    seconds_running: float
    rows_per_second: float | None
    seconds_left: float | None
    is_cancelling: bool
    refusal: RefusalRow | None

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "refused", "failed", "cancelled")

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def percent(self) -> int | None:
        return self.rows_done * 100 // self.rows_total if self.rows_total else None


@dataclass(frozen=True)
class ReconciliationRow:
    """One reconciliation in the list; figures are None until its last run is done."""

    id: int
    number: int  # 1, 2, 3 … within the company, without gaps
    customer_name: str
    title: str
    ours_file: str
    theirs_file: str
    created_at: calendar.datetime
    created_by: str
    state: str
    refusal: RefusalRow | None
    finished_at: calendar.datetime | None
    ours_lines: int | None
    theirs_lines: int | None
    gap: Amount | None
    unexplained: Amount | None
    agreed_lines: int | None  # lines of both sides in a group decided by rule or by hand
    open_rows: int | None  # rows of the result that wait for a person


@dataclass(frozen=True)
class ReconciliationList:
    rows: tuple[ReconciliationRow, ...]
    next_after: int | None  # pass as ``after`` for the next page; None on the last
    total: int  # rows that fit search and status


@dataclass(frozen=True)
class Option:
    """One choice of a correction form: the value to send back, and its words."""

    value: str
    label: Wording
    is_chosen: bool


@dataclass(frozen=True)
class ColumnChoiceRow:
    """Which column was taken for a field, its score 0-1000, why, and what was rejected."""

    field: str  # date document debit …
    field_label: Wording
    column: str
    letter: str
    score: int
    evidence: Wording
    rejected: tuple[tuple[str, int], ...]
    is_corrected: bool  # a person said so, in this run


@dataclass(frozen=True)
class CheckRow:
    """A total the file states, beside what its lines add up to."""

    row: int
    kind: str  # opening closing month year total
    label: str
    stated: Amount | None
    computed: Amount | None
    agrees: bool | None


@dataclass(frozen=True)
class ProblemRow:
    row: int
    column: str | None
    excerpt: str
    reason: Wording
    remedy: Wording


@dataclass(frozen=True)
class ReadingRow:
    """How one file was read, whole: for the reading page and its correction form."""

    side: str  # ours theirs
    file: str
    sha256: str
    byte_size: int
    sheet: str | None
    sheets: tuple[str, ...]
    header_row: int | None
    encoding: str | None
    sign: str
    date_format: str
    decimal_mark: str
    currency: str
    rows: int
    opening: Amount | None
    closing: Amount | None
    total: Amount
    balance: Amount
    choices: tuple[ColumnChoiceRow, ...]
    fields_without_column: tuple[tuple[str, Wording], ...]
    header_labels: tuple[tuple[str, str], ...]  # (letter, label) of every column
    unused_columns: tuple[str, ...]
    sample: tuple[tuple[int, tuple[str, ...]], ...]
    checks: tuple[CheckRow, ...]
    problems: tuple[ProblemRow, ...]
    skipped: tuple[tuple[int, str], ...]
    options: dict[str, Any]  # the ReadingOptions in force, as stored with the run
    from_mapping: bool  # columns came from this customer's confirmed mapping
    is_confirmed: bool  # this way of reading is the customer's confirmed mapping now


@dataclass(frozen=True)
class Totals:
    """The proof: ours - theirs = gap = explained + unexplained."""

    ours: Amount
    theirs: Amount
    gap: Amount
    explained: Amount
    unexplained: Amount
    ours_as_of: calendar.date | None = None  # day of the last line of our ledger
    theirs_as_of: calendar.date | None = None


@dataclass(frozen=True)
class BridgeStep:
    """One class of difference in the bridge from our balance to theirs."""

    difference_class: str
    label: Wording
    amount: Amount  # contribution to ours - theirs
    rows: int


@dataclass(frozen=True)
class Counts:
    """Rows of the result by status, decisions by hand applied."""

    agreed: int  # auto, no difference
    agreed_with_difference: int  # auto, with a difference
    suggested: int
    ambiguous: int
    by_hand: int  # accepted or linked by a person
    unmatched_ours: int
    unmatched_theirs: int
    other_differences: int  # opening balance and the like, without lines
    waiting: int  # suggested + ambiguous + unmatched
    total: int


@dataclass(frozen=True)
class ReconciliationPage:
    """Header of one reconciliation; readings, totals, bridge and counts are None or empty until a run is done."""

    id: int
    number: int
    title: str
    customer_id: int
    customer_name: str
    currency: str | None
    created_at: calendar.datetime
    created_by: str
    run: RunProgress
    ours_file: str
    theirs_file: str
    ours: ReadingRow | None
    theirs: ReadingRow | None
    totals: Totals | None
    bridge: tuple[BridgeStep, ...]
    counts: Counts | None
    decisions: int  # live decisions by hand
    notes: int  # notes not withdrawn
    ruleset: str
    engine_version: str
    acts: frozenset[str]  # verbs this person may use here
    book: BookSideRow | None = None  # where our side is the book


@dataclass(frozen=True)
class CarriedRow:
    """Since when a line of an earlier period is open: the reconciliation that found it so, and the age at this one's end."""

    first_id: int
    open_since: calendar.date
    days: int


@dataclass(frozen=True)
class BookSideRow:
    """Our side from the book: the period, the act it was told from, and what it starts from."""

    currency: str
    from_on: calendar.date
    through_on: calendar.date
    known_seq: int | None  # of the newest finished run
    head_hash: str
    read_at: calendar.datetime | None
    statement_id: int | None
    statement: str  # its number, '' without one
    before_id: int | None
    before_number: int | None
    carried: int  # lines still open in the period before
    settled: int  # of them, those that have met their partner in this one


@dataclass(frozen=True)
class LineRow:
    """One ledger line as its side wrote it, in our sign."""

    side: str
    row: int
    date: calendar.date | None
    due: calendar.date | None
    document: str | None
    voucher: str | None
    order: str | None
    text: str | None
    kind: str | None
    party: str | None
    amount: Amount
    seq: int | None = None  # the entry of the book, where our side is the book
    carried: CarriedRow | None = None  # where it was open in a period before

    @property
    def is_of_file(self) -> bool:
        """Whether ``row`` is a row of a file."""
        return self.carried is None and self.seq is None


@dataclass(frozen=True)
class EvidenceRow:
    feature: str
    feature_label: Wording
    ours: str
    theirs: str
    level: str
    level_label: Wording


@dataclass(frozen=True)
class CandidateRow:
    """Another grouping the engine saw: the alternatives of a tie, or the nearest it rejected."""

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    rule: str
    sentence: Wording | None


@dataclass(frozen=True)
class DecisionRow:
    id: int
    kind: str  # accept reject relink
    actor_name: str
    decided_at: calendar.datetime
    reason: str


@dataclass(frozen=True)
class DifferenceRow:
    difference_class: str
    label: Wording
    amount: Amount
    sentence: Wording
    evidence: tuple[EvidenceRow, ...]
    nearest: tuple[CandidateRow, ...]


@dataclass(frozen=True)
class NoteRow:
    id: int
    author_name: str
    written_at: calendar.datetime
    text: str
    row_id: str | None


@dataclass(frozen=True)
class ListedNote:
    """A note as the page of notes shows it: what it is about, and whether its author took it back."""

    id: int
    author_name: str
    written_at: calendar.datetime
    text: str
    side: str  # of the first line it is about; '' where it is about the whole reconciliation
    row: int
    line: LineRow | None  # that line, where the result has it
    lines: int
    withdrawn_at: calendar.datetime | None
    is_mine: bool


@dataclass(frozen=True)
class NoteList:
    rows: tuple[ListedNote, ...]
    next_after: int | None  # pass as ``after``; None on the last page
    total: int  # withdrawn ones too


@dataclass(frozen=True)
class ResultRow:
    """One row of the three columns: our lines | difference and reason | their lines."""

    row_id: str  # give it back to accept_group, reject_group, write_note
    kind: str  # matched unmatched_ours unmatched_theirs other
    status: str  # auto suggested ambiguous accepted relinked open
    status_label: Wording
    rule: str
    ours: tuple[LineRow, ...]
    theirs: tuple[LineRow, ...]
    ours_count: int  # all lines; ``ours`` holds at most the first 50
    theirs_count: int
    ours_amount: Amount
    theirs_amount: Amount
    difference: Amount
    sentence: Wording
    evidence: tuple[EvidenceRow, ...]
    differences: tuple[DifferenceRow, ...]
    alternatives: tuple[CandidateRow, ...]
    is_interchangeable: bool
    decision: DecisionRow | None
    notes: tuple[NoteRow, ...]


@dataclass(frozen=True)
class ResultList:
    rows: tuple[ResultRow, ...]
    next_after: str | None  # pass as ``after``; None on the last page
    total: int  # rows that fit the filters
    ours_amount: Amount  # of all rows that fit, not only this page
    theirs_amount: Amount
    difference: Amount


@dataclass(frozen=True)
class LineList:
    """Lines of one side that fit a search: what the relink panel offers."""

    rows: tuple[LineRow, ...]
    next_after: int | None


@dataclass(frozen=True)
class TimelineRow:
    """One thing that happened, newest first."""

    at: calendar.datetime
    actor_name: str
    kind: str  # of the event, as in ``words``: started run_finished accept undone note downloaded …
    sentence: Wording
    decision_id: int | None  # an accept, reject or relink that can still be undone
    row_id: str | None


@dataclass(frozen=True)
class SheetProgress:
    """How far a difference sheet is."""

    state: str  # queued making ready failed
    is_over: bool
    seconds: float  # since somebody asked
    lines: int  # of both sides

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"


@dataclass(frozen=True)
class CustomerRow:
    id: int
    name: str
    names: tuple[str, ...]
    reconciliations: int
    has_mapping_theirs: bool
    has_mapping_ours: bool


@dataclass(frozen=True)
class DemoPair:
    """One customer of the demo catalogue, ready to be reconciled by one click."""

    key: str
    name: Wording
    layout: Wording
    ours_file: str
    theirs_file: str
    reconciliation_id: int | None  # the newest one made from this pair

"""What pages of confirmation letters say: rounds, their samples and figures, one letter with what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.domain.confirmations import Evaluation, Sample
from wanglai.services.confirmations.words import STANDINGS, TAKEN
from wanglai.services.money import Amount, sums

PREVIEW_ROWS = 200


@dataclass(frozen=True)
class UnitRow:
    """One account of the population and why it is asked."""

    customer_id: int
    customer: str
    owed_to_us: Amount
    owed_by_us: Amount
    base: Amount
    taken: str
    why: Wording
    hits: int


@dataclass(frozen=True)
class Counted:
    """A reason with how many accounts it takes and what they come to."""

    words: Wording
    units: int
    value: Amount


@dataclass(frozen=True)
class Preview:
    """What a rule draws: figures, and the first rows of what is asked."""

    units: int
    asked: int
    letters: int
    value: Amount
    asked_value: Amount
    percent: int
    interval: Amount
    start: Amount
    rest: Amount
    reasons: tuple[Counted, ...]
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True)
class RoundRow:
    """A round in a list."""

    id: int
    number: str
    as_of: date
    purpose: str
    form: Wording
    state: str
    state_words: Wording
    letters: int
    answered: int
    value: Amount
    drafted_by: str
    drafted_at: datetime


@dataclass(frozen=True)
class RoundList:
    rows: tuple[RoundRow, ...]
    next_after: int | None
    is_empty: bool


@dataclass(frozen=True)
class LetterRow:
    """A letter in a round. ``waiting`` is days since the newest request while nothing came."""

    id: int
    number: str
    requests: int
    customer_id: int
    customer: str
    balances: tuple[Amount, ...]
    issued_on: date
    answer_by: date
    state: str
    state_words: Wording
    waiting: int | None
    differences: tuple[Amount, ...]


@dataclass(frozen=True)
class Figure:
    """A standing with how many accounts and how much of the value."""

    words: Wording
    units: int
    value: Amount
    percent: int


@dataclass(frozen=True)
class Result:
    """Coverage and projection, in the company's own currency."""

    units: int
    asked: int
    value: Amount
    asked_value: Amount
    percent: int
    standings: tuple[Figure, ...]
    key: Amount
    drawn: Amount
    projected: Amount
    other: Amount
    total: Amount
    unconverted: tuple[Amount, ...]


@dataclass(frozen=True)
class RoundPage:
    """A round: as drawn, or with its letters."""

    row: RoundRow
    form_key: str
    language: Wording
    auditor: tuple[str, str, str]
    days_to_answer: int
    threshold: Amount
    draws: int
    zeros: int
    credits: int
    seed: str
    known_seq: int
    shown: str
    sample: Preview
    result: Result | None
    letters: tuple[LetterRow, ...]
    counts: tuple[tuple[str, Wording, int], ...]
    next_after: int | None
    overdue: int
    left: int
    agreed_by: str
    agreed_at: datetime | None
    closed_by: str
    closed_at: datetime | None
    conclusion: str
    is_own: bool
    has_answered: bool


@dataclass(frozen=True)
class PartRow:
    cause: Wording
    whose: Wording
    amount: Amount
    reason: str


@dataclass(frozen=True)
class AccountRow:
    """One account of a letter: ours, theirs, the difference and what is told of it, what was found of it."""

    unit_id: int
    why: Wording
    owed_to_us: Amount
    owed_by_us: Amount
    said_to_us: Amount | None
    said_by_us: Amount | None
    difference: Amount
    parts: tuple[PartRow, ...]
    covered: Amount
    misstated: Amount


@dataclass(frozen=True)
class ReplyRow:
    ordinal: int
    kind: Wording
    came: Wording
    received_on: date
    said: str
    file_id: int | None
    file: str
    sha256: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True)
class FoundRow:
    kind: Wording
    document: str
    evidence: str
    on: date
    amount: Amount


@dataclass(frozen=True)
class ProcedureRow:
    ordinal: int
    kind: str
    reason: str
    found: tuple[FoundRow, ...]
    done_by: str
    done_at: datetime


@dataclass(frozen=True)
class RequestRow:
    id: int
    number: str
    issued_on: date
    answer_by: date
    digest: str
    print_digest: str


@dataclass(frozen=True)
class LetterPage:
    row: LetterRow
    round_id: int
    round_number: str
    as_of: date
    round_state: str
    requests: tuple[RequestRow, ...]
    accounts: tuple[AccountRow, ...]
    replies: tuple[ReplyRow, ...]
    procedures: tuple[ProcedureRow, ...]
    candidates: tuple[FoundRow, ...]
    candidates_sum: tuple[Amount, ...]
    shown: str
    may_be_tested: bool


def preview_of(sample: Sample, names: Mapping[int, str], currency: str) -> Preview:
    """The figures of a sample; of the rows those that are asked, the first ones."""
    reasons = [
        Counted(
            words,
            len(chosen),
            Amount(sum(abs(each.unit.base_balance) for each in chosen), currency),
        )
        for key, words in TAKEN.items()
        if (chosen := [each for each in sample.choices if each.taken == key])
    ]
    rows = [
        UnitRow(
            each.unit.customer_id, names.get(each.unit.customer_id, ""), Amount(each.unit.owed_to_us, each.unit.currency),
            Amount(each.unit.owed_by_us, each.unit.currency), Amount(each.unit.base_balance, currency), each.taken,
            TAKEN[each.taken], each.hits,
        )
        for each in sample.asked[:PREVIEW_ROWS]
    ]  # fmt: skip
    return Preview(
        len(sample.choices), len(sample.asked), len(sample.customers), Amount(sample.value, currency),
        Amount(sample.asked_value, currency), percent(sample.asked_value, sample.value), Amount(sample.interval, currency),
        Amount(sample.start, currency), Amount(sample.rest, currency), tuple(reasons), tuple(rows),
    )  # fmt: skip


def result_of(found: Evaluation, currency: str) -> Result:
    """An evaluation in words and amounts."""
    standings = [
        Figure(words, found.counts.get(key, 0), Amount(found.values.get(key, 0), currency), percent(found.values.get(key, 0), found.value))  # type: ignore[call-overload] # keys of one list
        for key, words in STANDINGS.items()
    ]  # fmt: skip
    return Result(
        found.units, found.asked, Amount(found.value, currency), Amount(found.asked_value, currency),
        percent(found.asked_value, found.value), tuple(standings), Amount(found.key, currency), Amount(found.drawn, currency),
        Amount(found.projected, currency), Amount(found.other, currency), Amount(found.total, currency),
        sums(Amount(minor, of) for of, minor in found.unconverted.items() if minor),
    )  # fmt: skip


def percent(part: int, whole: int) -> int:
    """Rounded down, so that 99.9 % never reads as all of it."""
    return 100 * part // whole if whole else 0

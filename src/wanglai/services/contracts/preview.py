"""The next twelve cycles of terms, what they would be by the other readings of 月结, and what the law says: before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.agreement import Agreement
from wanglai.domain.calendars import EVERY_DAY
from wanglai.domain.instalments import Part, Rest
from wanglai.domain.statutory import LegalWarning
from wanglai.domain.terms import Add, Due, Terms, due_on
from wanglai.domain.terms_preview import UpcomingCycle, assumed_events, preview
from wanglai.domain.terms_ready import READINGS
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.contracts.law import warnings_of
from wanglai.services.contracts.refused import admit_to_contracts, agreed
from wanglai.services.contracts.words import (
    Line,
    closed_words,
    lines_of,
    sentence_of,
    warning_words,
)

CYCLES = 12
READING_WORDS = {
    "A": Wording("A. 结算周期末日之后 {days} 天", "A. {days} days after the last day of the cycle"),
    "B": Wording(
        "B. 结算周期之后第 {months} 个月的月末",
        "B. The end of the month, {months} months after the cycle",
    ),
    "C": Wording(
        "C. 收到发票或对账单之日起 {days} 天",
        "C. {days} days from receipt of the invoice or statement",
    ),
    "D": Wording(
        "D. 结算周期次月 1 日起 {days} 天",
        "D. {days} days from the first of the month after the cycle",
    ),
}


@dataclass(frozen=True)
class Warned:
    """One warning of the law: its code, what it found, the article."""

    code: str
    words: Wording
    source: str

    @property
    def field(self) -> str:
        """The name under which a form sends the reason."""
        return f"because_{self.code}"


@dataclass(frozen=True)
class Moved:
    """A day of payment before it rolled, and why it was not worked."""

    from_on: date
    why: Wording


@dataclass(frozen=True)
class CycleRow:
    """One cycle; ``weeks`` is the month of its day of payment as a small sheet, Monday first."""

    cycle: UpcomingCycle

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The days of payment that would have fallen on a day not worked, each once."""
        dues = {due.before_roll_on: due for due in (self.cycle.first, self.cycle.last)}
        return tuple(
            Moved(day, closed_words(due.closed_for)) for day, due in dues.items() if due.closed_for
        )

    @property
    def weeks(self) -> tuple[tuple[tuple[date, str], ...], ...]:
        """Each day of the month of payment with what it is: ``due``, ``rolled`` (from there), ``out`` of the month, or nothing."""
        due = self.cycle.last
        first = due.on.replace(day=1)
        monday = first - timedelta(days=first.weekday())
        days = [monday + timedelta(days=at) for at in range(42)]
        rows = [
            tuple((day, self._mark(day)) for day in days[at : at + 7]) for at in range(0, 42, 7)
        ]
        return tuple(row for row in rows if any(day.month == first.month for day, _ in row))

    def _mark(self, day: date) -> str:
        due = self.cycle.last
        if day == due.on:
            return "due"
        if day == due.before_roll_on:
            return "rolled"
        return "out" if day.month != due.on.month else ""


@dataclass(frozen=True)
class Reading:
    """When a delivery would be due by another reading of the same words."""

    code: str
    words: Wording
    due_on: date
    is_chosen: bool
    moved: Moved | None  # the day it would be, were that one worked


@dataclass(frozen=True)
class PartCycles:
    """The cycles of one part; ``number`` is 0 where there is no plan."""

    number: int
    sentence: Wording
    rows: tuple[CycleRow, ...]

    @property
    def is_published(self) -> bool:
        return all(row.cycle.is_published for row in self.rows)


@dataclass(frozen=True)
class Preview:
    lines: tuple[Line, ...]
    parts: tuple[PartCycles, ...]
    readings: tuple[Reading, ...]  # empty where the words have one meaning only
    delivered_on: date  # the delivery the readings are shown for
    warnings: tuple[Warned, ...]

    @property
    def is_published(self) -> bool:
        """Whether the holidays of every day shown are known yet."""
        return all(part.is_published for part in self.parts)


def preview_terms(
    *, company_id: int, actor: int, agreement: Mapping[str, Any], from_on: date, signed_on: date
) -> Preview:
    """What terms mean for the twelve cycles from a day on; nothing is kept.

    Refuses, in order: NotFound, NotPermitted, AgreementIsMistaken.
    """
    admit_to_contracts(company_id, actor, "draft_contract")
    return preview_of(company_id, agreed(agreement), from_on=from_on, signed_on=signed_on)


def preview_of(company_id: int, agreement: Agreement, *, from_on: date, signed_on: date) -> Preview:
    """As ``preview_terms``, for who was admitted already."""
    plan = agreement.instalments or (Part(Rest(), agreement.terms),)
    return Preview(
        lines=lines_of(agreement),
        parts=tuple(
            _part_cycles(company_id, agreement, part.terms, number, from_on)
            for number, part in enumerate(plan, start=1 if agreement.instalments else 0)
        ),
        readings=() if agreement.instalments else readings_of(company_id, agreement.terms, from_on),
        delivered_on=from_on,
        warnings=tuple(map(warned, warnings_of(company_id, agreement, signed_on))),
    )


def warned(warning: LegalWarning) -> Warned:
    return Warned(warning.code, warning_words(warning), warning.source)


def _part_cycles(
    company_id: int, agreement: Agreement, terms: Terms, number: int, from_on: date
) -> PartCycles:
    calendar = calendar_of(company_id, terms.calendar)
    cycles = preview(terms, from_on, CYCLES, calendar, agreement.lags)
    return PartCycles(number, sentence_of(terms), tuple(map(CycleRow, cycles)))


def readings_of(company_id: int, terms: Terms, delivered_on: date) -> tuple[Reading, ...]:
    """The four readings of 月结 with the due day of one delivery each; nothing where terms are none of them.

    月结60 delivered on 2025-03-10: A 05-30, B 05-31, C 05-09, D 05-31. Cut-off, pay-days, roll and calendar are kept.
    Reading B counts whole months: for 月结45 there are the other three.
    """
    found = reading_and_days(terms)
    if found is None:
        return ()
    chosen, days = found
    assert terms.cycle
    calendar = calendar_of(company_id, terms.calendar) if terms.calendar else EVERY_DAY
    shown = []
    for code, make in READINGS.items():
        if code == "B" and days % 30:
            continue
        ready = make(days, terms.cycle.cut_offs[-1])
        rest = terms.steps[len(READINGS[chosen](days).steps) :]
        other = replace(terms, steps=(*ready.steps, *rest))
        due = due_on(other, assumed_events(other, delivered_on), calendar)
        assert isinstance(due, Due)
        words = _reading_words(code, days)
        moved = Moved(due.before_roll_on, closed_words(due.closed_for)) if due.closed_for else None
        shown.append(Reading(code, words, due.on, code == chosen, moved))
    return tuple(shown)


def _reading_words(code: str, days: int) -> Wording:
    """Reading A of 60 days: 结算周期末日之后 60 天."""
    said, figures = READING_WORDS[code], {"days": days, "months": days // 30}
    return Wording(said.zh.format(**figures), said.en.format(**figures))


def reading_and_days(terms: Terms) -> tuple[str, int] | None:
    """Which reading of 月结 terms are and of how many days; None where they are none of the four."""
    if terms.cycle is None or terms.cycle.months != 1:
        return None
    counts = [step.count for step in terms.steps if isinstance(step, Add)]
    for days in {*(abs(count) for count in counts), *(30 * abs(count) for count in counts)}:
        for code, make in READINGS.items():
            if code == "B" and days % 30:
                continue
            steps = make(days).steps
            if terms.steps[: len(steps)] == steps and days:
                return code, days
    return None

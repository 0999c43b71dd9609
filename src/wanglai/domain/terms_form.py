"""Terms as a plain record, for a column or a file, and back: every problem of a record is listed, none is mended.

{"counted_from": ["delivery"],
 "cycle": {"cut_offs": [25], "months": 1, "closing_month": 12, "statement_after": 1},
 "steps": [{"to": "cycle_end"}, {"add": 60, "unit": "days"}, {"to": "pay_day", "days": [10, 25]}],
 "short_month": "last_day", "roll": "next", "calendar": "CN"}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from wanglai.domain.calendars import Roll, UnknownCalendar, calendar_named
from wanglai.domain.records import CodeOfTerms as Code
from wanglai.domain.records import Problem, RecordReading, RecordRefused
from wanglai.domain.terms import (
    Add,
    Cycle,
    CycleEnd,
    Event,
    MonthEnd,
    NextMonth,
    PayDay,
    ShortMonth,
    Step,
    Terms,
    Unit,
)

__all__ = ["Code", "Problem", "TermsRefused", "kept_cycle", "problems_of", "record_of", "terms_of"]

_FIELDS = ("counted_from", "steps", "cycle", "short_month", "roll", "calendar")
_CYCLE = ("cut_offs", "months", "closing_month", "statement_after")
_PLACES: dict[str, Step] = {
    "cycle_end": CycleEnd(),
    "month_end": MonthEnd(),
    "next_month": NextMonth(),
}
_STEPS_MAX = 12
# Ten years either way: further is a slip of the pen.
_FURTHEST: dict[str, int] = {"days": 3_660, "working_days": 2_600, "months": 120}


class TermsRefused(RecordRefused):
    """A record is not terms."""


def record_of(terms: Terms) -> dict[str, object]:
    """Terms as a record of lists, words and whole numbers, every field said."""
    return {
        "counted_from": list(terms.counted_from),
        "steps": [_record_of_step(step) for step in terms.steps],
        "cycle": _record_of_cycle(terms.cycle) if terms.cycle else None,
        "short_month": terms.short_month,
        "roll": terms.roll,
        "calendar": terms.calendar,
    }


def terms_of(record: object) -> Terms:
    """The terms a record says. Raises :class:`TermsRefused` with every problem at once."""
    reading = _Reading()
    terms = reading.terms(record)
    if reading.problems or terms is None:
        raise TermsRefused(tuple(reading.problems))
    return terms


def problems_of(record: object) -> tuple[Problem, ...]:
    """Everything that is wrong with a record; nothing, when it is terms."""
    reading = _Reading()
    reading.terms(record)
    return tuple(reading.problems)


def _record_of_step(step: Step) -> dict[str, object]:
    if isinstance(step, Add):
        return {"add": step.count, "unit": step.unit}
    if isinstance(step, PayDay):
        return {"to": "pay_day", "days": list(step.days)}
    return {"to": next(name for name, place in _PLACES.items() if place == step)}


def _record_of_cycle(cycle: Cycle) -> dict[str, object]:
    return {
        "cut_offs": list(cycle.cut_offs),
        "months": cycle.months,
        "closing_month": cycle.closing_month,
        "statement_after": cycle.statement_after,
    }


def kept_cycle(record: Mapping[str, Any]) -> Cycle:
    """The cycle of terms that were signed: their record was looked at then, and every field is said."""
    return Cycle(
        tuple(record["cut_offs"]), record["months"], record["closing_month"], record["statement_after"]
    )  # fmt: skip


class _Reading(RecordReading):
    """Reads one record of terms."""

    def terms(self, record: object) -> Terms | None:
        found = self._record(record, "", required=("counted_from",), allowed=_FIELDS)
        if found is None:
            return None
        counted_from = self._events(found["counted_from"]) if "counted_from" in found else ()
        cycle = self._cycle(found.get("cycle"))
        steps = self._steps(found.get("steps", []))
        short_month = self._word(
            found.get("short_month", "last_day"), "short_month", get_args(ShortMonth)
        )
        roll = self._word(found.get("roll", "none"), "roll", get_args(Roll))
        calendar = self._calendar(found.get("calendar", ""))
        self._together(
            steps, has_cycle=found.get("cycle") is not None, roll=roll, calendar=calendar
        )
        if self.problems:
            return None
        return Terms(counted_from, steps, cycle, short_month, roll, calendar)  # type: ignore[arg-type]

    def _together(
        self, steps: tuple[Step, ...], *, has_cycle: bool, roll: str, calendar: str
    ) -> None:
        if CycleEnd() in steps and not has_cycle:
            self._say("needs_cycle", "cycle")
        counted = any(isinstance(step, Add) and step.unit == "working_days" for step in steps)
        if (counted or roll not in ("none", "")) and not calendar:
            self._say("needs_calendar", "calendar")

    def _events(self, value: object) -> tuple[Event, ...]:
        listed = self._list(value, "counted_from")
        words = [
            self._word(one, f"counted_from[{at}]", get_args(Event)) for at, one in enumerate(listed)
        ]
        known = [word for word in words if word]
        if len({*known}) < len(known):
            self._say("repeated", "counted_from")
        return tuple(words)  # type: ignore[arg-type]

    def _cycle(self, value: object) -> Cycle | None:
        if value is None:
            return None
        found = self._record(value, "cycle", required=("cut_offs",), allowed=_CYCLE)
        if found is None:
            return None
        before = len(self.problems)
        cut_offs = self._days(found.get("cut_offs", []), "cycle.cut_offs")
        months = self._number(found.get("months", 1), "cycle.months", 1, 12)
        if months in (4, 5, *range(7, 12)):  # a year holds whole cycles
            self._say("out_of_range", "cycle.months", months)
        if months > 1 and len(cut_offs) > 1:
            self._say("one_cut_off", "cycle.cut_offs")
        closing = self._number(found.get("closing_month", 12), "cycle.closing_month", 1, 12)
        after = self._number(found.get("statement_after", 1), "cycle.statement_after", 0, 60)
        return None if len(self.problems) > before else Cycle(cut_offs, months, closing, after)

    def _steps(self, value: object) -> tuple[Step, ...]:
        if value in ([], ()):
            return ()  # due on the day it is counted from
        listed = self._list(value, "steps")
        if len(listed) > _STEPS_MAX:
            self._say("out_of_range", "steps", len(listed))
        found = [self._step(one, f"steps[{at}]") for at, one in enumerate(listed)]
        return tuple(step for step in found if step)

    def _step(self, value: object, field: str) -> Step | None:
        if isinstance(value, Mapping) and "add" in value:
            return self._add(value, field)
        found = self._record(value, field, required=("to",), allowed=("to", "days"))
        if found is None or "to" not in found:
            return None
        to = self._word(found["to"], f"{field}.to", (*_PLACES, "pay_day"))
        if to == "pay_day":
            days = self._days(found.get("days", []), f"{field}.days")
            return PayDay(days) if days else None
        if "days" in found:
            self._say("unknown_field", f"{field}.days")
        return _PLACES.get(to)

    def _add(self, value: Mapping[object, object], field: str) -> Add | None:
        found = self._record(value, field, required=("add", "unit"), allowed=("add", "unit"))
        if found is None or "unit" not in found:
            return None
        unit = self._word(found["unit"], f"{field}.unit", get_args(Unit))
        furthest = _FURTHEST.get(unit, max(_FURTHEST.values()))
        count = self._number(found["add"], f"{field}.add", -furthest, furthest)
        return Add(count, unit)  # type: ignore[arg-type]

    def _calendar(self, value: object) -> str:
        if not isinstance(value, str):
            self._say("wrong_type", "calendar", value)
            return ""
        try:
            return calendar_named(value).name if value else ""
        except UnknownCalendar:
            self._say("unknown_calendar", "calendar", value)
            return value

    def _days(self, value: object, field: str) -> tuple[int, ...]:
        """Days of a month, ascending; nothing, when anything is wrong with them."""
        before = len(self.problems)
        days = [
            self._number(one, f"{field}[{at}]", 1, 31)
            for at, one in enumerate(self._list(value, field))
        ]
        if len(self.problems) == before and days != sorted({*days}):
            self._say("not_ascending", field, value)
        return () if len(self.problems) > before else tuple(days)

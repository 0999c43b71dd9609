"""A penalty clause as a plain record and back: every problem of a record is listed, none is mended.

{"percent": "0.05", "per": "day", "basis": "365", "table": "", "fixed_at": "each_day", "grace_days": 5,
 "first_day_after": 1, "grace_bears_none": false, "cap_percent": "20", "source": "clause 7.2"}
"""

from __future__ import annotations

from typing import get_args

from wanglai.domain.penalty import Basis, FixedAt, PenaltyClause, Per, first_fault
from wanglai.domain.records import Problem, RecordReading, RecordRefused

_FIELDS = (
    "percent", "per", "basis", "table", "fixed_at", "grace_days", "first_day_after",
    "grace_bears_none", "cap_percent", "source",
)  # fmt: skip
_DAYS_MAX = 3_660


class PenaltyRefused(RecordRefused):
    """A record is not a penalty clause."""


def record_of(clause: PenaltyClause) -> dict[str, object]:
    return {
        "percent": str(clause.percent),
        "per": clause.per,
        "basis": clause.basis,
        "table": clause.table,
        "fixed_at": clause.fixed_at,
        "grace_days": clause.grace_days,
        "first_day_after": clause.first_day_after,
        "grace_bears_none": clause.grace_bears_none,
        "cap_percent": None if clause.cap_percent is None else str(clause.cap_percent),
        "source": clause.source,
    }


def penalty_of(record: object) -> PenaltyClause:
    """The clause a record says. Raises :class:`PenaltyRefused` with every problem at once."""
    reading = _Reading()
    clause = reading.penalty(record)
    if reading.problems or clause is None:
        raise PenaltyRefused(tuple(reading.problems))
    return clause


def problems_of(record: object) -> tuple[Problem, ...]:
    """Everything that is wrong with a record; nothing, when it is a penalty clause."""
    reading = _Reading()
    reading.penalty(record)
    return tuple(reading.problems)


class _Reading(RecordReading):
    def penalty(self, record: object) -> PenaltyClause | None:
        found = self._record(record, "", required=("percent",), allowed=_FIELDS)
        if found is None or "percent" not in found:
            return None
        cap = found.get("cap_percent")
        clause = PenaltyClause(
            percent=self._decimal(found["percent"], "percent"),
            per=self._word(found.get("per", "year"), "per", get_args(Per)),  # type: ignore[arg-type]
            basis=self._word(found.get("basis", "365"), "basis", get_args(Basis)),  # type: ignore[arg-type]
            table=self._text(found.get("table", ""), "table", 40),
            fixed_at=self._word(  # type: ignore[arg-type]
                found.get("fixed_at", "each_day"), "fixed_at", get_args(FixedAt)
            ),
            grace_days=self._number(found.get("grace_days", 0), "grace_days", 0, _DAYS_MAX),
            first_day_after=self._number(
                found.get("first_day_after", 1), "first_day_after", 0, _DAYS_MAX
            ),
            grace_bears_none=self._yes_or_no(
                found.get("grace_bears_none", False), "grace_bears_none"
            ),
            cap_percent=None if cap is None else self._decimal(cap, "cap_percent"),
            source=self._text(found.get("source", ""), "source"),
        )
        if not self.problems and (fault := first_fault(clause)):
            self._say("fault", "percent" if fault == "rate" else fault, fault)
        return clause

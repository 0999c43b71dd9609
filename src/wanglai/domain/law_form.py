"""A law on payment terms as a plain record and back, so that its figures are settings a lawyer may change.

{"name": "...", "in_force_on": "2025-06-01",
 "limits": {"public": {"days": 60, "is_absolute": true, "source": "art. 9"}},
 "waiting_for": {"acceptance": "art. 10"}, "floor_table": "LPR-1Y", "floor_source": "art. 17",
 "percent_a_day": "0.05", "percent_a_day_source": "art. 17", "non_cash_source": "art. 11"}
"""

from __future__ import annotations

from typing import get_args

from wanglai.domain.records import Problem, RecordReading, RecordRefused
from wanglai.domain.statutory import Buyer, Limit, PaymentLaw
from wanglai.domain.terms import Event

_FIELDS = (
    "name", "in_force_on", "limits", "waiting_for", "floor_table", "floor_source",
    "percent_a_day", "percent_a_day_source", "non_cash_source",
)  # fmt: skip
_LIMIT = ("days", "is_absolute", "source")


class LawRefused(RecordRefused):
    """A record is not a law on payment terms."""


def record_of(law: PaymentLaw) -> dict[str, object]:
    return {
        "name": law.name,
        "in_force_on": law.in_force_on.isoformat(),
        "limits": {
            buyer: {"days": one.days, "is_absolute": one.is_absolute, "source": one.source}
            for buyer, one in law.limits.items()
        },
        "waiting_for": dict(law.waiting_for),
        "floor_table": law.floor_table,
        "floor_source": law.floor_source,
        "percent_a_day": str(law.percent_a_day),
        "percent_a_day_source": law.percent_a_day_source,
        "non_cash_source": law.non_cash_source,
    }


def law_of(record: object) -> PaymentLaw:
    """The law a record says. Raises :class:`LawRefused` with every problem at once."""
    reading = _Reading()
    law = reading.law(record)
    if reading.problems or law is None:
        raise LawRefused(tuple(reading.problems))
    return law


def problems_of(record: object) -> tuple[Problem, ...]:
    """Everything that is wrong with a record; nothing, when it is a law."""
    reading = _Reading()
    reading.law(record)
    return tuple(reading.problems)


class _Reading(RecordReading):
    def law(self, record: object) -> PaymentLaw | None:
        found = self._record(record, "", required=_FIELDS, allowed=_FIELDS)
        if found is None or not set(_FIELDS) <= found.keys():
            return None
        in_force_on = self._day(found["in_force_on"], "in_force_on")
        texts = {
            name: self._sourced(found[name], name)
            for name in ("name", "floor_table", "floor_source", "percent_a_day_source", "non_cash_source")
        }  # fmt: skip
        percent = self._decimal(found["percent_a_day"], "percent_a_day")
        if percent < 0:
            self._say("out_of_range", "percent_a_day", percent)
        limits, waiting = self._limits(found["limits"]), self._waiting(found["waiting_for"])
        if self.problems or in_force_on is None:
            return None
        return PaymentLaw(
            in_force_on=in_force_on,
            limits=limits,
            waiting_for=waiting,
            percent_a_day=percent,
            **texts,
        )

    def _sourced(self, value: object, field: str) -> str:
        """A text that must say something: a figure without its article is no setting."""
        text = self._text(value, field)
        if isinstance(value, str) and not text.strip():
            self._say("empty", field)
        return text

    def _limits(self, value: object) -> dict[Buyer, Limit]:
        found = self._record(value, "limits", required=(), allowed=get_args(Buyer)) or {}
        limits = {name: self._limit(one, f"limits.{name}") for name, one in found.items()}
        return {name: one for name, one in limits.items() if one}  # type: ignore[misc]

    def _limit(self, value: object, field: str) -> Limit | None:
        found = self._record(value, field, required=_LIMIT, allowed=_LIMIT)
        if found is None or not set(_LIMIT) <= found.keys():
            return None
        return Limit(
            self._number(found["days"], f"{field}.days", 1, 3_660),
            self._yes_or_no(found["is_absolute"], f"{field}.is_absolute"),
            self._sourced(found["source"], f"{field}.source"),
        )

    def _waiting(self, value: object) -> dict[Event, str]:
        found = self._record(value, "waiting_for", required=(), allowed=get_args(Event)) or {}
        return {
            name: self._sourced(one, f"waiting_for.{name}")  # type: ignore[misc]
            for name, one in found.items()
        }

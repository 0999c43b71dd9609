"""An early-payment discount as a plain record and back: every problem of a record is listed, none is mended.

{"rungs": [{"percent": "2", "within_days": 10}, {"percent": "1", "within_days": 20}],
 "basis": "gross", "grace_days": 2}
"""

from __future__ import annotations

from typing import get_args

from wanglai.domain.discount import Basis, Discount, Rung, first_fault
from wanglai.domain.records import Problem, RecordReading, RecordRefused

_FIELDS = ("rungs", "basis", "grace_days")
_DAYS_MAX = 3_660


class DiscountRefused(RecordRefused):
    """A record is not a discount."""


def record_of(discount: Discount) -> dict[str, object]:
    return {
        "rungs": [
            {"percent": str(rung.percent), "within_days": rung.within_days}
            for rung in discount.rungs
        ],
        "basis": discount.basis,
        "grace_days": discount.grace_days,
    }


def discount_of(record: object) -> Discount:
    """The discount a record says. Raises :class:`DiscountRefused` with every problem at once."""
    reading = _Reading()
    discount = reading.discount(record)
    if reading.problems or discount is None:
        raise DiscountRefused(tuple(reading.problems))
    return discount


def problems_of(record: object) -> tuple[Problem, ...]:
    """Everything that is wrong with a record; nothing, when it is a discount."""
    reading = _Reading()
    reading.discount(record)
    return tuple(reading.problems)


class _Reading(RecordReading):
    def discount(self, record: object) -> Discount | None:
        found = self._record(record, "", required=("rungs",), allowed=_FIELDS)
        if found is None:
            return None
        rungs = self._rungs(found["rungs"]) if "rungs" in found else ()
        basis = self._word(found.get("basis", "gross"), "basis", get_args(Basis))
        grace = self._number(found.get("grace_days", 0), "grace_days", 0, _DAYS_MAX)
        if self.problems:
            return None
        discount = Discount(rungs, basis, grace)  # type: ignore[arg-type]
        if fault := first_fault(discount):
            self._say("fault", "rungs", fault)
        return discount

    def _rungs(self, value: object) -> tuple[Rung, ...]:
        found = [
            self._rung(one, f"rungs[{at}]") for at, one in enumerate(self._list(value, "rungs"))
        ]
        return tuple(filter(None, found))

    def _rung(self, value: object, field: str) -> Rung | None:
        names = ("percent", "within_days")
        found = self._record(value, field, required=names, allowed=names)
        if found is None or not set(names) <= found.keys():
            return None
        percent = self._decimal(found["percent"], f"{field}.percent")
        days = self._number(found["within_days"], f"{field}.within_days", 0, _DAYS_MAX)
        return Rung(percent, days)

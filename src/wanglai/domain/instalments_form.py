"""An instalment plan as a plain record and back: every problem of a record is listed, none is mended.

[{"share": {"percent": "30"}, "terms": {"counted_from": ["order"]}},
 {"share": {"rest": 1}, "terms": {"counted_from": ["delivery"], "steps": [{"add": 60, "unit": "days"}]}}]

A fixed share is ``{"amount": 100000}``, in minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wanglai.domain import terms_form
from wanglai.domain.instalments import Fixed, Part, Percent, Rest, first_fault
from wanglai.domain.records import Problem, RecordReading, RecordRefused, within

_SHARES = ("percent", "amount", "rest")
_PARTS_MAX = 60
_AMOUNT_MAX = 10**15
_ALL = Decimal(100)


class PlanRefused(RecordRefused):
    """A record is not an instalment plan."""


def record_of(parts: Sequence[Part]) -> list[dict[str, object]]:
    """A plan as a list of shares, each with its terms."""
    return [
        {"share": _record_of_share(part.share), "terms": terms_form.record_of(part.terms)}
        for part in parts
    ]


def plan_of(record: object) -> tuple[Part, ...]:
    """The plan a record says. Raises :class:`PlanRefused` with every problem at once."""
    reading = _Reading()
    parts = reading.plan(record)
    if reading.problems:
        raise PlanRefused(tuple(reading.problems))
    return parts


def problems_of(record: object) -> tuple[Problem, ...]:
    """Everything that is wrong with a record; nothing, when it is a plan."""
    reading = _Reading()
    reading.plan(record)
    return tuple(reading.problems)


def _record_of_share(share: Percent | Fixed | Rest) -> dict[str, object]:
    match share:
        case Percent(percent):
            return {"percent": str(percent)}
        case Fixed(amount):
            return {"amount": amount}
        case Rest(weight):
            return {"rest": weight}


class _Reading(RecordReading):
    def plan(self, record: object) -> tuple[Part, ...]:
        listed = self._list(record, "")
        if len(listed) > _PARTS_MAX:
            self._say("out_of_range", "", len(listed))
        parts = tuple(filter(None, (self._part(one, f"[{at}]") for at, one in enumerate(listed))))
        if not self.problems:
            self._is_whole(parts)
        return parts

    def _is_whole(self, parts: tuple[Part, ...]) -> None:
        """Shares that can be the whole of some amount: what fits one document is seen when it is posted."""
        percents = [part.share.percent for part in parts if isinstance(part.share, Percent)]
        has_rest = any(isinstance(part.share, Rest) for part in parts)
        agreed = sum(part.share.amount for part in parts if isinstance(part.share, Fixed))
        if has_rest:
            is_whole = first_fault(parts, 10**12 + agreed) is None
        elif agreed:
            is_whole = sum(percents) < _ALL
        else:
            is_whole = sum(percents) == _ALL
        if not is_whole:
            self._say("fault", "", "sum")

    def _part(self, value: object, field: str) -> Part | None:
        found = self._record(value, field, required=("share", "terms"), allowed=("share", "terms"))
        if found is None or not {"share", "terms"} <= found.keys():
            return None
        share = self._share(found["share"], f"{field}.share")
        problems = terms_form.problems_of(found["terms"])
        self.problems.extend(within(f"{field}.terms", problems))
        if share is None or problems:
            return None
        return Part(share, terms_form.terms_of(found["terms"]))

    def _share(self, value: object, field: str) -> Percent | Fixed | Rest | None:
        found = self._record(value, field, required=(), allowed=_SHARES)
        if found is None:
            return None
        if len(found) != 1:
            self._say("one_share", field)
            return None
        ((name, said),) = found.items()
        if name == "percent":
            return self._percent(said, f"{field}.percent")
        if name == "amount":
            return Fixed(self._number(said, f"{field}.amount", 1, _AMOUNT_MAX))
        return Rest(self._number(said, f"{field}.rest", 1, 1000)) if name == "rest" else None

    def _percent(self, value: object, field: str) -> Percent:
        percent = self._decimal(value, field)
        if isinstance(value, str) and not 0 < percent <= _ALL:
            self._say("out_of_range", field, value)
        return Percent(percent)

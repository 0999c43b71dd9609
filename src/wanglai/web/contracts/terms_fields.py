"""Terms between a form and the algebra: a ready-made reading with its adjustments, and back from terms to the fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from wanglai.domain import instalments_form, terms_form
from wanglai.domain.instalments import Part, Percent, Rest
from wanglai.domain.terms import Add, Event, PayDay, Terms
from wanglai.domain.terms_ready import (
    CASH_ON_DELIVERY,
    PREPAID,
    READINGS,
    end_of_month_then,
    net,
    then_end_of_month,
)

MONTHLY = {f"monthly_{code.lower()}": code for code in READINGS}
WITH_DAYS: dict[str, Callable[..., Terms]] = {
    "net": net,
    "eom_then": end_of_month_then,
    "then_eom": then_end_of_month,
}
PLAIN = {"prepaid": PREPAID, "on_delivery": CASH_ON_DELIVERY}
AS_AGREED = "as_agreed"
KINDS = (*MONTHLY, *WITH_DAYS, *PLAIN)
_TYPICAL_DAYS = (30, 60, 90)
_LAST_DAY = 31


def terms_from(sound: Mapping[str, Any]) -> Terms:
    """The terms that sound fields describe: a reading, then cut-off, statement, pay-days, roll and calendar."""
    kind, event = sound["kind"], sound["event"]
    if kind == AS_AGREED:
        return terms_form.terms_of(json.loads(sound["kept"])["terms"])
    if kind in PLAIN:
        terms = replace(PLAIN[kind], counted_from=(event,)) if event else PLAIN[kind]
    elif kind in WITH_DAYS:
        terms = WITH_DAYS[kind](sound["days"], *([event] if event else []))
    else:
        terms = _monthly(MONTHLY[kind], sound, event)
    if sound["pay_days"]:
        terms = replace(terms, steps=(*terms.steps, PayDay(sound["pay_days"])))
    roll = sound["roll"]
    calendar = sound["calendar"] if roll != "none" else ""
    return replace(terms, roll=roll, calendar=calendar, short_month=sound["short_month"])


def _monthly(code: str, sound: Mapping[str, Any], event: Event | None) -> Terms:
    cut_offs = sound["cut_offs"] or (_LAST_DAY,)
    terms = READINGS[code](sound["days"], cut_offs[-1], *([event] if event else []))
    assert terms.cycle
    cycle = replace(terms.cycle, cut_offs=cut_offs, statement_after=sound["statement_after"])
    return replace(terms, cycle=cycle)


def plan_from(sound: Mapping[str, Any], terms: Terms) -> tuple[Part, ...]:
    """An advance with the order, the rest by the terms, a retention some months after acceptance; none of it: no plan."""
    if sound["kind"] == AS_AGREED:
        record = json.loads(sound["kept"])["instalments"]
        return instalments_form.plan_of(record) if record else ()
    advance, retention = sound["advance"], sound["retention"]
    if not advance and not retention:
        return ()
    return (
        *([Part(Percent(advance), PREPAID)] if advance else []),
        Part(Rest(), terms),
        *([Part(Percent(retention), _held(sound["retention_months"]))] if retention else []),
    )


def _held(months: int) -> Terms:
    return Terms(("acceptance",), (Add(months, "months"),))


def fields_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that give these terms and this plan back; what the form cannot say is kept as agreed, word for word."""
    kept = {"terms": record["terms"], "instalments": record["instalments"]}
    terms = terms_form.terms_of(record["terms"])
    plan = instalments_form.plan_of(record["instalments"]) if record["instalments"] else ()
    fields = {"kept": json.dumps(kept, ensure_ascii=False), **_of_terms(terms), **_of_plan(plan)}
    sound = {**fields, "pay_days": _numbers(fields["pay_days"]), "cut_offs": _numbers(fields["cut_offs"])}  # fmt: skip
    if fields["kind"] != AS_AGREED:
        again = terms_from(sound)
        if again != terms or plan_from(sound, again) != plan:
            fields["kind"] = AS_AGREED
    return fields


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part.strip())


def _of_terms(terms: Terms) -> dict[str, Any]:
    pay_days = terms.steps[-1].days if terms.steps and isinstance(terms.steps[-1], PayDay) else ()
    steps = terms.steps[:-1] if pay_days else terms.steps
    kind, days = _kind_of(replace(terms, steps=steps))
    return {
        "kind": kind,
        "days": days,
        "event": terms.counted_from[0] if len(terms.counted_from) == 1 else "",
        "cut_offs": ", ".join(map(str, terms.cycle.cut_offs)) if terms.cycle else "",
        "statement_after": terms.cycle.statement_after if terms.cycle else 1,
        "pay_days": ", ".join(map(str, pay_days)),
        "roll": terms.roll,
        "calendar": terms.calendar or "CN",
        "short_month": terms.short_month,
    }


def _kind_of(terms: Terms) -> tuple[str, int]:
    for kind, plain in PLAIN.items():
        if terms.steps == plain.steps and terms.counted_from == plain.counted_from:
            return kind, 0
    counts = {abs(step.count) for step in terms.steps if isinstance(step, Add)}
    for days in sorted({*_TYPICAL_DAYS, *counts, *(30 * count for count in counts)} - {0}):
        if terms.cycle:
            for kind, code in MONTHLY.items():
                if (code != "B" or days % 30 == 0) and terms.steps == READINGS[code](days).steps:
                    return kind, days
        for kind, make in WITH_DAYS.items():
            if not terms.cycle and terms.steps == make(days).steps:
                return kind, days
    return AS_AGREED, 0


def _of_plan(plan: tuple[Part, ...]) -> dict[str, Any]:
    first, last = (plan[0], plan[-1]) if plan else (None, None)
    advance = _percent(first) if first and first.terms == PREPAID else Decimal(0)
    retention, months = Decimal(0), 12
    if last is not None and last is not first and last.terms.counted_from == ("acceptance",):
        step = last.terms.steps[0] if last.terms.steps else None
        if isinstance(step, Add) and step.unit == "months":
            retention, months = _percent(last), step.count
    return {"advance": advance, "retention": retention, "retention_months": months}


def _percent(part: Part) -> Decimal:
    return part.share.percent if isinstance(part.share, Percent) else Decimal(0)

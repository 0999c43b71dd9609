"""A reading as JSON and back: the only thing the child says. Days travel as text."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from wanglai.formats.bank.statement import Balance, Entry, Payment, Reading, Statement
from wanglai.formats.problem import problem_of


def to_json(reading: Reading) -> bytes:
    return json.dumps(asdict(reading), ensure_ascii=True, default=str).encode("ascii")


def from_json(said: bytes) -> Reading:
    """The reading a child wrote. Raises ValueError, KeyError or TypeError where it was cut off or is none."""
    told: dict[str, Any] = json.loads(said)
    statements = tuple(_statement(each) for each in told["statements"])
    problems = tuple(problem_of(each) for each in told["problems"])
    return Reading(told["file"], told["form"], statements, problems)


def _statement(told: dict[str, Any]) -> Statement:
    balances = {name: _balance(told[name]) for name in ("opening", "closing")}
    return Statement(
        **told | balances | {"entries": tuple(_entry(each) for each in told["entries"])}
    )


def _balance(told: dict[str, Any] | None) -> Balance | None:
    return Balance(**told | {"on": _day(told["on"])}) if told else None


def _entry(told: dict[str, Any]) -> Entry:
    days = {name: _day(told[name]) for name in ("booked_on", "value_on")}
    return Entry(**told | days | {"payments": tuple(Payment(**each) for each in told["payments"])})


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None

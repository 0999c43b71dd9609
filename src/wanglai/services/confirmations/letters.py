"""How a letter gets its words: everything printed is frozen in its body, whose digest is sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wanglai.domain.calendars import Calendar
from wanglai.domain.confirmations import working_days_after
from wanglai.services.confirmations.draft_round import round_called
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.statements.issuing import addressed, around, head_of
from wanglai.store.models import ConfirmationLetter, ConfirmationRound, ConfirmationUnit

LAYOUT = 1  # of the body below
CALENDAR = "CN"


@dataclass(frozen=True)
class Asked:
    """One letter to be written: to whom, its number and which request it is, and the day of the first one."""

    customer_id: int
    number: int
    request: int = 1
    first_on: date | None = None


def letter_called(found: ConfirmationRound, number: int, request: int) -> str:
    """2026-01-003, and 2026-01-003/2 of the second request."""
    again = f"/{request}" if request > 1 else ""
    return f"{round_called(found)}-{number:03}{again}"


def written(found: ConfirmationRound, asked: Iterable[Asked]) -> list[ConfirmationLetter]:
    """The letters with their frozen words; neither act nor signer yet. Who calls holds the book."""
    wanted = list(asked)
    customers = [each.customer_id for each in wanted]
    common = around(found.company_id, head_of(found.company_id))
    named = addressed(found.company_id, customers)
    figures = _figures(found, customers)
    answer_by = answer_day(common.issued_on, found)
    letters = []
    for each in wanted:
        body = _body(
            found, each, answer_by,
            {"company": common.letterhead, "head": common.head, "issued_on": common.issued_on,
             "customer": named[each.customer_id], "lines": figures[each.customer_id]},
        )  # fmt: skip
        letters.append(
            ConfirmationLetter(
                company_id=found.company_id, round_id=found.id, customer_id=each.customer_id, number=each.number,
                request=each.request, issued_on=common.issued_on, answer_by=answer_by, body=body,
                body_hash=hashlib.sha256(body.encode()).digest(),
            )
        )  # fmt: skip
    return letters


def sealed_facts(found: ConfirmationRound, letters: Iterable[ConfirmationLetter]) -> dict[str, Any]:
    """What the act says of letters: the digest of each by its number."""
    told = {letter_called(found, each.number, each.request): bytes(each.body_hash).hex() for each in letters}  # fmt: skip
    return {"round": round_called(found), "letters": told}


def answer_day(issued_on: date, found: ConfirmationRound) -> date:
    """The last day to answer: so many working days of the company after the letter's."""
    calendar: Calendar = calendar_of(found.company_id, CALENDAR)
    last = working_days_after(
        issued_on.toordinal(),
        found.days_to_answer,
        lambda ordinal: calendar.is_working(date.fromordinal(ordinal)),
    )
    return date.fromordinal(last)


def _figures(found: ConfirmationRound, customers: list[int]) -> dict[int, list[dict[str, Any]]]:
    lines: dict[int, list[dict[str, Any]]] = {customer: [] for customer in customers}
    units = ConfirmationUnit.objects.filter(round_id=found.id, customer_id__in=customers)
    for unit in units.exclude(taken="").order_by("customer_id", "currency"):
        lines[unit.customer_id].append(
            {"currency": unit.currency, "owed_to_us": unit.owed_to_us, "owed_by_us": unit.owed_by_us}
        )  # fmt: skip
    return lines


def _body(found: ConfirmationRound, asked: Asked, answer_by: date, facts: Mapping[str, Any]) -> str:
    said = {
        "layout": LAYOUT,
        **facts,
        "number": letter_called(found, asked.number, asked.request),
        "request": asked.request,
        "first_on": asked.first_on,
        "round": round_called(found),
        "as_of": found.as_of,
        "known_seq": found.known_seq,
        "purpose": found.purpose,
        "form": found.form,
        "language": found.language,
        "answer_by": answer_by,
        "auditor": {
            "name": found.auditor_name,
            "address": found.auditor_address,
            "contact": found.auditor_contact,
        },
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_day)


def _day(value: object) -> str:
    assert isinstance(value, date), value
    return value.isoformat()

"""Issue one customer's statement, or a further version of the newest one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.domain.statements import CHAINED, Kind, body_of
from wanglai.domain.statements import Statement as Content
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, known_act, request_hash
from wanglai.services.statements.composing import Told, composed, newest_told
from wanglai.services.statements.issuing import Wanted, around, head_of, issued, newest_of
from wanglai.services.statements.print_left import press
from wanglai.services.statements.refusals import (
    DaysMakeNoPeriod,
    LaterOneWasIssued,
    NothingHasChanged,
    NothingToState,
    PeriodWasStated,
    VersionSaysNotWhy,
)
from wanglai.store.models import Customer, Statement

REASON_MAX = 500


def issue_statement(
    *, company_id: int, actor: int, origin: str, customer_id: int, currency: str, kind: Kind, from_on: date,
    through_on: date, key: str,
) -> int:  # fmt: skip
    """Number, seal and print a statement of account; its id.

    ``from_on`` counts for the first one: afterwards a statement begins on the day after the last ended, so that no day
    is told twice and none left out. An activity list goes its own way and carries no balance on.
    Refuses, in order: NotFound, NotPermitted, NotFound (customer), DaysMakeNoPeriod, KeyWasUsed, PeriodWasStated, NothingToState.
    """
    with transaction.atomic():
        admit(company_id=company_id, actor=actor, act="issue_statement")
        if not Customer.objects.filter(company_id=company_id, id=customer_id, is_suspense=False).exists():  # fmt: skip
            raise NotFound
        if from_on > through_on or through_on > timezone.localdate():
            raise DaysMakeNoPeriod(f"{from_on} – {through_on}")
        asked = request_hash({"customer": customer_id, "currency": currency, "kind": kind, "from": from_on, "through": through_on})  # fmt: skip
        if (done := known_act(company_id, key, asked)) is not None:
            return _of_act(company_id, done)
        known = head_of(company_id)
        content, before = content_of(
            company_id, customer_id, currency, kind, from_on, through_on, known
        )
        who = Who(actor, origin)
        made = issued(who, around(company_id, known), [Wanted(customer_id, content, before)], key=key, asked=asked)  # fmt: skip
    press(who, made)  # the book is free again
    return int(made[0].id)


def reissue_statement(
    *, company_id: int, actor: int, origin: str, statement_id: int, reason: str, key: str
) -> int:
    """A further version of the newest statement of its customer, as everything is known now; its id.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement), VersionSaysNotWhy, KeyWasUsed, LaterOneWasIssued,
    NothingHasChanged.
    """
    with transaction.atomic():
        admit(company_id=company_id, actor=actor, act="issue_statement")
        found = Statement.objects.filter(company_id=company_id, id=statement_id).first()
        if found is None:
            raise NotFound
        reason = reason.strip()
        if not reason or len(reason) > REASON_MAX:
            raise VersionSaysNotWhy
        asked = request_hash({"statement": statement_id, "reason": reason})
        if (done := known_act(company_id, key, asked)) is not None:
            return _of_act(company_id, done)
        if newest_of(found).id != found.id:
            raise LaterOneWasIssued
        pair = (found.customer_id, found.currency)
        told = newest_told(company_id, [found.customer_id], earlier_than=found.through_on) if found.kind in CHAINED else {}  # fmt: skip
        known = head_of(company_id)
        kind: Kind = found.kind  # type: ignore[assignment] # one of three, by a constraint
        content = composed(company_id, kind, {pair: found.from_on}, found.through_on, known, told)[
            pair
        ]
        if _figures(body_of(content, {})) == _figures(found.body):
            raise NothingHasChanged
        who = Who(actor, origin)
        wanted = Wanted(found.customer_id, content, found.before_id, None, found, reason)
        made = issued(who, around(company_id, known), [wanted], key=key, asked=asked)
    press(who, made)
    return int(made[0].id)


def content_of(
    company_id: int, customer_id: int, currency: str, kind: Kind, from_on: date, through_on: date, known_seq: int,
) -> tuple[Content, int | None]:  # fmt: skip
    """What the next statement says, and the id of the one it goes on from. Refuses, in order: PeriodWasStated, NothingToState."""
    pair = (customer_id, currency)
    told = newest_told(company_id, [customer_id]) if kind in CHAINED else {}
    first = _first_day(told.get(pair), from_on, through_on)
    content = composed(company_id, kind, {pair: first}, through_on, known_seq, told)[pair]
    if content.is_still:
        raise NothingToState
    return content, told[pair].id if pair in told else None


def _first_day(told: Told | None, from_on: date, through_on: date) -> date:
    if told is None:
        return from_on
    if told.before.through_on >= through_on:
        raise PeriodWasStated(told.before.number)
    return told.before.through_on + timedelta(days=1)


def _of_act(company_id: int, seq: int) -> int:
    """The statement an act issued."""
    return Statement.objects.values_list("id", flat=True).get(company_id=company_id, seq=seq)


def _figures(body: str) -> list[Any]:
    """What a statement says of the account, without number, letterhead and head of the chain."""
    said = json.loads(body)
    return [said[name] for name in ("opening", "changes", "movements", "closing", "items", "settlements")]  # fmt: skip

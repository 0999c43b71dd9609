"""Contracts of a file: their terms read by the ready-made readings, and written as drafts that people sign."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError

from wanglai.domain import agreement_form
from wanglai.domain.agreement import Agreement
from wanglai.domain.incoming import Incoming, Problem, number_problems
from wanglai.domain.incoming_papers import (
    customer_problems,
    day_of,
    said_day_problems,
)
from wanglai.domain.terms_read import TermsUnclear, TermsUnreadable, read_terms
from wanglai.domain.terms_ready import READINGS
from wanglai.services.imports.known import customers_by_name, repeated
from wanglai.services.imports.problems import READING_OF_CHOICE
from wanglai.services.imports.refusals import ChangedMeanwhile
from wanglai.services.imports.ways.way import Looking, Way, Writing
from wanglai.store.models import Contract, ContractVersion

_NUMBER_MAX, _TITLE_MAX, _SCOPE_MAX = 60, 200, 100
UNCLEAR, UNCLEAR_DAYS = "terms.unclear", "terms.unclear_days"


@dataclass(frozen=True)
class _Known:
    customers: dict[str, int | None]
    there: dict[str, tuple[object, ...]]
    times: dict[str, int]


def check(looking: Looking) -> list[list[Problem]]:
    """Everything in the way of each contract; customers are those the person sees."""
    numbers = [each.number for each in looking.documents if each.number]
    known = _Known(
        customers=customers_by_name(looking.company_id, looking.sight),
        there=_there(looking.company_id, numbers),
        times=repeated(numbers),
    )
    return [list(_problems(each, known)) for each in looking.documents]


def _there(company_id: int, numbers: Collection[str]) -> dict[str, tuple[object, ...]]:
    """What contracts of these numbers said when they were signed first, or say as drafts."""
    contracts = list(Contract.objects.filter(company_id=company_id, number__in=numbers))
    firsts = ContractVersion.objects.filter(contract_id__in=[each.id for each in contracts], number=1)  # fmt: skip
    signed = dict(firsts.values_list("contract_id", "agreement"))
    return {
        each.number: (
            each.customer_id, each.from_on, each.to_on, each.scope,
            signed[each.id] if each.id in signed else (each.draft or {}).get("agreement"),
        )
        for each in contracts
    }  # fmt: skip


def _problems(contract: Incoming, known: _Known) -> Iterator[Problem]:
    yield from contract.noticed
    yield from number_problems(contract, known.times.get(contract.number, 1))
    if len(contract.number) > _NUMBER_MAX:
        yield Problem("contract.number_long", "number", contract.number[:40])
    yield from customer_problems(contract.customer, known.customers)
    yield from _day_problems(contract)
    yield from _terms_problems(contract)
    for name, longest in (("title", _TITLE_MAX), ("scope", _SCOPE_MAX)):
        if len(contract.said.get(name, "")) > longest:
            yield Problem("contract.text_long", name, contract.said[name][:40])
    if contract.number in known.there:
        customer = known.customers.get(contract.customer)
        same = any(says == known.there[contract.number] for says in _says(contract, customer))
        yield Problem("paper.there" if same else "paper.differs", "number", contract.number)


def _day_problems(contract: Incoming) -> Iterator[Problem]:
    if not contract.said.get("from"):
        yield Problem("contract.from_missing", "from")
    for name in ("from", "to", "signed"):
        yield from said_day_problems(contract, name)
    from_on, to_on = day_of(contract.said.get("from", "")), day_of(contract.said.get("to", ""))
    if from_on and to_on and to_on < from_on:
        yield Problem("contract.days", "to", to_on.isoformat())


def _terms_problems(contract: Incoming) -> Iterator[Problem]:
    text = contract.said.get("terms", "")
    if not text:
        yield Problem("terms.missing", "terms")
        return
    try:
        read_terms(text)
    except TermsUnreadable:
        yield Problem("terms.unreadable", "terms", text)
    except TermsUnclear:
        yield Problem(UNCLEAR if _fits(text, "B") else UNCLEAR_DAYS, "terms", text)


def _fits(text: str, reading: str) -> bool:
    try:
        read_terms(text, reading)
    except (TermsUnreadable, TermsUnclear):
        return False
    return True


def _says(contract: Incoming, customer: int | None) -> Iterator[tuple[object, ...]]:
    """What makes two contracts the same, by every reading its terms allow."""
    text = contract.said.get("terms", "")
    from_on, to_on = day_of(contract.said.get("from", "")), day_of(contract.said.get("to", ""))
    for reading in ("", *READINGS):
        if _fits(text, reading):
            yield customer, from_on, to_on, contract.said.get("scope", ""), _agreement(text, reading)  # fmt: skip


def _agreement(text: str, reading: str) -> dict[str, Any]:
    """The agreement of one cell as a contract keeps it: everything else as nobody said otherwise."""
    read = read_terms(text, reading)
    record = agreement_form.record_of(
        Agreement(terms=read.terms, instalments=read.plan, discount=read.discount)
    )
    assert not agreement_form.problems_of(record), "a ready-made reading is an agreement"
    plain: dict[str, Any] = json.loads(json.dumps(record, ensure_ascii=False))
    return plain


def write(writing: Writing) -> None:
    """Write a chunk of contracts as drafts. Refuses: ChangedMeanwhile (a number was taken since they were looked at)."""
    customers = customers_by_name(writing.company_id)
    try:
        Contract.objects.bulk_create(
            _row(writing, each, customers[each.customer]) for each in writing.documents
        )
    except IntegrityError as problem:
        raise ChangedMeanwhile(writing.documents[0].number) from problem


def _row(writing: Writing, contract: Incoming, customer: int | None) -> Contract:
    said, from_on = contract.said, day_of(contract.said.get("from", ""))
    assert customer is not None, "what is drafted has a customer"
    assert from_on is not None, "what is drafted has a first day"
    text = said["terms"]
    code = UNCLEAR if _fits(text, "B") else UNCLEAR_DAYS
    reading = READING_OF_CHOICE.get(writing.choices.get(code, ""), "")
    signed_on = day_of(said.get("signed", "")) or from_on
    return Contract(
        company_id=writing.company_id, customer_id=customer, number=contract.number, title=said.get("title", ""),
        scope=said.get("scope", ""), from_on=from_on, to_on=day_of(said.get("to", "")), created_by_id=writing.maker,
        draft=_draft(_agreement(text, reading), from_on, signed_on),
    )  # fmt: skip


def _draft(agreement: dict[str, Any], from_on: date, signed_on: date) -> dict[str, Any]:
    days = {"from_on": from_on.isoformat(), "signed_on": signed_on.isoformat()}
    return {"agreement": agreement, **days, "reason": ""}


WAY = Way(check, write)

"""Deductions to look at: the list, soonest deadline first, and one case with its history and what might have settled it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.contested.covering import Outcome, left_to_cover
from wanglai.services.contested.owners import Owner, called, owners_of
from wanglai.services.deductions.words import REASONS, STATES
from wanglai.services.money import Amount
from wanglai.store.models import Act, DeductionCase, OpenItem, User

PAGE_ROWS = 50
ACTS = ("open_deduction", "reassign_deduction", "close_deduction")


@dataclass(frozen=True)
class Wanted:
    """``show`` is open, late (open and past its deadline), mine (open and the person's own) or all; ``reason`` '' is every reason.

    ``after`` is the deadline and id of the last row of the page before.
    """

    show: str = "open"
    reason: str = ""
    after: tuple[date, int] | None = None


@dataclass(frozen=True)
class DeductionRow:
    id: int
    customer_id: int
    customer: str
    document: str
    item_id: int
    amount: Amount
    reason: Wording
    note: str
    owner: str
    due_on: date
    is_late: bool
    state: str
    state_words: Wording
    opened_at: datetime


@dataclass(frozen=True)
class Deductions:
    """One page; ``next_after`` None is the last one. ``sums`` of open cases in sight per currency, whatever the page shows."""

    rows: tuple[DeductionRow, ...]
    next_after: tuple[date, int] | None
    open: tuple[Amount, ...]


@dataclass(frozen=True)
class Step:
    """One thing that was done with a case."""

    seq: int
    at: datetime
    by: str
    kind: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class DeductionPage:
    row: DeductionRow
    owner_id: int
    line_id: int | None
    item_open: Amount
    opened_by: str
    closed_by: str
    closed_at: datetime | None
    closed_note: str
    outcome_seq: int | None
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]


def deductions(*, company_id: int, actor: int, wanted: Wanted = Wanted()) -> Deductions:
    """Cases of the customers one sees, soonest deadline first. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    seen = sight.of(DeductionCase.objects.filter(company_id=company_id))
    rows = _fitting(seen, actor, wanted)
    if wanted.after is not None:
        due_on, last = wanted.after
        rows = rows.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, id__gt=last))
    page = list(rows.select_related("customer", "owner").order_by("due_on", "id")[: PAGE_ROWS + 1])
    after = (page[PAGE_ROWS - 1].due_on, page[PAGE_ROWS - 1].id) if len(page) > PAGE_ROWS else None
    sums = seen.filter(state="open").values("currency").annotate(sum=Sum("amount")).order_by("currency")  # fmt: skip
    return Deductions(
        _rows(page[:PAGE_ROWS]),
        after,
        tuple(Amount(each["sum"], each["currency"]) for each in sums),
    )


def _fitting(rows: QuerySet[DeductionCase], actor: int, wanted: Wanted) -> QuerySet[DeductionCase]:
    if wanted.show != "all":
        rows = rows.filter(state="open")
    if wanted.show == "late":
        rows = rows.filter(due_on__lt=timezone.localdate())
    if wanted.show == "mine":
        rows = rows.filter(owner_id=actor)
    return rows.filter(reason=wanted.reason) if wanted.reason else rows


def _rows(cases: Iterable[DeductionCase]) -> tuple[DeductionRow, ...]:
    found, today = list(cases), timezone.localdate()
    papers = dict(OpenItem.objects.filter(id__in=[case.item_id for case in found]).values_list("id", "document"))  # fmt: skip
    return tuple(
        DeductionRow(
            id=case.id,
            customer_id=case.customer_id,
            customer=case.customer.name,
            document=papers[case.item_id],
            item_id=case.item_id,
            amount=Amount(case.amount, case.currency),
            reason=REASONS[case.reason],
            note=case.note,
            owner=called(case.owner),
            due_on=case.due_on,
            is_late=case.state == "open" and case.due_on < today,
            state=case.state,
            state_words=STATES[case.state],
            opened_at=case.opened_at,
        )
        for case in found
    )


def deduction_page(*, company_id: int, actor: int, deduction_id: int) -> DeductionPage:
    """One case. Refuses, in order: NotFound, NotPermitted, NotFound (case)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    rows = sight.of(DeductionCase.objects.filter(company_id=company_id, id=deduction_id))
    case = rows.select_related("customer", "owner", "opened_by", "closed_by").first()
    if case is None:
        raise NotFound
    item = OpenItem.objects.get(id=case.item_id)
    return DeductionPage(
        row=_rows([case])[0],
        owner_id=case.owner_id,
        line_id=case.bank_entry_id,
        item_open=Amount(item.amount - item.allocated, item.currency),
        opened_by=called(case.opened_by),
        closed_by=called(case.closed_by),
        closed_at=case.closed_at,
        closed_note=case.closed_note,
        outcome_seq=case.outcome_seq,
        steps=_steps(case),
        outcomes=left_to_cover(company_id, case.item_id, deduction_id=case.id),
    )


def deduction_owners(*, company_id: int, actor: int) -> tuple[Owner, ...]:
    """Who may own a case, by name. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="keep_deduction")
    return owners_of(company_id, "keep_deduction")


def _steps(case: DeductionCase) -> tuple[Step, ...]:
    """Its acts since it was opened, the newest first; the chain is asked for this item's alone."""
    needle = f'"deduction": {case.id},'
    rows = Act.objects.filter(
        company_id=case.company_id, kind__in=ACTS, at__gte=case.opened_at, facts__contains=needle
    ).order_by("-seq")
    told = [(act, json.loads(act.facts)) for act in rows]
    ids = {int(each) for act, facts in told for each in (act.actor_id, facts.get("owner")) if each}
    people = {person.id: called(person) for person in User.objects.filter(id__in=ids)}
    return tuple(
        Step(
            act.seq,
            act.at,
            people.get(act.actor_id or 0, ""),
            act.kind,
            people.get(facts.get("owner"), ""),
            date.fromisoformat(facts["due"]) if facts.get("due") else None,
        )
        for act, facts in told
    )

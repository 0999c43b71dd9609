"""A round is opened by its plan, by a person or in the night its period begins, and takes in by itself whoever becomes due while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from wanglai.domain.rounds import KINDS, period_of
from wanglai.domain.terms import Span
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.ledger.queries import companies_with_books
from wanglai.services.refusals import UnableTo
from wanglai.services.rounds.planning import Plan, Planned, plan_of, zone
from wanglai.services.rounds.refusals import RoundHasNobody, RoundIsPlanned, RoundIsTooFar
from wanglai.services.rounds.rule import clerks_of, rule_in_force
from wanglai.services.rounds.words import called
from wanglai.store.models import ChainHead, Company, ReconcilingRound, RoundMember, RoundRuleVersion

DOOR = "wanglai worker"
DAYS_BEFORE = 31
_AT_ONCE = 2_000

log = structlog.get_logger("wanglai.rounds")


@dataclass(frozen=True)
class Kept:
    """What a night did: rounds opened, customers taken into running ones."""

    opened: int
    taken_in: int


def preview_plan(
    *, company_id: int, actor: int, kind: str, day: date, on: date | None = None
) -> Plan:
    """The round of the period ``day`` lies in as it would be opened now; nothing is kept.

    Refuses, in order: NotFound, NotPermitted, RoundIsTooFar, NobodyReconciles.
    """
    admit(company_id=company_id, actor=actor, act="plan_rounds")
    return _plan(company_id, kind, _near(kind, day, on or timezone.localdate()), on or timezone.localdate())  # fmt: skip


@transaction.atomic
def open_round(
    *, company_id: int, actor: int, origin: str, kind: str, day: date, on: date | None = None
) -> int:
    """Open the round of the period ``day`` lies in by the plan as it is now; its id. Another person agrees to it.

    Refuses, in order: NotFound, NotPermitted, RoundIsTooFar, NoBook, RoundIsPlanned, NobodyReconciles, RoundHasNobody.
    """
    admit(company_id=company_id, actor=actor, act="plan_rounds")
    today = on or timezone.localdate()
    span = _near(kind, day, today)
    known_act(company_id, "", b"")  # takes the book: one plans at a time
    if ReconcilingRound.objects.filter(company_id=company_id, kind=kind, from_on=span.from_on).exists():  # fmt: skip
        raise RoundIsPlanned
    plan = _plan(company_id, kind, span, today)
    if not plan.rows:
        raise RoundHasNobody
    return _kept(company_id, Who(actor, origin), plan)


@transaction.atomic
def take_in_missing(
    *, company_id: int, actor: int, origin: str, round_id: int, on: date | None = None
) -> int:
    """Take whoever is due and not in it yet into a round, which the night does as well; how many.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round), NobodyReconciles.
    """
    admit(company_id=company_id, actor=actor, act="plan_rounds")
    found = held_round(company_id, round_id)
    return _taken_in(found, Who(actor, origin), on or timezone.localdate())


def keep_every_companys_rounds(on: date) -> Kept:
    """For the nightly job: in each company that keeps rounds, open those whose period has begun, and take in who became due.

    A company keeps rounds once it stated a rule or opened one.
    """
    opened = taken_in = 0
    for company_id in companies_with_books():
        try:
            done = keep_rounds(company_id, on)
        except (DatabaseError, UnableTo):
            log.exception("rounds not kept", company=company_id)
            continue
        opened, taken_in = opened + done.opened, taken_in + done.taken_in
    return Kept(opened, taken_in)


@transaction.atomic
def keep_rounds(company_id: int, on: date) -> Kept:
    """One company's night. Running it twice opens and takes in nothing more."""
    company = Company.objects.get(id=company_id)
    if company.is_demo or not _keeps_rounds(company_id):
        return Kept(0, 0)
    head, night = _head(company_id), _night(company_id, on)
    if not any(plan.rows for _, plan in night):
        return Kept(0, 0)
    known_act(company_id, "", b"")
    if _head(company_id) != head:  # somebody wrote while it was worked out
        night = _night(company_id, on)
    who, opened, taken_in = Who(None, DOOR), 0, 0
    for running, plan in night:
        if running is not None:
            taken_in += _written_in(running, who, plan)
        elif plan.rows:
            _kept(company_id, who, plan)
            opened += 1
    return Kept(opened, taken_in)


def _night(company_id: int, on: date) -> list[tuple[ReconcilingRound | None, Plan]]:
    """Of each kind the round of the day, if there is one, and who is to be written into it or a new one."""
    found = []
    for kind in KINDS:
        span = period_of(kind, on)
        running = ReconcilingRound.objects.filter(company_id=company_id, kind=kind, from_on=span.from_on).first()  # fmt: skip
        plan = _plan(company_id, kind, span, on) if running is None else _missing(running, on)
        found.append((running, plan))
    return found


def _head(company_id: int) -> int | None:
    """The newest act: where it is the same, nothing of a round was written."""
    return ChainHead.objects.filter(company_id=company_id).values_list("seq", flat=True).first()


def held_round(company_id: int, round_id: int) -> ReconcilingRound:
    """The round, held against other verbs behind the book. Refuses: NoBook, NotFound."""
    known_act(company_id, "", b"")
    rows = ReconcilingRound.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=round_id).first()
    if found is None:
        raise NotFound
    return found


def _near(kind: str, day: date, today: date) -> Span:
    """The period of a day, running or about to. Refuses: RoundIsTooFar."""
    span = period_of(kind, day)
    if span.to_on < today or span.from_on > today + timedelta(days=DAYS_BEFORE):
        raise RoundIsTooFar(called(kind, span.from_on).en)
    return span


def _plan(company_id: int, kind: str, span: Span, today: date) -> Plan:
    return plan_of(
        company_id, kind, span, rule=rule_in_force(company_id), clerks=clerks_of(company_id), since=today
    )  # fmt: skip


def _keeps_rounds(company_id: int) -> bool:
    return (
        RoundRuleVersion.objects.filter(company_id=company_id).exists()
        or ReconcilingRound.objects.filter(company_id=company_id).exists()
    )


def _kept(company_id: int, who: Who, plan: Plan) -> int:
    facts = {
        "kind": plan.kind, "from": plan.span.from_on, "to": plan.span.to_on, "customers": len(plan.rows),
        "minimum": plan.count_of("minimum"), "carried": plan.count_of("carried"),
    }  # fmt: skip
    seq = write_act(company_id, who, "open_round", facts)
    made = ReconcilingRound.objects.create(
        company_id=company_id, kind=plan.kind, from_on=plan.span.from_on, to_on=plan.span.to_on, zone=zone(),
        planners=[] if who.actor is None else [who.actor], seq=seq, opened_by_id=who.actor,
    )  # fmt: skip
    _write(made, plan.rows)
    return int(made.id)


def _taken_in(found: ReconcilingRound, who: Who, on: date) -> int:
    return _written_in(found, who, _missing(found, on))


def _missing(found: ReconcilingRound, on: date) -> Plan:
    """Who is due in a round and not in it yet."""
    rows = RoundMember.objects.filter(round_id=found.id)
    standing = list(rows.values_list("customer_id", "customer__merged_into_id", "owner_id"))
    inside = {survivor or customer for customer, survivor, _ in standing}
    return plan_of(
        found.company_id, found.kind, Span(found.from_on, found.to_on), rule=rule_in_force(found.company_id),
        clerks=clerks_of(found.company_id), since=on, without=inside, loads=Counter(owner for *_, owner in standing),
    )  # fmt: skip


def _written_in(found: ReconcilingRound, who: Who, plan: Plan) -> int:
    if not plan.rows:
        return 0
    facts = {
        "round": found.id, "kind": found.kind, "from": found.from_on, "customers": [row.customer_id for row in plan.rows]
    }  # fmt: skip
    write_act(found.company_id, who, "take_into_round", facts)
    _write(found, plan.rows)
    return len(plan.rows)


def _write(found: ReconcilingRound, rows: Sequence[Planned]) -> None:
    members = [
        RoundMember(
            company_id=found.company_id, round=found, customer_id=row.customer_id, why=row.why, owner_id=row.owner,
            day=row.day,
        )
        for row in rows
    ]  # fmt: skip
    RoundMember.objects.bulk_create(members, batch_size=_AT_ONCE)

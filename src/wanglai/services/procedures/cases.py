"""One customer's way through the procedure: opened, followed step by step by people and facts, stopped with a reason."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wanglai.domain.calendars import Calendar
from wanglai.domain.procedures import STEPS_MAX, Procedure
from wanglai.formats.bpmn.frames import procedure_of
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.procedures.facts import Seen, fact_for, seen_by, taken_in
from wanglai.services.procedures.refusals import (
    CaseHasNoTitle,
    FactIsAwaited,
    StepDoesNotWait,
    StepHasNoAnswer,
    StepIsAnothers,
    StopHasNoReason,
)
from wanglai.services.procedures.set_procedure import version_in_force
from wanglai.services.procedures.walking import Done, Standing, Waiting, walked
from wanglai.store.models import (
    Customer,
    ProcedureCase,
    ProcedureStep,
    Reconciliation,
)

CALENDAR = "CN"
SAID_MAX = 500
_BEHALF = "CUS"  # the customer does nothing here itself: whoever follows the case notes what it did


@transaction.atomic
def open_case(
    *, company_id: int, actor: int, origin: str, customer_id: int, title: str, key: str,
    reconciliation_id: int | None = None,
) -> int:  # fmt: skip
    """Begin with the procedure in force for a customer; the case's id. Repeating the key changes nothing.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer, reconciliation), CaseHasNoTitle, NoProcedure, NoBook, KeyWasUsed.
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="follow_procedure")
    _check_of_company(company_id, customer_id, reconciliation_id)
    title = " ".join(title.split())[:200]
    if not title:
        raise CaseHasNoTitle
    version = version_in_force(company_id)
    facts = {"customer": customer_id, "title": title, "version": version.version}
    asked = request_hash({"case": facts, "reconciliation": reconciliation_id})
    known = known_act(company_id, key, asked)
    if known is not None:
        return int(ProcedureCase.objects.values_list("id", flat=True).get(company_id=company_id, seq=known))  # fmt: skip
    today = timezone.localdate()
    stand = walked(procedure_of(version.told), today, (), calendar_of(company_id, CALENDAR))
    seq = write_act(company_id, Who(actor, origin), "open_case", facts, key=key, asked=asked)
    case = ProcedureCase.objects.create(
        company_id=company_id, version=version, customer_id=customer_id, reconciliation_id=reconciliation_id,
        title=title, ready=stand.ready, due_on=stand.due_on, opened_by_id=actor, opened_on=today, seq=seq,
    )  # fmt: skip
    return int(case.id)


@transaction.atomic
def do_step(
    *, company_id: int, actor: int, origin: str, case_id: int, step: str, done: int, way: str = "", said: str = ""
) -> int:  # fmt: skip
    """Say that a waiting step is done; the act's number. ``done`` is how many steps of the case the person saw done.

    What a fact would do is done by hand with a word of why alone: it happened where the system does not see it.
    Refuses, in order: NotFound, NotPermitted, NotFound (case), StepDoesNotWait, StepIsAnothers, StepHasNoAnswer, FactIsAwaited.
    """
    roles = admit(company_id=company_id, actor=actor, act="follow_procedure")
    case = case_within(company_id, actor, case_id, is_held=True)
    procedure, calendar = procedure_of(case.version.told), calendar_of(company_id, CALENDAR)
    history = history_of(case)
    waiting = _waiting(case, walked(procedure, case.opened_on, history, calendar), step)
    if waiting is None or len(history) != done:
        raise StepDoesNotWait(step)
    if waiting.step.role not in (*roles, _BEHALF):
        raise StepIsAnothers(waiting.step.name)
    answers = {each.id: each for each in procedure.answers_of(step)}
    if answers and way not in answers:
        raise StepHasNoAnswer(waiting.step.name)
    way = way if answers else ""
    if way in procedure.facts_of(step).values() and not said.strip():
        raise FactIsAwaited(waiting.step.name)
    return _done(case, Who(actor, origin), procedure, calendar, history, waiting, way, said)


@transaction.atomic
def stop_case(*, company_id: int, actor: int, origin: str, case_id: int, reason: str) -> int:
    """End a case before its end; the act's number. Refuses, in order: NotFound, NotPermitted, NotFound (case), StepDoesNotWait, StopHasNoReason."""
    admit(company_id=company_id, actor=actor, act="follow_procedure")
    case = case_within(company_id, actor, case_id, is_held=True)
    if case.state != "open":
        raise StepDoesNotWait(case.title)
    reason = " ".join(reason.split())[:SAID_MAX]
    if not reason:
        raise StopHasNoReason(case.title)
    seq = write_act(company_id, Who(actor, origin), "stop_case", {"case": case.id, "title": case.title, "reason": reason})  # fmt: skip
    _end(case, "stopped", reason)
    return seq


@transaction.atomic
def look_for_facts(*, company_id: int, actor: int, origin: str, case_id: int) -> int:
    """Do the waiting steps of a case that facts have done, as the machine does every few minutes; how many.

    Refuses, in order: NotFound, NotPermitted, NotFound (case).
    """
    admit(company_id=company_id, actor=actor, act="follow_procedure")
    case = case_within(company_id, actor, case_id, is_held=True)
    return done_by_facts(case, origin)


def done_by_facts(case: ProcedureCase, origin: str) -> int:
    """Of a case that is held: every waiting step that a fact has done, one after the other; how many."""
    procedure, calendar = procedure_of(case.version.told), calendar_of(case.company_id, CALENDAR)
    every = {fact for task in procedure.tasks for fact in procedure.facts_of(task.id)}
    count = 0
    while case.state == "open" and every and count < STEPS_MAX:
        taken, seen, history = taken_in(case), seen_by(case, every), history_of(case)
        waiting = walked(procedure, case.opened_on, history, calendar).waiting
        found = next(
            ((each, fact) for each in waiting if (fact := fact_for(each.step.id, procedure.facts_of(each.step.id), seen, taken))),
            None,
        )  # fmt: skip
        if found is None:
            break
        step, fact = found
        way = procedure.facts_of(step.step.id)[fact.fact]
        _done(case, Who(None, origin), procedure, calendar, history, step, way, "", fact)
        count += 1
    return count


def case_within(
    company_id: int, actor: int, case_id: int, *, is_held: bool = False
) -> ProcedureCase:
    """A case of a customer the person sees. Refuses: NotFound."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_procedures")
    rows: QuerySet[ProcedureCase] = sight.of(ProcedureCase.objects.filter(company_id=company_id, id=case_id))  # fmt: skip
    if is_held:
        rows = rows.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("version", "customer").first()
    if found is None:
        raise NotFound
    return found


def history_of(case: ProcedureCase) -> list[Done]:
    rows = ProcedureStep.objects.filter(case_id=case.id).order_by("ordinal")
    return [Done(*each) for each in rows.values_list("step", "way", "done_on")]


def _check_of_company(company_id: int, customer_id: int, reconciliation_id: int | None) -> None:
    if not Customer.objects.filter(company_id=company_id, id=customer_id).exists():
        raise NotFound
    if reconciliation_id is None:
        return
    rows = Reconciliation.objects.filter(company_id=company_id, customer_id=customer_id, id=reconciliation_id)  # fmt: skip
    if not rows.exists():
        raise NotFound


def _waiting(case: ProcedureCase, stand: Standing, step: str) -> Waiting | None:
    if case.state != "open":
        return None
    return next((each for each in stand.waiting if each.step.id == step), None)


def _done(
    case: ProcedureCase, who: Who, procedure: Procedure, calendar: Calendar, history: list[Done], waiting: Waiting, way: str,
    said: str, fact: Seen | None = None,
) -> int:  # fmt: skip
    """A step done by a person, or on the day of a fact: never before the step waited."""
    done_on = timezone.localdate() if fact is None else max(fact.on, waiting.since)
    said = " ".join(said.split())[:SAID_MAX]
    facts: dict[str, object] = {
        "case": case.id, "title": case.title, "step": waiting.step.name, "answer": _answer(procedure, way), "said": said
    }  # fmt: skip
    if fact is not None:
        facts |= {"fact": fact.fact, "source": fact.source, "source_id": fact.source_id}
    seq = write_act(case.company_id, who, "do_step", facts)
    assert (who.actor is None) == (fact is not None), "a step is done by a person or by a fact"
    by_fact = {"fact": fact.fact, "source": fact.source, "source_id": fact.source_id} if fact else {}  # fmt: skip
    ProcedureStep.objects.create(
        company_id=case.company_id, case=case, ordinal=len(history) + 1, step=waiting.step.id, way=way, said=said,
        due_on=waiting.due_on, done_on=done_on, done_by_id=who.actor, seq=seq, **by_fact,
    )  # fmt: skip
    stand = walked(procedure, case.opened_on, [*history, Done(waiting.step.id, way, done_on)], calendar)  # fmt: skip
    if stand.is_over:
        _end(case, "over")
    else:
        case.ready, case.due_on = stand.ready, stand.due_on
        case.save(update_fields=["ready", "due_on"])
    return seq


def _answer(procedure: Procedure, way: str) -> str:
    return next((each.name for each in procedure.ways if each.id == way), "")


def _end(case: ProcedureCase, state: str, reason: str = "") -> None:
    case.state, case.reason, case.ended_at = state, reason, timezone.now()
    case.ready, case.due_on = [], None
    case.save(update_fields=["state", "reason", "ended_at", "ready", "due_on"])

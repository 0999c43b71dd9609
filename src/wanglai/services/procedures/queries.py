"""Procedures and cases to look at: the one in force with those before it, the list of cases, one case with its drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.procedures import Procedure, Step, Way
from wanglai.formats.bpmn.frames import procedure_of
from wanglai.services.access.scope import NotFound, Sight, admit_to_rows
from wanglai.services.contested.owners import called
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.files import Download
from wanglai.services.procedures.cases import CALENDAR, case_within, history_of
from wanglai.services.procedures.facts import fact_words
from wanglai.services.procedures.set_procedure import newest_version
from wanglai.services.procedures.walking import walked
from wanglai.services.procedures.words import (
    STATES,
    StepLine,
    facts_said,
    role_words,
    step_lines,
)
from wanglai.services.searching import name_fits
from wanglai.store.models import ProcedureCase, ProcedureStep, ProcedureVersion

PAGE_ROWS = 50
BPMN = "application/xml"


@dataclass(frozen=True)
class VersionRow:
    id: int
    version: int
    name: str
    tasks: int
    made_by: str
    agreed_by: str
    made_at: datetime


@dataclass(frozen=True)
class ProcedurePage:
    """The procedure in force, None before the first; ``open_cases`` are those in sight."""

    now: Procedure | None
    steps: tuple[StepLine, ...]
    version: VersionRow | None
    versions: tuple[VersionRow, ...]
    open_cases: int


@dataclass(frozen=True)
class CaseRow:
    id: int
    title: str
    customer_id: int
    customer: str
    state: str
    state_words: Wording
    waits_for: tuple[str, ...]  # names of the steps that wait
    roles: tuple[Wording, ...]  # whose they are
    due_on: date | None
    is_late: bool
    days_late: int
    opened_on: date


@dataclass(frozen=True)
class WantedCases:
    """``show`` is open, late, mine (a step waits for one of the person's roles), over or all; ``words`` a customer or title."""

    show: str = "open"
    words: str = ""
    step: str = ""  # the name of a step that waits
    after: int | None = None


@dataclass(frozen=True)
class StepCount:
    """How many open cases wait at a step, and how many of them are late."""

    name: str
    role: Wording
    cases: int
    late: int


@dataclass(frozen=True)
class CasesPage:
    rows: tuple[CaseRow, ...]
    next_after: int | None
    steps: tuple[StepCount, ...]  # of the procedure in force, in the order of the drawing


@dataclass(frozen=True)
class WaitingStep:
    step: Step
    role: Wording
    since: date
    due_on: date | None
    is_late: bool
    answers: tuple[Way, ...]
    is_mine: bool
    facts: tuple[tuple[str, Wording], ...]  # what does it by itself, with the answer it gives


@dataclass(frozen=True)
class DoneStep:
    ordinal: int
    id: str
    name: str
    answer: str
    said: str
    by: str
    at: datetime
    due_on: date | None
    is_late: bool
    done_on: date
    fact: Wording | None  # what did it, where nobody did; ``source`` and ``source_id`` lead to it
    source: str
    source_id: int | None


@dataclass(frozen=True)
class CasePage:
    row: CaseRow
    version: int
    procedure: str
    reason: str
    reconciliation_id: int | None
    waiting: tuple[WaitingStep, ...]
    done: tuple[DoneStep, ...]


def procedure_page(*, company_id: int, actor: int) -> ProcedurePage:
    """The procedure in force and those before it. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_procedures")
    rows = ProcedureVersion.objects.filter(company_id=company_id).order_by("-version")
    versions = tuple(_version(each) for each in rows.select_related("made_by", "agreed_by"))
    newest = newest_version(company_id)
    now = procedure_of(newest.told) if newest is not None else None
    cases = sight.of(ProcedureCase.objects.filter(company_id=company_id, state="open")).count()
    steps = step_lines(now) if now is not None else ()
    return ProcedurePage(now, steps, versions[0] if versions else None, versions, cases)


def drawing_of(*, company_id: int, actor: int, version: int) -> Download:
    """The file of a version, byte for byte. Refuses, in order: NotFound, NotPermitted, NotFound (version)."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_procedures")
    found = ProcedureVersion.objects.filter(company_id=company_id, version=version).select_related("file").first()  # fmt: skip
    if found is None:
        raise NotFound
    return Download(f"{found.name}-{found.version}.bpmn", BPMN, bytes(found.file.content))


def cases_page(*, company_id: int, actor: int, wanted: WantedCases | None = None) -> CasesPage:
    """One page of cases, newest first. Refuses, in order: NotFound, NotPermitted."""
    wanted = wanted or WantedCases()
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_procedures")
    cases = sight.of(ProcedureCase.objects.filter(company_id=company_id))
    rows = _narrowed(cases, wanted, sight).select_related("customer", "version").order_by("-id")
    if wanted.after is not None:
        rows = rows.filter(id__lt=wanted.after)
    found = list(rows[: PAGE_ROWS + 1])
    shown = tuple(case_row(each) for each in found[:PAGE_ROWS])
    following = shown[-1].id if len(found) > PAGE_ROWS else None
    return CasesPage(shown, following, _counted(company_id, cases))


def case_page(*, company_id: int, actor: int, case_id: int) -> CasePage:
    """One case: what waits, since when and for whom, and what was done. Refuses, in order: NotFound, NotPermitted, NotFound (case)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_procedures")
    case = case_within(company_id, actor, case_id)
    procedure = procedure_of(case.version.told)
    stand = walked(procedure, case.opened_on, history_of(case), calendar_of(company_id, CALENDAR))
    today = timezone.localdate()
    waiting = (
        tuple(
            WaitingStep(
                each.step, role_words(each.step.role), each.since, each.due_on, each.due_on is not None and each.due_on < today,
                procedure.answers_of(each.step.id), each.step.role in (*sight.roles, "CUS"), facts_said(procedure, each.step.id),
            )
            for each in stand.waiting
        )
        if case.state == "open"
        else ()
    )  # fmt: skip
    rows = ProcedureStep.objects.filter(case_id=case.id).select_related("done_by").order_by("ordinal")  # fmt: skip
    done = tuple(_done(procedure, each) for each in rows)
    return CasePage(
        case_row(case), case.version.version, case.version.name, case.reason, case.reconciliation_id, waiting, done
    )  # fmt: skip


def case_row(case: ProcedureCase) -> CaseRow:
    procedure = procedure_of(case.version.told)
    steps = [procedure.by_id[each] for each in case.ready]
    today = timezone.localdate()
    days = (today - case.due_on).days if case.due_on is not None else 0
    return CaseRow(
        case.id, case.title, case.customer_id, case.customer.name, case.state, STATES[case.state],
        tuple(each.name for each in steps), tuple(role_words(each) for each in dict.fromkeys(step.role for step in steps)),
        case.due_on, days > 0, max(days, 0), case.opened_on,
    )  # fmt: skip


def _narrowed(cases: QuerySet[ProcedureCase], wanted: WantedCases, sight: Sight) -> QuerySet[ProcedureCase]:  # fmt: skip
    if wanted.show != "all":
        cases = cases.filter(state="over") if wanted.show == "over" else cases.filter(state="open")
    if wanted.show == "late":
        cases = cases.filter(due_on__lt=timezone.localdate())
    if wanted.show == "mine":
        cases = cases.filter(_at_steps(sight.company_id, lambda step: step.role in (*sight.roles, "CUS")))  # fmt: skip
    if wanted.step:
        cases = cases.filter(_at_steps(sight.company_id, lambda step: step.name == wanted.step))
    if wanted.words:
        cases = cases.filter(Q(title__icontains=wanted.words) | name_fits(wanted.words))  # fmt: skip
    return cases


def _at_steps(company_id: int, is_one: Callable[[Step], bool]) -> Q:
    """Cases that wait at a step of this kind, whichever version they follow."""
    found = Q(pk__in=[])
    for version in ProcedureVersion.objects.filter(company_id=company_id):
        steps = [step.id for step in procedure_of(version.told).tasks if is_one(step)]
        found |= Q(version=version, ready__overlap=steps)
    return found


def _counted(company_id: int, cases: QuerySet[ProcedureCase]) -> tuple[StepCount, ...]:
    newest = newest_version(company_id)
    if newest is None:
        return ()
    today, procedure = timezone.localdate(), procedure_of(newest.told)
    late = Count("id", filter=Q(due_on__lt=today))
    counted: dict[str, tuple[int, int]] = {}
    grouped = cases.filter(state="open", version=newest).values("ready").annotate(all=Count("id"), late=late)  # fmt: skip
    for each in grouped.order_by():
        for step in each["ready"]:
            before = counted.get(step, (0, 0))
            counted[step] = (before[0] + each["all"], before[1] + each["late"])
    return tuple(
        StepCount(step.name, role_words(step.role), *counted.get(step.id, (0, 0))) for step in procedure.tasks
    )  # fmt: skip


def _version(row: ProcedureVersion) -> VersionRow:
    agreed = row.agreed_by.get_full_name() if row.agreed_by is not None else ""
    tasks = len(procedure_of(row.told).tasks)
    return VersionRow(row.id, row.version, row.name, tasks, row.made_by.get_full_name(), agreed, row.made_at)  # fmt: skip


def _done(procedure: Procedure, row: ProcedureStep) -> DoneStep:
    answer = next((way.name for way in procedure.ways if way.id == row.way), "")
    is_late = row.due_on is not None and row.done_on > row.due_on
    name = procedure.by_id[row.step].name
    return DoneStep(
        row.ordinal, row.step, name, answer, row.said, called(row.done_by), row.done_at, row.due_on, is_late, row.done_on,
        fact_words(row.fact) if row.fact else None, row.source, row.source_id,
    )  # fmt: skip

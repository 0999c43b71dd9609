"""Every few minutes: steps of open cases are done by the facts their procedure names."""

from __future__ import annotations

import structlog
from django.db import transaction

from wanglai.formats.bpmn.frames import procedure_of
from wanglai.services.ledger.queries import companies_with_books
from wanglai.services.procedures.cases import done_by_facts
from wanglai.store.models import Company, ProcedureCase, ProcedureVersion

DOOR = "wanglai worker"

log = structlog.get_logger("wanglai.procedures")


def follow_every_companys_facts() -> int:
    """For the job: all companies with books, each case by itself; how many steps were done.

    One whose facts cannot be read, or do not fit its procedure, keeps no other case from its step.
    """
    count = 0
    for company_id in companies_with_books():
        if Company.objects.filter(id=company_id, is_demo=True).exists():
            continue  # the demo's days ended long ago
        for version in ProcedureVersion.objects.filter(company_id=company_id):
            count += _followed_of(version)
    return count


def _followed_of(version: ProcedureVersion) -> int:
    count = 0
    try:
        waiting = _waiting(version)
    except Exception:
        log.exception("procedure not followed", company=version.company_id, version=version.id)
        return 0
    for case_id in waiting:
        try:
            count += _follow(case_id)
        except Exception:
            log.exception("case not followed", company=version.company_id, case=case_id)
    return count


@transaction.atomic
def _follow(case_id: int) -> int:
    """The case first, then the book with its act, as people do a step."""
    rows = ProcedureCase.objects.select_for_update(no_key=True, of=("self",))
    case = rows.select_related("version").filter(id=case_id, state="open").first()
    return done_by_facts(case, DOOR) if case is not None else 0


def _waiting(version: ProcedureVersion) -> list[int]:
    """Open cases of a procedure that wait at a step a fact may do."""
    procedure = procedure_of(version.told)
    steps = [task.id for task in procedure.tasks if procedure.facts_of(task.id)]
    if not steps:
        return []
    cases = ProcedureCase.objects.filter(version=version, state="open", ready__overlap=steps)
    return list(cases.order_by("id").values_list("id", flat=True))

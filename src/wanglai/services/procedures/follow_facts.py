"""Every few minutes: steps of open cases are done by the facts their procedure names."""

from __future__ import annotations

import structlog
from django.db import DatabaseError, transaction

from wanglai.formats.bpmn.frames import procedure_of
from wanglai.services.ledger.queries import companies_with_books
from wanglai.services.procedures.cases import done_by_facts
from wanglai.store.models import Company, ProcedureCase, ProcedureVersion

DOOR = "wanglai worker"

log = structlog.get_logger("wanglai.procedures")


def follow_every_companys_facts() -> int:
    """For the job: all companies with books, each case by itself; how many steps were done."""
    count = 0
    for company_id in companies_with_books():
        if Company.objects.filter(id=company_id, is_demo=True).exists():
            continue  # the demo's days ended long ago
        for case_id in _waiting(company_id):
            try:
                count += _follow(case_id)
            except DatabaseError:
                log.exception("case not followed", company=company_id, case=case_id)
    return count


@transaction.atomic
def _follow(case_id: int) -> int:
    """The case first, then the book with its act, as people do a step."""
    rows = ProcedureCase.objects.select_for_update(no_key=True, of=("self",))
    case = rows.select_related("version").filter(id=case_id, state="open").first()
    return done_by_facts(case, DOOR) if case is not None else 0


def _waiting(company_id: int) -> list[int]:
    """Open cases that wait at a step a fact may do."""
    found: list[int] = []
    for version in ProcedureVersion.objects.filter(company_id=company_id):
        procedure = procedure_of(version.told)
        steps = [task.id for task in procedure.tasks if procedure.facts_of(task.id)]
        cases = ProcedureCase.objects.filter(version=version, state="open", ready__overlap=steps)
        found += cases.order_by("id").values_list("id", flat=True) if steps else []
    return found

"""The same files are read and matched again, decisions by hand pinned."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import admit, reconciliation_within
from wanglai.services.audit.told import tell
from wanglai.services.reconciliation.dispositions import require_unsigned
from wanglai.services.reconciliation.queue import queue_run
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Run
from wanglai.store.models.reconciliation import ACTIVE


class RunIsActive(UnableTo):
    code_of_refusal = "run.active"
    why = Wording("这次对账正在运行。", "This reconciliation is running already.")
    next_step = Wording("请等它结束，或先取消。", "Wait until it ends, or cancel it first.")


@transaction.atomic
def rerun(*, company_id: int, actor: int, reconciliation_id: int) -> int:
    """Queue another run with the readings of the last one; returns its id.

    Refuses, in order: NotFound, NotPermitted, RunIsActive, ReconciliationIsSigned.
    """
    admit(company_id=company_id, actor=actor, act="rerun")
    return run_again(company_id, actor, reconciliation_id, cause="repeated")


def run_again(
    company_id: int,
    actor: int,
    reconciliation_id: int,
    *,
    cause: str,
    options: dict[str, dict[str, Any]] | None = None,
) -> int:
    """Lock, refuse RunIsActive and ReconciliationIsSigned, queue, record; for ``rerun`` and ``correct_reading``."""
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, lock=True
    )
    if Run.objects.filter(reconciliation=found, state__in=ACTIVE).exists():
        raise RunIsActive
    require_unsigned(found.id)
    run = queue_run(found, actor=actor, cause=cause, options=options)
    tell(
        company_id=company_id,
        reconciliation_id=found.id,
        actor=actor,
        kind=cause,
        facts={"run": run.id, "ordinal": run.ordinal, "options": options or {}},
    )
    return int(run.id)

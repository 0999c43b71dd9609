"""The run that is queued or running is stopped; nothing of it is kept."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import admit, reconciliation_within
from wanglai.services.audit.told import tell
from wanglai.services.reconciliation.run_life import end_run
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Run
from wanglai.store.models.reconciliation import ACTIVE


class NothingIsRunning(UnableTo):
    code_of_refusal = "run.none"
    why = Wording("没有正在进行的运行。", "Nothing is running.")
    next_step = Wording("请刷新页面查看结果。", "Load the page again to see how it ended.")


@transaction.atomic
def cancel_run(*, company_id: int, actor: int, reconciliation_id: int) -> None:
    """Stop the active run: at once while it waits, within a second or two while it works.

    Refuses, in order: NotFound, NotPermitted, NothingIsRunning.
    """
    admit(company_id=company_id, actor=actor, act="cancel_run")
    found = reconciliation_within(company_id=company_id, reconciliation_id=reconciliation_id)
    run = (
        Run.objects.select_for_update(no_key=True)
        .filter(reconciliation=found, state__in=ACTIVE)
        .first()
    )
    if run is None:
        raise NothingIsRunning
    tell(
        company_id=company_id,
        reconciliation_id=found.id,
        actor=actor,
        kind="cancel_asked",
        facts={"run": run.id},
    )
    if run.state == "queued":
        end_run(run.id, "cancelled")
    else:
        Run.objects.filter(id=run.id).update(cancel_requested_at=timezone.now())

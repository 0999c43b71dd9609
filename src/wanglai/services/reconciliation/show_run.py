"""Where a run stands, and the refusal it may have ended with."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, Sight, admit_to_rows
from wanglai.services.reconciliation.rows import RefusalRow, RunProgress
from wanglai.store.models import Reconciliation, Run
from wanglai.store.models.reconciliation import OVER


def run_progress(*, company_id: int, actor: int, reconciliation_id: int) -> RunProgress:
    """The newest run; one indexed row, so it can be asked every second."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_reconciliation")
    seen = sight.of(Reconciliation.objects.filter(company_id=company_id, id=reconciliation_id))
    if sight.only is not None and not seen.exists():
        raise NotFound
    return progress_of(newest_run(company_id, reconciliation_id), sight)


def newest_run(company_id: int, reconciliation_id: int) -> Run:
    run = (
        Run.objects.filter(company_id=company_id, reconciliation_id=reconciliation_id)
        .order_by("-ordinal")
        .first()
    )
    if run is None:
        raise NotFound
    return run


def progress_of(run: Run, sight: Sight | None = None) -> RunProgress:
    """The run as a page shows it: seconds so far, lines a second, seconds left."""
    until = run.finished_at or timezone.now()
    seconds = max(0.0, (until - run.started_at).total_seconds()) if run.started_at else 0.0
    rate = run.rows_done / seconds if run.rows_done and seconds else None
    left = (run.rows_total - run.rows_done) / rate if rate and run.state not in OVER else None
    return RunProgress(
        reconciliation_id=run.reconciliation_id,
        run_id=run.id,
        ordinal=run.ordinal,
        state=run.state,
        stage="finished" if run.state in OVER else run.state,
        rows_done=run.rows_done,
        rows_total=run.rows_total,
        requested_at=run.requested_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        seconds_running=seconds,
        rows_per_second=rate,
        seconds_left=left,
        is_cancelling=run.cancel_requested_at is not None and run.state not in OVER,
        refusal=refusal_row(run.refusal, sight),
    )


def refusal_row(stored: dict[str, Any] | None, sight: Sight | None = None) -> RefusalRow | None:
    if not stored:
        return None
    return RefusalRow(
        code=stored["code"],
        place=stored["place"],
        reason=reason_of(stored, sight),
        remedy=Wording(**stored["remedy"]),
    )


def reason_of(stored: dict[str, Any], sight: Sight | None) -> Wording:
    """The reason as stored; other customers of the file are named to those alone who see every customer."""
    if stored["code"] == "party.unknown" and sight is not None and sight.only is not None:
        return _OF_ANOTHER_PARTY
    return Wording(**stored["reason"])


_OF_ANOTHER_PARTY = Wording(
    "往来单位列里没有所填的单位。", "The party column does not hold the party that was named."
)

"""Many statements of one period as one piece of work: drafted by one person, agreed by another, issued one by one, stopped and resumed.

queued -> drafting -> drafted -> agreed -> issuing -> done; stopped by a person, failed with its reason
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from wanglai.domain.statements import Kind
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.run_life import ATTEMPTS_MAX, is_beating, without_worker
from wanglai.services.statements.issuing import head_of
from wanglai.services.statements.print_left import have_left_printed
from wanglai.services.statements.refusals import (
    DaysMakeNoPeriod,
    DraftsAreOthers,
    OwnRun,
    RunIsAtWorkAlready,
    RunStandsElsewhere,
)
from wanglai.store.models import StatementRun, StatementRunItem
from wanglai.store.models.statements import STATEMENT_RUN_AT_WORK

STATEMENT_JOB = "issue_statements"
PRINT_AFTER_SECONDS = 60  # a process that is stopped is gone by then


@transaction.atomic
def start_statement_run(
    *, company_id: int, actor: int, kind: Kind, from_on: date, through_on: date, key: str,
    customers: Sequence[int] | None = None, waits_for_worker: bool = True,
) -> int:  # fmt: skip
    """Have the statements of a period drafted, for everybody or for some; the run's id, the same for the same key.

    Refuses, in order: NotFound, NotPermitted, DaysMakeNoPeriod, NoBook, RunIsAtWorkAlready.
    """
    admit(company_id=company_id, actor=actor, act="issue_statement")
    if from_on > through_on or through_on > timezone.localdate() or kind == "activity":
        raise DaysMakeNoPeriod(f"{from_on} – {through_on}")
    head_of(company_id)
    known = StatementRun.objects.filter(company_id=company_id, key=key).values_list("id", flat=True).first()  # fmt: skip
    if known is not None:
        return int(known)
    try:
        with transaction.atomic():
            made = StatementRun.objects.create(
                company_id=company_id, kind=kind, from_on=from_on, through_on=through_on, key=key,
                customers=list(customers) if customers is not None else None, asked_by_id=actor,
                heartbeat_at=timezone.now(),
            )  # fmt: skip
    except IntegrityError as problem:
        raise RunIsAtWorkAlready(str(company_id)) from problem
    if waits_for_worker:
        _defer(made.id)
    return int(made.id)


@transaction.atomic
def agree_statements(
    *,
    company_id: int,
    actor: int,
    origin: str,
    run_id: int,
    shown: str,
    waits_for_worker: bool = True,
) -> int:
    """Another manager agrees to the drafts as shown, and they are issued; the act's number. ``shown`` is their digest in hex.

    Refuses, in order: NotFound, NotPermitted, NotFound (run), RunStandsElsewhere, OwnRun, DraftsAreOthers, RunIsAtWorkAlready.
    """
    admit(company_id=company_id, actor=actor, act="agree_statements")
    run = held_run(run_id)
    if run is None or run.company_id != company_id:
        raise NotFound
    if run.state != "drafted":
        raise RunStandsElsewhere
    if run.asked_by_id == actor:
        raise OwnRun
    if bytes(run.digest or b"").hex() != shown:
        raise DraftsAreOthers
    run.state, run.agreed_by_id, run.agreed_at = "agreed", actor, timezone.now()
    run.heartbeat_at = timezone.now()
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as problem:
        raise RunIsAtWorkAlready(str(company_id)) from problem
    facts = {"run": run.id, "count": run.drafted, "through": run.through_on, "drafts_sha256": shown}
    seq = write_act(company_id, Who(actor, origin), "agree_statements", facts)
    if waits_for_worker:
        _defer(run.id)
    return seq


@transaction.atomic
def stop_statement_run(*, company_id: int, actor: int, run_id: int) -> None:
    """End it: what was issued stands, the rest is not. Refuses, in order: NotFound, NotPermitted, NotFound (run)."""
    admit(company_id=company_id, actor=actor, act="issue_statement")
    run = held_run(run_id)
    if run is None or run.company_id != company_id:
        raise NotFound
    if run.state in (*STATEMENT_RUN_AT_WORK, "drafted"):
        end_run(run, "stopped")


@transaction.atomic
def claim_statement_run(run_id: int) -> StatementRun | None:
    """The run, if there is work to do and nobody alive is doing it."""
    run = held_run(run_id)
    if run is None or run.state not in STATEMENT_RUN_AT_WORK:
        return None
    now = timezone.now()
    if run.state in ("drafting", "issuing") and is_beating(run.heartbeat_at):
        return None
    if run.attempts >= ATTEMPTS_MAX:
        end_run(run, "failed", f"died {ATTEMPTS_MAX} times")
        return None
    doing = {"queued": "drafting", "agreed": "issuing"}
    run.state = doing.get(run.state, run.state)
    run.attempts, run.started_at, run.heartbeat_at = run.attempts + 1, run.started_at or now, now
    run.save()
    return run


def beat_statement_run(run_id: int) -> bool:
    """Say that it is alive; True where a person stopped it."""
    StatementRun.objects.filter(id=run_id, state__in=STATEMENT_RUN_AT_WORK).update(heartbeat_at=timezone.now())  # fmt: skip
    return StatementRun.objects.filter(id=run_id, state="stopped").exists()


@transaction.atomic
def statement_run_took_too_long(run_id: int) -> None:
    """Over at the time limit; what was issued stands."""
    run = held_run(run_id)
    if run is not None and run.state in STATEMENT_RUN_AT_WORK:
        end_run(run, "failed", "took longer than a run may")


@transaction.atomic
def try_statement_run_again(run_id: int) -> None:
    """Its process died: back into the queue, or over after the third attempt; it goes on with what is not issued yet."""
    run = held_run(run_id)
    if run is None or run.state not in STATEMENT_RUN_AT_WORK:
        return
    if run.attempts >= ATTEMPTS_MAX:
        end_run(run, "failed", f"died {ATTEMPTS_MAX} times")
        return
    run.state = {"drafting": "queued", "issuing": "agreed"}.get(run.state, run.state)
    run.heartbeat_at = timezone.now()
    run.save()
    _defer(run.id)


def stalled_statement_runs() -> list[int]:
    """Runs nobody works on though there is work to do."""
    rows = StatementRun.objects.filter(
        without_worker(("drafting", "issuing"), ("queued", "agreed"))
    )
    return list(rows.order_by("id").values_list("id", flat=True))


def held_run(run_id: int) -> StatementRun | None:
    return StatementRun.objects.select_for_update(no_key=True).filter(id=run_id).first()


def end_run(run: StatementRun, state: str, problem: str = "") -> None:
    run.state, run.problem, run.finished_at = state, problem[:500], timezone.now()
    run.save()
    if state != "done":  # its process may end between the seal and the press
        have_left_printed(run.company_id, in_seconds=PRINT_AFTER_SECONDS)


def digest_of_drafts(run: StatementRun) -> bytes:
    """SHA-256 over every draft of a run: what was shown is what is agreed to."""
    rows = StatementRunItem.objects.filter(run_id=run.id, state="drafted").order_by("customer_id", "currency")  # fmt: skip
    told = [list(map(str, row)) for row in rows.values_list("customer_id", "currency", "from_on", "opening", "changed", "closing", "lines")]  # fmt: skip
    text = json.dumps([run.kind, str(run.through_on), run.known_seq, told])
    return hashlib.sha256(text.encode()).digest()


def _defer(run_id: int) -> None:
    app.configure_task(STATEMENT_JOB, queue=QUEUE).defer(run_id=run_id)

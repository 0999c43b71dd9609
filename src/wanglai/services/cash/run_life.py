"""The life of a run of the machine: one of a company at work, alive while it beats, over once and for good.

queued -> running -> booking -> done | failed | stopped
"""

from __future__ import annotations

import contextlib
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.cash.policy import policy_in_force
from wanglai.services.cash.refusals import RunIsAtWork
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.run_life import (
    ATTEMPTS_MAX,
    is_beating,
    without_worker,
)
from wanglai.store.models import CashRun
from wanglai.store.models.cash import RUN_AT_WORK

CASH_JOB = "apply_cash"


@transaction.atomic
def start_cash_run(*, company_id: int, actor: int, waits_for_worker: bool = True) -> int:
    """Have the machine look at every line that waits; the run's id.

    Refuses, in order: NotFound, NotPermitted, RunIsAtWork.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    return queue_cash_run(company_id, actor, waits_for_worker=waits_for_worker)


def queue_cash_run(
    company_id: int, actor: int | None, *, waits_for_worker: bool = True, **asked: Any
) -> int:
    """A run of the newest policy, or of what is ``asked`` instead; ``actor`` None where a file that came in asks for it. Refuses: RunIsAtWork."""
    asked = asked or {"policy": policy_in_force(company_id)}
    try:
        with transaction.atomic():
            made = CashRun.objects.create(company_id=company_id, asked_by_id=actor, heartbeat_at=timezone.now(), **asked)  # fmt: skip
    except IntegrityError as problem:
        raise RunIsAtWork(str(company_id)) from problem
    if waits_for_worker:
        _defer(made.id)
    return int(made.id)


def look_again(company_id: int) -> None:
    """New lines came in: the machine looks, unless it is at work; then whoever has it look next sees them."""
    with contextlib.suppress(RunIsAtWork):
        queue_cash_run(company_id, None)


@transaction.atomic
def stop_cash_run(*, company_id: int, actor: int, run_id: int) -> None:
    """End it: what was booked stands, whole. Refuses, in order: NotFound, NotPermitted, NotFound (run)."""
    admit(company_id=company_id, actor=actor, act="apply_cash")
    found = _held(run_id)
    if found is None or found.company_id != company_id:
        raise NotFound
    if found.state in RUN_AT_WORK:
        end(found, "stopped")


def _defer(run_id: int) -> None:
    app.configure_task(CASH_JOB, queue=QUEUE).defer(run_id=run_id)


@transaction.atomic
def claim_cash_run(run_id: int) -> CashRun | None:
    """The run, if there is work to do and nobody alive is doing it."""
    found = _held(run_id)
    if found is None or found.state not in RUN_AT_WORK:
        return None
    now = timezone.now()
    if found.state != "queued" and is_beating(found.heartbeat_at):
        return None
    found.state, found.attempts = "running", found.attempts + 1
    found.started_at = found.heartbeat_at = now
    found.save()
    return found


@transaction.atomic
def beat_cash_run(run_id: int) -> bool:
    """Sign of life from the worker that watches; True where somebody stopped it."""
    CashRun.objects.filter(id=run_id, state__in=RUN_AT_WORK).update(heartbeat_at=timezone.now())
    return CashRun.objects.filter(id=run_id, state="stopped").exists()


@transaction.atomic
def tell(run_id: int, **more: Any) -> bool:
    """Progress of a run at work; False where it was stopped meanwhile."""
    rows = CashRun.objects.filter(id=run_id, state__in=RUN_AT_WORK)
    return bool(rows.update(heartbeat_at=timezone.now(), **more))


def end(found: CashRun, state: str, **more: Any) -> None:
    found.state, found.finished_at = state, timezone.now()
    for name, value in more.items():
        setattr(found, name, value)
    found.save()


@transaction.atomic
def cash_run_took_too_long(run_id: int) -> None:
    fail_cash_run(run_id, "超过时间限额。", "It passed the time limit.")


@transaction.atomic
def try_cash_run_again(run_id: int) -> None:
    """Its worker died: back into the queue, or over after the third attempt."""
    found = _held(run_id)
    if found is None or found.state not in RUN_AT_WORK:
        return
    if found.attempts >= ATTEMPTS_MAX:
        fail_cash_run(run_id, "三次都中断了。", "It broke off three times.")
        return
    found.state, found.started_at, found.heartbeat_at = "queued", None, timezone.now()
    found.save()
    _defer(found.id)


def stalled_cash_runs() -> list[int]:
    """Runs nobody works on though there is work to do."""
    rows = CashRun.objects.filter(without_worker(("running", "booking")))
    return list(rows.order_by("id").values_list("id", flat=True))


@transaction.atomic
def fail_cash_run(run_id: int, zh: str, en: str) -> None:
    """Over, for a reason in both languages; what was booked stands."""
    found = _held(run_id)
    if found is not None and found.state in RUN_AT_WORK:
        end(found, "failed", refusal={"zh": zh, "en": en})


def _held(run_id: int) -> CashRun | None:
    return CashRun.objects.select_for_update(no_key=True).filter(id=run_id).first()

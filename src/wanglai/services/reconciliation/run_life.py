"""The life of a run: claimed by one worker at a time, alive while it beats, over once and for good.

    queued -> reading -> matching -> storing -> done
       any of these    -> refused (a file says why) | failed (our fault, or the machine's) | cancelled

Each function is one short transaction of its own: a screen must see the stage while the work goes on,
so this is the one place where a service, not the door, commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tieout.refusal import Refusal, Wording
from wanglai.services.audit.told import tell
from wanglai.services.reconciliation.queue import defer
from wanglai.store.models import Run
from wanglai.store.models.reconciliation import ACTIVE

STALE_AFTER_SECONDS = 10  # a worker that lives beats every second
ATTEMPTS_MAX = 3
QUEUED_WITHOUT_JOB_SECONDS = 60

CRASHED: dict[str, object] = {
    "code": "run.crashed",
    "place": "",
    "reason": {
        "zh": "对账进程多次意外中止。",
        "en": "The work on this run ended unexpectedly, several times.",
    },
    "remedy": {
        "zh": "请重新运行；若再次失败，请把两个原始文件交给管理员。",
        "en": "Run it again; if it fails once more, hand both original files to your administrator.",
    },
}
TOO_LONG: dict[str, object] = {
    "code": "run.too_long",
    "place": "",
    "reason": {
        "zh": "对账超过时间上限，已停止。",
        "en": "The run took longer than the time limit and was stopped.",
    },
    "remedy": {"zh": "请按期间拆分文件后重试。", "en": "Split the files by period and try again."},
}


@transaction.atomic
def claim_run(run_id: int) -> Run | None:
    """The run, if there is work to do and nobody alive is doing it; its attempt number goes up by one."""
    run = Run.objects.select_for_update(no_key=True).filter(id=run_id).first()
    if run is None or run.state not in ACTIVE:
        return None
    now = timezone.now()
    if run.cancel_requested_at is not None:
        _end(run, "cancelled")
        return None
    if run.state != "queued" and is_beating(run.heartbeat_at):
        return None
    run.state = "reading"
    run.attempts += 1
    run.started_at = run.started_at or now
    run.heartbeat_at = now
    run.rows_done = run.rows_total = 0
    run.save()
    return run


@transaction.atomic
def enter_stage(run: Run, state: str, *, rows_total: int) -> bool:
    """Move on to matching or storing; False where the run is no longer this attempt's."""
    moved = _mine(run).update(
        state=state, rows_done=0, rows_total=rows_total, heartbeat_at=timezone.now()
    )
    run.state = state
    return bool(moved)


@transaction.atomic
def beat(run_id: int) -> bool:
    """Sign of life from the worker that watches the run; True where somebody asked to cancel it."""
    alive = Run.objects.filter(id=run_id, state__in=ACTIVE)
    alive.update(heartbeat_at=timezone.now())
    return alive.filter(cancel_requested_at__isnull=False).exists()


@transaction.atomic
def refuse_run(run: Run, refusal: Refusal) -> None:
    """A file was refused: the run is over and says why and what to do."""
    facts: dict[str, object] = {
        "code": refusal.code,
        "place": refusal.place,
        "reason": _words(refusal.reason),
        "remedy": _words(refusal.remedy),
    }
    found = _mine(run).select_for_update(no_key=True).first()
    if found is not None:
        _end(found, "refused", facts)


@transaction.atomic
def end_run(run_id: int, state: str, refusal: dict[str, object] | None = None) -> None:
    """Cancelled by a person, or failed: nothing of it is kept."""
    run = Run.objects.select_for_update(no_key=True).filter(id=run_id, state__in=ACTIVE).first()
    if run is not None:
        _end(run, state, refusal)


@transaction.atomic
def try_again(run_id: int) -> None:
    """Its worker died: back into the queue, or failed after the third attempt."""
    run = Run.objects.select_for_update(no_key=True).filter(id=run_id, state__in=ACTIVE).first()
    if run is None:
        return
    if run.cancel_requested_at is not None:
        _end(run, "cancelled")
    elif run.attempts >= ATTEMPTS_MAX:
        _end(run, "failed", CRASHED)
    else:
        run.state = "queued"
        run.heartbeat_at = timezone.now()
        run.save()
        defer(run.id)


def is_beating(heartbeat_at: datetime | None) -> bool:
    """Whether whoever works on it has shown life just now."""
    stale = timezone.now() - timedelta(seconds=STALE_AFTER_SECONDS)
    return heartbeat_at is not None and heartbeat_at > stale


def without_worker(
    working: Sequence[str], waiting: Sequence[str] = ("queued",), *, asked: str = ""
) -> Q:
    """Work that shows no life: its worker was killed, or no job was ever there for it.

    ``asked`` is the field that says since when it waits, where it may never have beaten.
    """
    now = timezone.now()
    silent = now - timedelta(seconds=STALE_AFTER_SECONDS)
    forgotten = now - timedelta(seconds=QUEUED_WITHOUT_JOB_SECONDS)
    found = Q(state__in=working, heartbeat_at__lt=silent)
    found |= Q(state__in=waiting, heartbeat_at__lt=forgotten)
    if asked:
        never = {"state__in": waiting, "heartbeat_at__isnull": True, f"{asked}__lt": forgotten}
        found |= Q(**never)
    return found


def stalled_runs() -> list[int]:
    """Runs nobody works on though they are not over: their worker was killed."""
    rows = Run.objects.filter(without_worker(ACTIVE[1:], asked="requested_at"))
    return list(rows.order_by("id").values_list("id", flat=True))


def _mine(run: Run):  # type: ignore[no-untyped-def]
    return Run.objects.filter(id=run.id, state__in=ACTIVE, attempts=run.attempts)


def _end(run: Run, state: str, refusal: dict[str, object] | None = None) -> None:
    run.state = state
    run.refusal = refusal
    run.finished_at = timezone.now()
    run.save()
    tell(
        company_id=run.company_id,
        reconciliation_id=run.reconciliation_id,
        kind=f"run_{state}",
        facts={"run": run.id, "ordinal": run.ordinal, "refusal": refusal},
    )


def _words(wording: Wording) -> dict[str, str]:
    return {"zh": wording.zh, "en": wording.en}

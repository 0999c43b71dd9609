"""The life of an import: worked on by one process at a time, alive while it beats, ended once and for good.

    queued -> reading -> preview | refused        (read again: back to queued)
    preview -> ordered -> posting -> done | stopped    (gone on with: back to ordered)

As with runs of reconciliations, each function is a short transaction of its own, so that a screen sees the stage.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tieout.refusal import Refusal
from wanglai.services.access.scope import NotFound
from wanglai.services.imports.refusals import (
    ImportCrashed,
    ImportIsElsewhere,
    ImportTookTooLong,
)
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.run_life import (
    ATTEMPTS_MAX,
    is_beating,
    without_worker,
)
from wanglai.store.models import FileImport, ImportBatch
from wanglai.store.models.file_imports import AT_WORK

IMPORT_JOB = "import_file"
_WORKING = {"queued": "reading", "ordered": "ordered", "reading": "reading", "posting": "posting"}


def queue_import(import_id: int) -> None:
    """Hand the import to a worker, within the transaction that is open now."""
    app.configure_task(IMPORT_JOB, queue=QUEUE).defer(import_id=import_id)


def import_within(*, company_id: int, import_id: int, states: tuple[str, ...] = ()) -> FileImport:
    """The import if it is the company's, held until the end. Refuses, in order: NotFound, ImportIsElsewhere."""
    rows = FileImport.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=import_id).first()
    if found is None:
        raise NotFound
    if states and found.state not in states:
        raise ImportIsElsewhere(found.state)
    return found


@transaction.atomic
def claim_import(import_id: int) -> FileImport | None:
    """The import, if there is work to do and nobody alive is doing it."""
    found = _held(import_id)
    if found is None or found.state not in AT_WORK:
        return None
    now = timezone.now()
    is_claimed = found.started_at is not None
    if found.state != "queued" and is_claimed and is_beating(found.heartbeat_at):
        return None
    if found.stop_requested_at is not None:
        _stop(found)
        return None
    found.state = _WORKING[found.state]
    found.attempts += 1
    found.started_at = found.heartbeat_at = now
    found.save()
    return found


@transaction.atomic
def beat_import(import_id: int) -> bool:
    """Sign of life from the worker that watches; True where somebody asked to stop it."""
    alive = FileImport.objects.filter(id=import_id, state__in=AT_WORK)
    alive.update(heartbeat_at=timezone.now())
    return alive.filter(stop_requested_at__isnull=False).exists()


@transaction.atomic
def tell_progress(import_id: int, rows: int, total: int | None = None) -> None:
    more = {} if total is None else {"rows_total": total}
    FileImport.objects.filter(id=import_id, state__in=AT_WORK).update(
        rows_done=rows, heartbeat_at=timezone.now(), **more
    )


@transaction.atomic
def refuse_import(import_id: int, refusal: Refusal, **more: Any) -> None:
    """The file says no, or the book does: why stands on the import, which waits for a person."""
    found = _held(import_id)
    if found is None or found.state not in AT_WORK:
        return
    found.state = {"reading": "refused", "queued": "refused", "posting": "stopped"}.get(
        found.state, "preview"
    )
    link_batch(found)
    found.refusal = facts_of(refusal)
    for name, value in more.items():
        setattr(found, name, value)
    found.save()


@transaction.atomic
def stop_now(import_id: int) -> None:
    """A person asked for it and the process is gone: whole chunks stand, the rest waits."""
    found = _held(import_id)
    if found is not None and found.state in AT_WORK:
        _stop(found)


@transaction.atomic
def import_took_too_long(import_id: int) -> None:
    found = _held(import_id)
    if found is not None and found.state in AT_WORK:
        _give_back(found, ImportTookTooLong())


@transaction.atomic
def try_import_again(import_id: int) -> None:
    """Its worker died: back into the queue, or given back to people after the third attempt."""
    found = _held(import_id)
    if found is None or found.state not in AT_WORK:
        return
    if found.stop_requested_at is not None:
        _stop(found)
    elif found.attempts >= ATTEMPTS_MAX:
        _give_back(found, ImportCrashed())
    else:
        found.state = "queued" if found.state in ("queued", "reading") else "ordered"
        found.started_at, found.heartbeat_at = None, timezone.now()
        found.save()
        queue_import(found.id)


def stalled_imports() -> list[int]:
    """Imports nobody works on though there is work to do: their worker was killed."""
    rows = FileImport.objects.filter(without_worker(("reading", "posting"), ("queued", "ordered")))
    return list(rows.order_by("id").values_list("id", flat=True))


def facts_of(refusal: Refusal) -> dict[str, object]:
    """A refusal as it is kept."""
    return {
        "code": refusal.code,
        "place": refusal.place,
        "reason": {"zh": refusal.reason.zh, "en": refusal.reason.en},
        "remedy": {"zh": refusal.remedy.zh, "en": refusal.remedy.en},
    }


def batch_key(file_import: FileImport) -> str:
    """The key under which the documents of an import are booked, for ever."""
    return f"file import {file_import.id}"


def link_batch(file_import: FileImport) -> None:
    """A batch that was laid down before somebody ended the process belongs to this import; not saved here."""
    if file_import.batch_id is None:
        rows = ImportBatch.objects.filter(
            company_id=file_import.company_id, key=batch_key(file_import)
        )
        file_import.batch = rows.first()


def _held(import_id: int) -> FileImport | None:
    return FileImport.objects.select_for_update(no_key=True).filter(id=import_id).first()


def _stop(found: FileImport) -> None:
    """Nothing was read or booked: as it was before; something was laid down: stopped."""
    link_batch(found)
    if found.state in ("queued", "reading"):
        found.state, found.finished_at = "withdrawn", timezone.now()
    else:
        found.state = "stopped" if found.state == "posting" or found.batch_id else "preview"
    found.stop_requested_at = None
    found.save()


def _give_back(found: FileImport, refusal: Refusal) -> None:
    link_batch(found)
    if found.state in ("queued", "reading"):
        found.state = "refused"
    else:
        found.state = "stopped" if found.state == "posting" or found.batch_id else "preview"
    found.refusal = facts_of(refusal)
    found.save()

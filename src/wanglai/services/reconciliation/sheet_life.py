"""The life of a prepared sheet: queued -> making -> ready, or failed after three attempts.

As with runs (``run_life``), each function is a short transaction of its own, so that a page sees how far it is.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.run_life import (
    ATTEMPTS_MAX,
    without_worker,
)
from wanglai.services.reconciliation.sheet_content import SheetSource
from wanglai.store.models import PreparedSheet
from wanglai.store.models.sheets import SHEET_ACTIVE

SHEET_JOB = "prepare_sheet"


def queue_sheet(sheet_id: int) -> None:
    """Hand the sheet to a worker, within the transaction that is open now."""
    app.configure_task(SHEET_JOB, queue=QUEUE).defer(sheet_id=sheet_id)


def make_sheet(sheet_id: int) -> None:
    """Write the sheet and keep it; done twice it does nothing the second time.

    It says how the result stands when the work begins, and is kept under the key of just that.
    """
    sheet = _claim(sheet_id)
    if sheet is None:
        return
    source = SheetSource.of(sheet.run, language=sheet.language, form=sheet.form)
    _keep(sheet, source.key, source.content())


@transaction.atomic
def beat_sheet(sheet_id: int) -> None:
    """Sign of life from the worker that watches."""
    PreparedSheet.objects.filter(id=sheet_id, state="making").update(heartbeat_at=timezone.now())


@transaction.atomic
def try_sheet_again(sheet_id: int) -> None:
    """Its worker died, or it took too long: back into the queue, or failed after the third attempt."""
    sheet = PreparedSheet.objects.select_for_update().filter(id=sheet_id).first()
    if sheet is None or sheet.state not in SHEET_ACTIVE:
        return
    is_last = sheet.attempts >= ATTEMPTS_MAX
    sheet.state = "failed" if is_last else "queued"
    sheet.finished_at = timezone.now() if is_last else None
    sheet.heartbeat_at = timezone.now()
    sheet.save()
    if not is_last:
        queue_sheet(sheet.id)


def stalled_sheets() -> list[int]:
    """Sheets nobody works on though they are not over: their worker was killed."""
    rows = PreparedSheet.objects.filter(without_worker(("making",), asked="requested_at"))
    return list(rows.order_by("id").values_list("id", flat=True))


@transaction.atomic
def _claim(sheet_id: int) -> PreparedSheet | None:
    sheet = PreparedSheet.objects.select_for_update().filter(id=sheet_id, state="queued").first()
    if sheet is None:
        return None
    sheet.state = "making"
    sheet.attempts += 1
    sheet.started_at = sheet.heartbeat_at = timezone.now()
    sheet.save()
    return sheet


@transaction.atomic
def _keep(sheet: PreparedSheet, key: str, content: bytes) -> None:
    """The newest sheet takes the place of all others of its run, language and form."""
    alike = PreparedSheet.objects.filter(
        run_id=sheet.run_id, language=sheet.language, form=sheet.form
    )
    mine = alike.select_for_update().filter(id=sheet.id, attempts=sheet.attempts, state="making")
    if not mine.exists():
        return
    alike.exclude(id=sheet.id).exclude(state__in=SHEET_ACTIVE).delete()
    if alike.exclude(id=sheet.id).filter(key=key).exists():
        mine.delete()  # the same sheet is being made a second time: that one stays
        return
    mine.update(state="ready", key=key, content=content, finished_at=timezone.now())

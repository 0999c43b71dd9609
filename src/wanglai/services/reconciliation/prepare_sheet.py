"""The sheet of a long result is made by the worker; a page waits for it and then takes it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit_to_rows, reconciliation_within
from wanglai.services.reconciliation.deciding import ResultIsNotReady, result_run
from wanglai.services.reconciliation.rows import SheetProgress
from wanglai.services.reconciliation.sheet_content import FORMS, LANGUAGES, SheetSource
from wanglai.services.reconciliation.sheet_life import queue_sheet
from wanglai.store.models import PreparedSheet, Run
from wanglai.store.models.sheets import SHEET_ACTIVE

LINES_AT_ONCE = 10_000  # of both sides; so many are written in half a second, within the request


def is_made_at_once(run: Run) -> bool:
    """True for a result short enough to be written while somebody waits."""
    return bool(run.rows_total <= LINES_AT_ONCE)


def run_to_print(*, company_id: int, actor: int, reconciliation_id: int) -> Run:
    """The run a sheet is made of; refuses, in order: NotFound, NotPermitted, ResultIsNotReady."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="download_sheet")
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, sight=sight
    )
    run = result_run(found.id)
    if run is None:
        raise ResultIsNotReady
    return run


def checked_form(language: str, form: str) -> None:
    """Refuses NotFound for a language or form no sheet is written in."""
    if language not in LANGUAGES or form not in FORMS:
        raise NotFound(f"{language}, {form}")


@transaction.atomic
def prepare_sheet(
    *, company_id: int, actor: int, reconciliation_id: int, language: str, form: str = "xlsx"
) -> SheetProgress:
    """See to it that the sheet as it stands now can be downloaded; asked again it queues nothing more.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady.
    """
    run = run_to_print(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id)
    checked_form(language, form)
    if is_made_at_once(run):
        return _progress(run, None)
    source = SheetSource.of(run, language=language, form=form)
    sheet, is_new = PreparedSheet.objects.defer("content").get_or_create(
        run=run,
        language=language,
        form=form,
        key=source.key,
        defaults={"company_id": company_id, "requested_by_id": actor},
    )
    if sheet.state == "failed":
        PreparedSheet.objects.filter(id=sheet.id).update(
            state="queued", attempts=0, requested_at=timezone.now(), finished_at=None
        )
        sheet.refresh_from_db(fields=["state", "requested_at", "finished_at"])
        is_new = True
    if is_new:
        queue_sheet(sheet.id)
    return _progress(run, sheet)


def sheet_progress(
    *, company_id: int, actor: int, reconciliation_id: int, language: str, form: str = "xlsx"
) -> SheetProgress:
    """How far the sheet asked for last is; one small query, so it can be asked every second.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, NotFound (nobody asked for one).
    """
    run = run_to_print(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id)
    checked_form(language, form)
    if is_made_at_once(run):
        return _progress(run, None)
    asked = PreparedSheet.objects.filter(run_id=run.id, language=language, form=form)
    sheet = asked.defer("content").order_by("-id").first()
    if sheet is None:
        raise NotFound(f"{language}, {form}")
    return _progress(run, sheet)


def _progress(run: Run, sheet: PreparedSheet | None) -> SheetProgress:
    until = (sheet.finished_at if sheet else None) or timezone.now()
    since = sheet.requested_at if sheet else until
    return SheetProgress(
        state=sheet.state if sheet else "ready",
        is_over=sheet is None or sheet.state not in SHEET_ACTIVE,
        seconds=max(0.0, (until - since).total_seconds()),
        lines=run.rows_total,
    )

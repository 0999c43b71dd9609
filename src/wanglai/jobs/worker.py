"""The worker's two loops: jobs from the queue, and what lost its worker."""

from __future__ import annotations

import os
import threading

import structlog
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from wanglai.services.bank.life import stalled_bank_files, try_bank_file_again
from wanglai.services.cash.run_life import stalled_cash_runs, try_cash_run_again
from wanglai.services.exports.archive_life import stalled_archives, try_archive_again
from wanglai.services.imports.life import stalled_imports, try_import_again
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.run_life import stalled_runs, try_again
from wanglai.services.reconciliation.sheet_life import stalled_sheets, try_sheet_again
from wanglai.services.statements.run_life import stalled_statement_runs, try_statement_run_again

log = structlog.get_logger("wanglai.jobs")

_LOOK_EVERY_SECONDS = 3.0
_GRACE_SECONDS = 2.0


def work() -> None:
    """Take jobs until a signal says stop; a run under way then gets two seconds, and is repeated later."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        worker_app.run_worker(
            queues=[QUEUE],
            name=f"wanglai-{os.getpid()}",
            concurrency=max(1, settings.WORKERS),
            fetch_job_polling_interval=1.0,
            shutdown_graceful_timeout=_GRACE_SECONDS,
            delete_jobs="successful",
        )


def look_after_runs(stopping: threading.Event) -> None:
    """Every three seconds: a run, a sheet, an archive or an import that is not over and shows no life goes back to the queue."""
    while not stopping.wait(_LOOK_EVERY_SECONDS):
        try:
            for run_id in stalled_runs():
                log.warning("run without a worker", run=run_id)
                try_again(run_id)
            for sheet_id in stalled_sheets():
                log.warning("sheet without a worker", sheet=sheet_id)
                try_sheet_again(sheet_id)
            for archive_id in stalled_archives():
                log.warning("archive without a worker", archive=archive_id)
                try_archive_again(archive_id)
            for import_id in stalled_imports():
                log.warning("import without a worker", file_import=import_id)
                try_import_again(import_id)
            for file_id in stalled_bank_files():
                log.warning("bank file without a worker", bank_file=file_id)
                try_bank_file_again(file_id)
            for run_id in stalled_cash_runs():
                log.warning("run of cash application without a worker", run=run_id)
                try_cash_run_again(run_id)
            for run_id in stalled_statement_runs():
                log.warning("run of statements without a worker", run=run_id)
                try_statement_run_again(run_id)
        except Exception:
            log.exception("looking after stalled runs failed")
            connection.close()

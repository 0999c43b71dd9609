"""Jobs by name; each is handed over to a service and may be run any number of times."""

from __future__ import annotations

from procrastinate.contrib.django import app

from wanglai.jobs.run_process import watch_run
from wanglai.jobs.sheet_process import watch_sheet
from wanglai.services.reconciliation.queue import JOB, QUEUE
from wanglai.services.reconciliation.sheet_life import SHEET_JOB


@app.task(name=JOB, queue=QUEUE)
def reconcile(run_id: int) -> None:
    """Perform a run in a process of its own and watch it to its end."""
    watch_run(run_id)


@app.task(name=SHEET_JOB, queue=QUEUE)
def prepare_sheet(sheet_id: int) -> None:
    """Make a difference sheet in a process of its own and watch it to its end."""
    watch_sheet(sheet_id)

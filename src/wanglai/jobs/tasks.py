"""Jobs by name; each is handed over to a service and may be run any number of times."""

from __future__ import annotations

from procrastinate.contrib.django import app

from wanglai.jobs.run_process import watch_run
from wanglai.services.reconciliation.queue import JOB, QUEUE


@app.task(name=JOB, queue=QUEUE)
def reconcile(run_id: int) -> None:
    """Perform a run in a process of its own and watch it to its end."""
    watch_run(run_id)

"""A run in a process of its own: it can be stopped at once, and its memory ends with it.

The worker only watches: it beats for the run every second, ends it when a person cancels or the time limit
passes, and gives it another chance when the process dies.
"""

from __future__ import annotations

from wanglai.jobs.process import watch
from wanglai.services.reconciliation.run_life import TOO_LONG, beat, end_run, try_again


def watch_run(run_id: int) -> None:
    """Start the run's process and stay until the run is over or back in the queue."""
    watch(
        "run",
        run_id,
        beats=beat,
        cancelled=lambda run: end_run(run, "cancelled"),
        late=lambda run: end_run(run, "failed", TOO_LONG),
        again=try_again,
    )

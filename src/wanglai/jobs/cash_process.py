"""A run of cash application in a process of its own: stopped at once, tried again when it dies."""

from __future__ import annotations

from wanglai.jobs.process import watch
from wanglai.services.cash.run_life import (
    beat_cash_run,
    cash_run_took_too_long,
    try_cash_run_again,
)


def watch_cash_run(run_id: int) -> None:
    """Start the run's process and stay until it is over or back in the queue."""
    watch(
        "cash", run_id, beats=beat_cash_run, late=cash_run_took_too_long, again=try_cash_run_again
    )

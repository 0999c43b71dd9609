"""A run of statements in a process of its own: stopped at once, gone on with when it dies."""

from __future__ import annotations

from wanglai.jobs.process import watch
from wanglai.services.statements.run_life import (
    beat_statement_run,
    statement_run_took_too_long,
    try_statement_run_again,
)


def watch_statement_run(run_id: int) -> None:
    """Start the run's process and stay until it is over or back in the queue."""
    watch(
        "statements", run_id, beats=beat_statement_run, late=statement_run_took_too_long,
        again=try_statement_run_again,
    )  # fmt: skip

"""The worker as a real process on a real queue: it finishes runs, survives kill -9, and stops when a person says so."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from django.db import connection

from tests.books import OURS, THEIRS, Books
from wanglai.services.reconciliation.cancel_run import NothingIsRunning, cancel_run
from wanglai.services.reconciliation.perform_run import perform_run
from wanglai.services.reconciliation.queries import run_progress
from wanglai.services.reconciliation.rerun import rerun
from wanglai.store.models import Event, LedgerLine, ResultRow, Run

pytestmark = pytest.mark.database
PATIENCE_SECONDS = 90


def address() -> str:
    """The test database as another process reaches it."""
    there = connection.settings_dict
    parts = {
        "host": there["HOST"],
        "port": there["PORT"],
        "user": there["USER"],
        "password": there["PASSWORD"],
    }
    words = [f"{name}={value}" for name, value in parts.items() if value]
    return " ".join([*words, f"dbname={there['NAME']}"])


@contextlib.contextmanager
def worker(**environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """``python -m wanglai.jobs`` on the test database; killed with all it started when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "wanglai.jobs"],
        env={**os.environ, "DATABASE_URL": address(), **environment},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill_tree(process.pid)
        process.wait()


def kill_tree(pid: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        for each in [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()


def until(is_so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end, f"still not after {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.05)


def state(books: Books) -> str:
    return run_progress(**books.here()).state


def long_pair(lines: int) -> tuple[str, str]:
    """Ledgers long enough that a test can interfere while they are worked on."""
    ours = ["日期,单据号,摘要,借方,贷方"]
    theirs = ["Date,Reference,Description,Debit,Credit"]
    for number in range(1, lines + 1):
        day, amount = (
            f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}",
            f"{1000 + number * 7 % 9973}.{number % 100:02d}",
        )
        ours.append(f"{day},XS{number:07d},销售,{amount},")
        theirs.append(f"{day},XS{number:07d},Purchase,,{amount}")
    return "\n".join(ours) + "\n", "\n".join(theirs) + "\n"


def test_the_worker_finishes_what_was_queued_and_tells_how_far_it_is(
    committed_books: Books,
) -> None:
    books = committed_books
    books.start(*long_pair(4_000))
    seen = set()
    with worker():
        until(
            lambda: seen.add(run_progress(**books.here()).stage) or state(books) == "done", "done"
        )
    progress = run_progress(**books.here())
    seen.add(progress.stage)
    assert (progress.rows_done, progress.rows_total, progress.percent) == (8_000, 8_000, 100)
    assert {"reading", "finished"} <= seen
    assert LedgerLine.objects.count() == 8_000
    assert books.page().totals.unexplained.is_zero  # type: ignore[union-attr]


def test_a_run_whose_worker_was_killed_is_finished_by_the_next(committed_books: Books) -> None:
    """kill -9 of the worker takes the run's process with it; the run goes back to the queue and ends once."""
    books = committed_books
    books.start(*long_pair(20_000))
    with worker() as first:
        until(lambda: state(books) in ("reading", "matching"), "the first worker has it")
        inner = psutil.Process(first.pid).children()
        assert inner, "the run has no process of its own"
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        until(
            lambda: not any(each.is_running() and each.status() != "zombie" for each in inner),
            "its child died too",
        )
    assert state(books) in ("reading", "matching")
    assert not ResultRow.objects.exists()
    with worker():
        until(lambda: state(books) == "done", "the second worker finished it")
    run = Run.objects.get()
    assert run.attempts == 2
    assert LedgerLine.objects.count() == 40_000
    assert Event.objects.filter(kind="run_finished").count() == 1


def test_a_run_whose_process_dies_is_tried_again_and_then_fails_with_a_next_step(
    committed_books: Books,
) -> None:
    books = committed_books
    books.start(*long_pair(20_000))

    def kill_the_run() -> None:
        children = psutil.Process(first.pid).children()
        for child in children:
            child.kill()

    with worker() as first:
        for attempt in (1, 2, 3):
            until(lambda: Run.objects.get().attempts == attempt, f"attempt {attempt}")  # noqa: B023
            kill_the_run()
        until(lambda: state(books) == "failed", "failed after the third attempt")
    refusal = run_progress(**books.here()).refusal
    assert refusal is not None
    assert refusal.code == "run.crashed"
    assert refusal.remedy.zh
    assert refusal.remedy.en
    assert not ResultRow.objects.exists()


def test_a_working_run_is_cancelled_and_leaves_nothing(
    committed_books: Books,
) -> None:
    books = committed_books
    books.start(*long_pair(20_000))
    with worker() as process:
        until(lambda: state(books) in ("reading", "matching"), "it works")
        inner = psutil.Process(process.pid).children(recursive=True)
        cancel_run(**books.here())
        until(lambda: state(books) == "cancelled", "cancelled")
        until(
            lambda: not any(each.is_running() and each.status() != "zombie" for each in inner),
            "all ended",
        )
        assert not ResultRow.objects.exists()
        assert not LedgerLine.objects.exists()
        rerun(**books.here())
        until(lambda: state(books) == "done", "and it can be run again")


def test_a_run_past_its_time_limit_is_stopped_and_says_so(committed_books: Books) -> None:
    books = committed_books
    books.start(*long_pair(20_000))
    with worker(WANGLAI_RUN_SECONDS_MAX="1"):
        until(lambda: state(books) == "failed", "stopped")
    refusal = run_progress(**books.here()).refusal
    assert refusal is not None
    assert refusal.code == "run.too_long"


def test_a_waiting_run_is_cancelled_at_once(books: Books) -> None:
    books.start()
    cancel_run(**books.here("FM"))
    assert state(books) == "cancelled"
    perform_run(Run.objects.get().id)
    assert state(books) == "cancelled", "a cancelled run was worked on"
    with pytest.raises(NothingIsRunning):
        cancel_run(**books.here())


def test_the_same_job_twice_stores_one_result(books: Books) -> None:
    books.start()
    run = books.work()
    rows, lines = ResultRow.objects.count(), LedgerLine.objects.count()
    perform_run(run.id)
    assert (ResultRow.objects.count(), LedgerLine.objects.count()) == (rows, lines)
    assert Event.objects.filter(kind="run_finished").count() == 1


def test_a_refused_file_ends_the_run_with_its_reason_and_the_way_out(books: Books) -> None:
    books.start(OURS, "这不是账\n")
    run = books.work()
    assert run.state == "refused"
    refusal = run_progress(**books.here()).refusal
    assert refusal is not None
    assert refusal.code
    assert refusal.reason.zh != refusal.reason.en
    assert not ResultRow.objects.exists()
    rerun(**books.here())
    assert books.work().state == "refused"


def test_a_stolen_run_is_not_stored_by_the_one_it_was_stolen_from(books: Books) -> None:
    from wanglai.services.reconciliation import perform_run as performing

    books.start(OURS, THEIRS)
    real = performing.store_result

    def stolen(run: Run, *args: object, **named: object) -> None:
        Run.objects.filter(id=run.id).update(attempts=run.attempts + 1)
        real(run, *args, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(performing, "store_result", stolen)
        perform_run(Run.objects.get().id)
    assert state(books) == "storing"
    assert not ResultRow.objects.exists()

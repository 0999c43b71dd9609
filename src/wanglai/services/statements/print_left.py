"""Statements that were issued and have no file yet: whoever died or was stopped between the seal and the press left them behind.

A statement is set from its own words, so it is the same paper whenever it is pressed. Nothing is held while the press works.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby

from django.db import transaction
from django.db.models import Count, F
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from wanglai.formats.papers.statement import statement_pdf
from wanglai.services.ledger.book import Who, known_act
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.statements.issuing import kept_prints
from wanglai.store.models import Statement, StatementFile, StatementRun, StatementRunItem

PRINT_JOB = "print_statements_left"
AT_ONCE = 50
ORIGIN_OF_RUNS = "statement run"
ORIGIN = "print what is left"


def print_statements_left(company_id: int) -> int:
    """Print and keep what a company issued and nobody printed; how many. Safe to call any number of times, by several at once."""
    left = Statement.objects.filter(company_id=company_id, statementfile=None).order_by("run_id", "id")  # fmt: skip
    count = 0
    for run_id, of_run in groupby(left.values_list("run_id", "id"), key=lambda row: row[0]):
        ids = [id_ for _, id_ in of_run]
        run = StatementRun.objects.filter(id=run_id).first()
        for at in range(0, len(ids), AT_ONCE):
            statements = list(Statement.objects.filter(id__in=ids[at : at + AT_ONCE]).order_by("id"))  # fmt: skip
            count += press(_who(run, statements[0]), statements)
    return count


def press(who: Who, statements: Sequence[Statement]) -> int:
    """Print some and keep them; how many were not kept before."""
    return keep_papers(who, [(each, statement_pdf(each.body)) for each in statements])


@transaction.atomic
def keep_papers(who: Who, papers: Sequence[tuple[Statement, bytes]]) -> int:
    """Keep what came from the press, each once, and say so in the runs they are of; how many were not kept before."""
    if not papers:
        return 0
    known_act(
        papers[0][0].company_id, "", b""
    )  # takes the book: nobody keeps the same paper beside us
    ids = [statement.id for statement, _ in papers]
    kept = set(StatementFile.objects.filter(statement_id__in=ids).values_list("statement_id", flat=True))  # fmt: skip
    new = [(statement, content) for statement, content in papers if statement.id not in kept]
    kept_prints(who, new)
    items = StatementRunItem.objects.filter(
        statement_id__in=[statement.id for statement, _ in new], state="issued"
    )
    counts = items.values_list("run_id").annotate(Count("id")).order_by("run_id")
    for run_id, count in list(counts):
        StatementRun.objects.filter(id=run_id).update(printed=F("printed") + count)
    items.update(state="printed")
    return len(new)


def have_left_printed(company_id: int, *, in_seconds: int = 0) -> None:
    """Let the worker print what is left, once however often it is asked."""
    job = app.configure_task(
        PRINT_JOB, queue=QUEUE, queueing_lock=f"{PRINT_JOB} {company_id}",
        schedule_in={"seconds": in_seconds} if in_seconds else None,
    )  # fmt: skip
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(company_id=company_id)


def _who(run: StatementRun | None, statement: Statement) -> Who:
    """In whose name it is kept: of those who asked for the run and agreed to it, else of who issued it."""
    if run is None:
        return Who(statement.issued_by_id, ORIGIN)
    return Who(run.asked_by_id, ORIGIN_OF_RUNS, run.agreed_by_id)

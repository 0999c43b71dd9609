"""Every proposal of one status made at a person's word: asked on the page, done by the worker chunk by chunk, stopped at any time."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from wanglai.services.access.scope import admit
from wanglai.services.cash.booking import book_in_chunks
from wanglai.services.cash.refusals import ProposalsAreOthers
from wanglai.services.cash.rows import Acceptable
from wanglai.services.cash.run_life import fail_cash_run, look_again, queue_cash_run, tell
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import BankFile, CashProposal, CashRun
from wanglai.store.models.cash import ACCEPTED_STATUSES

ORIGIN = "accepted together"


def acceptable(*, company_id: int, actor: int, status: str) -> Acceptable | None:
    """How many proposals of a status one word would make, and the newest of them; None where such are looked at one by one.

    Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    if status not in ACCEPTED_STATUSES:
        return None
    count, newest = (
        _open(company_id, status).aggregate(count=Count("id"), newest=Max("id")).values()
    )
    return Acceptable(status, count, newest) if count else None


@transaction.atomic
def start_accepting(
    *, company_id: int, actor: int, status: str, newest: int, waits_for_worker: bool = True
) -> int:
    """Have every open proposal of a status made, up to the ``newest`` that was shown; the run's id.

    Where the machine looked again since, its proposals are others and nothing is begun. Lines of a file the person brought in stay.
    Refuses, in order: NotFound, NotPermitted, ProposalsAreOthers, RunIsAtWork.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    wanted = _open(company_id, status).filter(id__lte=newest)
    if status not in ACCEPTED_STATUSES or not wanted.exists():
        raise ProposalsAreOthers(status)
    return queue_cash_run(
        company_id, actor, waits_for_worker=waits_for_worker, accepts=status, accepts_through=newest, lines=wanted.count()
    )  # fmt: skip


def accept_for(run: CashRun) -> None:
    """Do what was asked for; begun again after its worker died, it goes on with what is still open."""
    asked_by, newest = run.asked_by_id, run.accepts_through
    assert asked_by is not None, "by a constraint"
    try:
        admit(company_id=run.company_id, actor=asked_by, act="apply_cash")
    except UnableTo as refusal:  # the role was taken away since
        fail_cash_run(run.id, refusal.why.zh, refusal.why.en)
        return
    if tell(run.id, state="booking"):
        wanted = _open(run.company_id, run.accepts).filter(id__lte=newest)
        book_in_chunks(run, Who(asked_by, ORIGIN), wanted)


def look_at_what_came_meanwhile(run: CashRun) -> None:
    """Files taken while the machine was busy with somebody's word could not ask it to look."""
    if BankFile.objects.filter(company_id=run.company_id, finished_at__gte=run.asked_at).exists():
        look_again(run.company_id)


def _open(company_id: int, status: str) -> QuerySet[CashProposal]:
    return CashProposal.objects.filter(company_id=company_id, state="open", status=status)

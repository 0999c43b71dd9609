"""The header of one reconciliation: the proof, the bridge, the counts, how both files were read."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from tieout.decisions import DIFFERENCE_CLASSES
from wanglai.services.access.policy import acts_of
from wanglai.services.access.scope import admit_to_rows, reconciliation_within
from wanglai.services.reconciliation.deciding import result_run
from wanglai.services.reconciliation.live_decisions import live_decisions, overlay_of
from wanglai.services.reconciliation.notes import live_notes
from wanglai.services.reconciliation.rows import (
    Amount,
    BridgeStep,
    Counts,
    ReconciliationPage,
    Totals,
)
from wanglai.services.reconciliation.show_book_side import book_side_row
from wanglai.services.reconciliation.show_reading import reading_row, seen_by
from wanglai.services.reconciliation.show_run import newest_run, progress_of
from wanglai.services.reconciliation.standing import with_decisions
from wanglai.services.reconciliation.summary import Summary
from wanglai.services.reconciliation.words import class_words
from wanglai.store.models import Customer, LedgerLine, Run, Standing, User


def reconciliation_page(
    *, company_id: int, actor: int, reconciliation_id: int
) -> ReconciliationPage:
    """Header, both readings, totals, bridge and counts; they come from the newest finished run."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_reconciliation")
    roles = sight.roles
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, sight=sight
    )
    run = result_run(found.id)
    now = _summary_now(found.id, run) if run else None
    return ReconciliationPage(
        id=found.id,
        number=found.number,
        title=found.title,
        customer_id=found.customer_id,
        customer_name=Customer.objects.values_list("name", flat=True).get(id=found.customer_id),
        currency=run.currency if run else None,
        created_at=found.created_at,
        created_by=User.objects.get(id=found.created_by_id).get_full_name(),
        run=progress_of(newest_run(company_id, found.id), sight),
        ours_file=found.ours_name,
        theirs_file=found.theirs_name,
        ours=seen_by(sight, reading_row(found, run, "ours")) if run else None,
        theirs=seen_by(sight, reading_row(found, run, "theirs")) if run else None,
        totals=_totals(run) if run else None,
        bridge=_bridge(now, run.currency) if run and now else (),
        counts=counts_of(now) if now else None,
        decisions=len(live_decisions(found.id)),
        notes=live_notes(found.id).count(),
        ruleset=run.ruleset if run else "",
        engine_version=run.engine_version if run else "",
        acts=acts_of(*roles),
        book=book_side_row(found.id, run),
    )


def waiting_of(reconciliation_id: int, run: Run) -> int:
    """Suggested and ambiguous groups that no person has decided about."""
    counts = counts_of(_summary_now(reconciliation_id, run))
    return counts.suggested + counts.ambiguous


def _summary_now(reconciliation_id: int, run: Run) -> Summary:
    stored = Standing.objects.values_list("summary", flat=True).get(
        reconciliation_id=reconciliation_id
    )
    return with_decisions(
        Summary.from_stored(stored), run.id, overlay_of(reconciliation_id, run.id)
    )


def _totals(run: Run) -> Totals:
    def amount(minor: int | None) -> Amount:
        assert minor is not None, "a done run has its proof"
        return Amount(minor, run.currency)

    return Totals(
        ours=amount(run.ours_balance),
        theirs=amount(run.theirs_balance),
        gap=amount(run.gap),
        explained=amount(run.explained),
        unexplained=amount(run.unexplained),
        ours_as_of=_last_day(run, "ours"),
        theirs_as_of=_last_day(run, "theirs"),
    )


def _last_day(run: Run, side: str) -> date | None:
    """The day up to which one side's ledger speaks: that of its last line."""
    lines = LedgerLine.objects.filter(run_id=run.id, side=side)
    last: date | None = lines.aggregate(last=Max("date"))["last"]
    return last


def _bridge(now: Summary, currency: str) -> tuple[BridgeStep, ...]:
    """Classes that occur, in the house's order; their amounts add up to the gap explained."""
    return tuple(
        BridgeStep(
            name, class_words(name), Amount(now.classes[name][1], currency), now.classes[name][0]
        )
        for name in DIFFERENCE_CLASSES
        if name in now.classes and now.classes[name][0]
    )


def counts_of(now: Summary) -> Counts:
    """Rows by what a person has to do with them."""
    suggested, ambiguous = now.of(status="suggested"), now.of(status="ambiguous")
    ours, theirs = now.of(kind="unmatched_ours"), now.of(kind="unmatched_theirs")
    return Counts(
        agreed=now.plain,
        agreed_with_difference=now.of(status="auto") - now.plain,
        suggested=suggested,
        ambiguous=ambiguous,
        by_hand=now.of(status="accepted") + now.of(status="relinked"),
        unmatched_ours=ours,
        unmatched_theirs=theirs,
        other_differences=now.of(kind="other"),
        waiting=suggested + ambiguous + ours + theirs,
        total=now.of(),
    )

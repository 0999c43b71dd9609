"""The result: the proof, the bridge, and the three columns with their evidence."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanglai.services.reconciliation.queries import (
    reconciliation_page,
    result_row,
    result_rows,
)
from wanglai.services.reconciliation.rows import Counts, ReconciliationPage
from wanglai.web.parts.door import Visit, looks
from wanglai.web.reconciliation.bridge import bridge_steps
from wanglai.web.reconciliation.correcting import forms_of
from wanglai.web.reconciliation.forms import ROWS_SHOWN, RowsFilter
from wanglai.web.reconciliation.orders import ROW_ORDERS


@dataclass(frozen=True)
class Tab:
    key: str
    words: object
    count: int


def tabs_of(counts: Counts) -> tuple[Tab, ...]:
    """The tabs over the three columns, each with its number of rows."""
    return (
        Tab("all", _("All"), counts.total),
        Tab("waiting", _("To be decided"), counts.waiting),
        Tab("suggested", _("Suggested"), counts.suggested),
        Tab("ambiguous", _("Ambiguous"), counts.ambiguous),
        Tab("ours", _("Only ours"), counts.unmatched_ours),
        Tab("theirs", _("Only theirs"), counts.unmatched_theirs),
        Tab(
            "matched", _("Matched"), counts.agreed + counts.agreed_with_difference + counts.by_hand
        ),
    )


@looks
def page(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Progress while it runs, the refusal where it was refused, else the result."""
    shown = reconciliation_page(**visit.scope, reconciliation_id=pk)
    if not shown.run.is_over:
        return render(
            request, "reconciliation/progress.html", {"page": shown, "run": shown.run, "pk": pk}
        )
    wants_last = "last" in request.GET
    if shown.totals is None or shown.counts is None or not (shown.run.is_done or wants_last):
        return _stopped(request, visit, shown)
    wanted = RowsFilter(request.GET).wanted()
    found = result_rows(
        **visit.scope, reconciliation_id=pk, **wanted.as_arguments(), limit=wanted.shown
    )
    context = {
        "page": shown,
        "found": found,
        "wanted": wanted,
        "tabs": tabs_of(shown.counts),
        "orders": ROW_ORDERS.offered(wanted.order),
        "bridge": bridge_steps(shown),
    }
    return render(request, "reconciliation/result.html", context)


def _stopped(request: HttpRequest, visit: Visit, shown: ReconciliationPage) -> HttpResponse:
    """Refused, failed or stopped: what was found, what to do, and the form that decides it."""
    corrections = forms_of(shown) if "correct_reading" in shown.acts else ()
    context = {
        "page": shown,
        "run": shown.run,
        "refusal": shown.run.refusal,
        "corrections": corrections,
    }
    return render(request, "reconciliation/stopped.html", context)


@looks
def rows(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The next part of the rows that fit the filters."""
    wanted = RowsFilter(request.GET).wanted()
    found = result_rows(
        **visit.scope, reconciliation_id=pk, **wanted.as_arguments(), limit=ROWS_SHOWN
    )
    context = {"page": _place(visit, pk), "found": found, "wanted": wanted}
    return render(request, "reconciliation/rows_more.html", context)


@looks
def detail(request: HttpRequest, visit: Visit, pk: int, row_id: str) -> HttpResponse:
    """One row whole: evidence, alternatives, nearest candidate, notes."""
    row = result_row(**visit.scope, reconciliation_id=pk, row_id=row_id)
    return render(request, "reconciliation/detail.html", {"row": row, "page": _place(visit, pk)})


@dataclass(frozen=True)
class Place:
    """What pieces of the page need to know of the whole: no query for it."""

    id: int
    acts: frozenset[str]


def _place(visit: Visit, pk: int) -> Place:
    return Place(pk, visit.company.acts)

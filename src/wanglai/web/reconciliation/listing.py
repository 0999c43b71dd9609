"""The list of reconciliations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanglai.services.demo.queries import demo_pairs
from wanglai.services.exports.reconciliations import reconciliations_table
from wanglai.services.reconciliation.queries import list_reconciliations
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken
from wanglai.web.reconciliation.forms import ListFilter
from wanglai.web.reconciliation.orders import LIST_ORDERS

PAGE_ROWS = 50
STATES = (
    ("", _("All")),
    ("waiting", _("To be decided")),
    ("agreed", _("Nothing open")),
    ("running", _("Running")),
    ("refused", _("Refused")),
    ("failed", _("Failed")),
    ("cancelled", _("Stopped")),
)


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Newest first, or in the order, search and state that stand in the address."""
    wanted = ListFilter(request.GET).wanted()
    found = list_reconciliations(
        **visit.scope,
        search=wanted.search,
        status=wanted.status,
        order=wanted.order,
        after=wanted.after,
        limit=PAGE_ROWS,
    )
    is_filtered = bool(wanted.search or wanted.status or wanted.after)
    may_start = "start_demo_reconciliation" in visit.company.acts
    pairs = demo_pairs(**visit.scope) if visit.company.is_demo and may_start else ()
    return render(
        request,
        "reconciliation/list.html",
        {
            "section": "list",
            "found": found,
            "states": STATES,
            "wanted": wanted,
            "orders": LIST_ORDERS.offered(wanted.order),
            "is_filtered": is_filtered,
            "demo_pairs": pairs,
        },
    )


@looks
def list_sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every reconciliation that fits, to take away."""
    wanted = ListFilter(request.GET).wanted()
    table = reconciliations_table(
        **visit.scope, search=wanted.search, status=wanted.status, order=wanted.order
    )
    return taken(table, language, form)

"""What happened to a reconciliation, newest first, with what can still be undone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.reconciliation.queries import reconciliation_page, timeline
from wanglai.web.parts.door import Visit, looks


@looks
def history(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Runs, decisions, undone decisions and notes."""
    shown = {
        "page": reconciliation_page(**visit.scope, reconciliation_id=pk),
        "happened": timeline(**visit.scope, reconciliation_id=pk),
    }
    return render(request, "reconciliation/history.html", shown)

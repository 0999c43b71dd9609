"""What happened to a reconciliation, newest first, with what can still be undone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.reconciliation.queries import notes_of, reconciliation_page, timeline
from wanglai.web.parts.door import Visit, looks
from wanglai.web.reconciliation.forms import NotesFilter


@looks
def history(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Runs, decisions, undone decisions and notes."""
    shown = {
        "page": reconciliation_page(**visit.scope, reconciliation_id=pk),
        "happened": timeline(**visit.scope, reconciliation_id=pk),
    }
    return render(request, "reconciliation/history.html", shown)


@looks
def notes(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Every note, on lines and on the whole, and a field to write one."""
    wanted = NotesFilter(request.GET)
    after = wanted.cleaned_data.get("after") if wanted.is_valid() else None
    shown = {
        "page": reconciliation_page(**visit.scope, reconciliation_id=pk),
        "found": notes_of(**visit.scope, reconciliation_id=pk, after=after),
        "after": after,
    }
    return render(request, "reconciliation/notes.html", shown)

"""A file is handed in, and read again the way a person says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wanglai.services.imports.kinds import KINDS
from wanglai.services.imports.read_again import read_again
from wanglai.services.imports.start_import import start_import
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.imports.forms import ENDINGS, ReadingForm, uploads_of
from wanglai.web.imports.pages import shown_import
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.door import Visit, acts, is_fragment, looks_and_acts
from wanglai.web.parts.refusing import leave_to_the_door


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose what the file holds, and hand it in."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    if request.method != "POST":
        return _form(request, visit, request.GET.get("kind", ""))
    kind = request.POST.get("kind", "")
    try:
        made = start_import(**visit.scope, kind=kind, uploads=uploads_of(request))
    except Refusal as refusal:
        return _form(request, visit, kind, refusal=refusal)
    address = reverse("imports:page", args=[made])
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _form(
    request: HttpRequest, visit: Visit, kind: str, *, refusal: Refusal | None = None
) -> HttpResponse:
    kinds = [each for each in KINDS.values() if each.act in visit.company.acts]
    usual = "invoices" if KINDS["invoices"] in kinds else kinds[0].key
    shown = {
        "section": "book",
        "part": "imports",
        "kinds": kinds,
        "chosen": kind or usual,
        "endings": ENDINGS,
        "refusal": refusal,
    }
    return render(
        request, "imports/new.html", shown, status=http_status(refusal) if refusal else 200
    )


@acts
def read(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """The same file once more, by the columns and marks of the form."""
    try:
        options = ReadingForm(request.POST).options()
        read_again(**visit.scope, import_id=import_id, options=options)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_import(request, visit, import_id, refusal=refusal)
    return redirect("imports:page", import_id)

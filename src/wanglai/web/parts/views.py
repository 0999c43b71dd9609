"""Views of the frame itself: the way in, the choice of company."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wanglai.web.parts.door import COMPANY_KEY, Visit, acts, looks

FIRST_PAGES = (
    ("list_reconciliations", "reconciliation:list"),
    ("view_ledger", "ledger:customers"),
    ("view_bank", "bank:list"),
    ("view_people", "people:list"),
)


@looks
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The first page the person's roles open; some roles have none yet."""
    for act, page in FIRST_PAGES:
        if act in visit.company.acts:
            return redirect(page)
    return render(request, "parts/no_pages.html")


@acts
def choose_company(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Works in another of the person's companies from now on; a foreign one is as if absent."""
    wanted = request.POST.get("company", "")
    if wanted not in {str(company.id) for company in visit.companies}:
        raise Http404
    request.session[COMPANY_KEY] = int(wanted)
    return redirect("home")

"""Views of the frame itself: the way in, the choice of company."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from wanglai.web.parts.door import COMPANY_KEY, Visit, acts, looks


@looks
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The first page is the list of reconciliations."""
    return redirect("reconciliation:list")


@acts
def choose_company(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Works in another of the person's companies from now on; a foreign one is as if absent."""
    wanted = request.POST.get("company", "")
    if wanted not in {str(company.id) for company in visit.companies}:
        raise Http404
    request.session[COMPANY_KEY] = int(wanted)
    return redirect("reconciliation:list")

"""A new case: for which customer, and what it is called."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.procedures.cases import open_case
from wanglai.services.procedures.queries import procedure_page
from wanglai.services.reconciliation.queries import customers
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form, and the case it opens."""
    if request.method != "POST":
        return _shown(request, visit)
    key = words_of(request.POST.get("key", ""), 100) or uuid.uuid4().hex
    try:
        made = open_case(
            **visit.scope, origin=origin_of(request), key=key, title=words_of(request.POST.get("title", ""), 200),
            customer_id=number_of(request.POST.get("customer", "")) or 0,
            reconciliation_id=number_of(request.POST.get("reconciliation", "")),
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The case is open; its first step waits."))
    return redirect("procedures:case", made)


def _shown(request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "cases",
        "procedure": procedure_page(**visit.scope).version,
        "customers": customers(**visit.scope, limit=500),
        "customer": number_of(said.get("customer", "")),
        "title": said.get("title", ""),
        "reconciliation": said.get("reconciliation", ""),
        "key": said.get("key") or uuid.uuid4().hex,
        "refusal": refusal,
    }
    return render(request, "procedures/new.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip

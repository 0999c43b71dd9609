"""A new reconciliation: two files of one customer, or one click on a demo customer."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wanglai.services.demo.start_demo_reconciliation import start_demo_reconciliation
from wanglai.services.reconciliation.queries import customers
from wanglai.services.reconciliation.start_reconciliation import start_reconciliation
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.door import Visit, acts, is_fragment, looks_and_acts
from wanglai.web.reconciliation.forms import ENDINGS, NewReconciliation


def _show(
    request: HttpRequest, visit: Visit, form: NewReconciliation, *, refusal: Refusal | None = None
) -> HttpResponse:
    shown = {
        "section": "new",
        "form": form,
        "refusal": refusal,
        "customers": customers(**visit.scope, limit=200),
        "endings": ENDINGS,
    }
    status = 200
    if form.errors:
        status = 422
    if refusal:
        status = http_status(refusal)
    return render(request, "reconciliation/new.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form, and the reconciliation it starts."""
    if request.method != "POST":
        first = {"idempotency_key": uuid.uuid4().hex, "customer_name": request.GET.get("customer")}
        return _show(request, visit, NewReconciliation(initial=first))
    form = NewReconciliation(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, visit, form)
    try:
        started = start_reconciliation(**visit.scope, **form.as_arguments())
    except Refusal as refusal:
        return _show(request, visit, form, refusal=refusal)
    address = reverse("reconciliation:page", args=[started])
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


@acts
def demo(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """One click reconciles a customer of the demo."""
    started = start_demo_reconciliation(**visit.scope, key=key)
    return redirect("reconciliation:page", started)

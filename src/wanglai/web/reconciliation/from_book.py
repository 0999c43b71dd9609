"""A new reconciliation against the book: the customer's file alone."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wanglai.services.customers.named import named_customer
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.reconciliation.queries import customers
from wanglai.services.reconciliation.show_book_side import preset_of_book
from wanglai.services.reconciliation.start_from_book import start_from_book
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import number_of
from wanglai.web.parts.door import Visit, is_fragment, looks_and_acts
from wanglai.web.reconciliation.forms import ENDINGS, FromBook


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form, filled with the last period told or closed, and the reconciliation it starts."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    if request.method != "POST":
        preset = preset_of_book(**visit.scope, customer_id=number_of(request.GET.get("customer", "")))  # fmt: skip
        first = {
            "customer_name": preset.customer, "currency": preset.currency, "from_on": preset.from_on.isoformat(),
            "through_on": preset.through_on.isoformat(), "idempotency_key": uuid.uuid4().hex,
        }  # fmt: skip
        return _show(request, visit, FromBook(initial=first))
    form = FromBook(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, visit, form)
    try:
        customer_id = named_customer(**visit.scope, name=form.cleaned_data["customer_name"])
        assert customer_id is not None, "the form wants a name"
        started = start_from_book(**visit.scope, customer_id=customer_id, **form.as_arguments())
    except Refusal as refusal:
        return _show(request, visit, form, refusal=refusal)
    address = reverse("reconciliation:page", args=[started])
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _show(request: HttpRequest, visit: Visit, form: FromBook, *, refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    shown = {
        "section": "new",
        "form": form,
        "refusal": refusal,
        "customers": customers(**visit.scope, limit=200),
        "endings": ENDINGS,
    }
    status = http_status(refusal) if refusal else 422 if form.errors else 200
    return render(request, "reconciliation/from_book.html", shown, status=status)

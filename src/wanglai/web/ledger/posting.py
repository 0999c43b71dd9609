"""A new document: filled in, looked at as an entry, posted."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.domain.ledger import Document
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.ledger.asked_document import as_asked
from wanglai.services.ledger.name_customer import add_customer, customer_named
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.preview_document import PreviewLine, preview_document
from wanglai.services.ledger.show_customers import BookState, book_state
from wanglai.services.reconciliation.queries import customers
from wanglai.services.refusals import NotPermitted, Refusal, http_status
from wanglai.web.ledger.customers import no_book
from wanglai.web.ledger.forms import NewDocument
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.waiting import waits_for_another


def _show(
    request: HttpRequest, visit: Visit, state: BookState, form: NewDocument, *,
    refusal: Refusal | None = None, lines: tuple[PreviewLine, ...] = (),
) -> HttpResponse:  # fmt: skip
    shown = {
        "section": "book",
        "part": "new",
        "state": state,
        "form": form,
        "refusal": refusal,
        "lines": lines,
        "seen": form.print_of() if lines else "",
        "customers": customers(**visit.scope, limit=200),
    }
    status = http_status(refusal) if refusal else 422 if form.errors else 200
    return render(request, "ledger/new.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; its first button shows the entry, its second posts what was shown or asks for another's word."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    if "post_document" not in visit.company.acts:
        raise NotPermitted("post_document")
    if request.method != "POST":
        return _show(request, visit, state, NewDocument(initial=_first(request, state)))
    form = NewDocument(request.POST)
    if not form.is_valid():
        return _show(request, visit, state, form)
    customer_id = _customer(visit, form)
    if customer_id is None:
        form.add_error("customer_name", _("There is no customer of this name."))
        return _show(request, visit, state, form)
    document = form.document(customer_id)
    is_seen = request.POST.get("seen") == form.print_of()
    try:
        if request.POST.get("step") == "post" and is_seen:
            posted = post_document(
                **visit.scope, origin=origin_of(request), document=document, key=form.cleaned_data["key"]
            )  # fmt: skip
            messages.success(request, _("Posted."))
            return redirect("ledger:entry", posted.seq)
        lines = preview_document(**visit.scope, document=document)
    except ApprovalIsNeeded:
        asked = _asked(visit, document, origin_of(request), form.cleaned_data["key"])
        return waits_for_another(request, asked)
    except Refusal as refusal:
        return _show(request, visit, state, form, refusal=refusal)
    return _show(request, visit, state, form, lines=lines)


def _asked(visit: Visit, document: Document, origin: str, key: str) -> int:
    subject = {
        "document": as_asked(document),
        "on": document.on.isoformat(),
        "reason": document.text,
    }
    return request_approval(
        **visit.scope, origin=origin, kind=document.kind, subject=subject, key=key
    )


def _first(request: HttpRequest, state: BookState) -> dict[str, object]:
    return {
        "key": uuid.uuid4().hex,
        "kind": request.GET.get("kind", "invoice"),
        "customer_name": request.GET.get("customer", ""),
        "on": state.day,
        "currency": state.currency,
    }


def _customer(visit: Visit, form: NewDocument) -> int | None:
    name = form.cleaned_data["customer_name"].strip()
    found = customer_named(**visit.scope, name=name)
    if found is None and form.cleaned_data["is_new_customer"]:
        return add_customer(**visit.scope, name=name)
    return found

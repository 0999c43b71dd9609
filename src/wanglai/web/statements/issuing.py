"""One customer's statement: looked at first, then issued."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.domain.statements import last_period
from wanglai.services.customers.named import named_customer
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.reconciliation.queries import customers
from wanglai.services.refusals import NotPermitted, Refusal, http_status
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.services.statements.show_letterhead import (
    Draft,
    ended_account_on_paper,
    preview_statement,
)
from wanglai.services.statements.words import KINDS
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import day_of, words_of
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; its first button shows the paper, its second issues it."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    if "issue_statement" not in visit.company.acts:
        raise NotPermitted("issue_statement")
    if request.method != "POST":
        return _shown(request, visit, _first(request, state.currency))
    said = _said(request)
    from_on, through_on = day_of(said["from"]), day_of(said["through"])
    if from_on is None or through_on is None or said["kind"] not in KINDS:
        return _shown(request, visit, said, problems=(_("Name the first and the last day."),))
    try:
        customer_id = named_customer(**visit.scope, name=said["customer"])
        if customer_id is None:
            return _shown(request, visit, said, problems=(_("Name the customer."),))
        wanted: dict[str, Any] = {
            "customer_id": customer_id,
            "currency": said["currency"],
            "kind": said["kind"],
            "from_on": from_on,
            "through_on": through_on,
        }
        if request.POST.get("step") != "issue":
            draft = preview_statement(**visit.scope, **wanted)
            return _shown(request, visit, said, draft=draft)
        made = issue_statement(**visit.scope, origin=origin_of(request), **wanted, key=said["key"])
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, said, refusal=refusal)
    messages.success(request, _("The statement is issued: numbered, sealed and printed."))
    return redirect("statements:page", made)


def _said(request: HttpRequest) -> dict[str, str]:
    said = {name: words_of(request.POST.get(name, "")) for name in ("customer", "currency", "kind", "from", "through", "key")}  # fmt: skip
    return {**said, "currency": said["currency"].upper(), "key": said["key"][:100] or uuid.uuid4().hex}  # fmt: skip


def _first(request: HttpRequest, currency: str) -> dict[str, str]:
    """Last month, of the customer the address names."""
    from_on, through_on = last_period(timezone.localdate(), 1)
    return {
        "customer": words_of(request.GET.get("customer", "")),
        "currency": words_of(request.GET.get("currency", currency), 3),
        "kind": "forward",
        "from": from_on.isoformat(),
        "through": through_on.isoformat(),
        "key": uuid.uuid4().hex,
    }


def _shown(
    request: HttpRequest, visit: Visit, said: dict[str, str], *, refusal: Refusal | None = None,
    problems: tuple[str, ...] = (), draft: Draft | None = None,
) -> HttpResponse:  # fmt: skip
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "list",
        "said": said,
        "refusal": refusal,
        "problems": problems,
        "draft": draft,
        "pages": pictured(draft.pages) if draft else (),
        "kinds": KINDS.items(),
        "ended_account": ended_account_on_paper(**visit.scope),
        "customers": customers(**visit.scope, limit=200),
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "statements/new.html", shown, status=status)


def pictured(pages: tuple[bytes, ...]) -> tuple[str, ...]:
    """PNG pictures as a page carries them within itself: they are of nothing that is kept."""
    return tuple(f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in pages)

"""What waits, what exactly was asked, and a yes or no to it."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from wanglai.services.approvals.decide_approval import decide_approval
from wanglai.services.approvals.of_letterheads import LetterheadChange
from wanglai.services.approvals.queries import colleagues, list_requests, show_request
from wanglai.services.approvals.request_approval import withdraw_request
from wanglai.services.exports.approvals import approvals_table
from wanglai.services.statements.letterhead import picture_kind
from wanglai.web.approvals.forms import DecisionForm, InboxFilter
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import taken

STATES = (
    ("waiting", _("Waiting")),
    ("done", _("Done")),
    ("rejected", _("Rejected")),
    ("withdrawn", _("Withdrawn")),
    ("expired", _("Expired")),
    ("all", _("All")),
)


@looks
def inbox(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Requests of the company in one state, newest first."""
    state = InboxFilter(request.GET).wanted()
    found = list_requests(**visit.scope, state="" if state == "all" else state)
    context = {"section": "approvals", "found": found, "states": STATES, "state": state}
    if "decide_approval" in visit.company.acts:
        context["colleagues"] = colleagues(**visit.scope)
    return render(request, "approvals/inbox.html", context)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The requests of the page, to take away."""
    state = InboxFilter(request.GET).wanted()
    found = approvals_table(**visit.scope, state="" if state == "all" else state)
    return taken(found, language, form)


@looks
def page(request: HttpRequest, visit: Visit, request_id: int) -> HttpResponse:
    """One request: what will be done word for word, who said what, and the decision."""
    shown = show_request(**visit.scope, request_id=request_id)
    return render(
        request,
        "approvals/page.html",
        {
            "section": "approvals",
            "asked": shown,
            "changes": [_change(each) for each in shown.changes],
        },
    )


def _change(change: LetterheadChange) -> dict[str, Any]:
    """A field of a letterhead as the page shows it; pictures within the page itself."""
    return {
        "field": change.field,
        "was": change.was,
        "will": change.will,
        "was_picture": _address(change.was_picture),
        "will_picture": _address(change.will_picture),
    }


def _address(picture: bytes | None) -> str:
    kind = {"png": "png", "jpg": "jpeg"}.get(picture_kind(picture) or "") if picture else None
    return (
        f"data:image/{kind};base64,{base64.b64encode(picture).decode()}" if picture and kind else ""
    )


@acts
def decide(request: HttpRequest, visit: Visit, request_id: int) -> HttpResponse:
    """Approve or reject exactly what the page showed."""
    said = DecisionForm(request.POST).said()
    decide_approval(
        **visit.scope, origin=origin_of(request), request_id=request_id, verdict=said.verdict,
        shown_hash=said.shown_hash, reason=said.reason,
    )  # fmt: skip
    return redirect("approvals:page", request_id)


@acts
def withdraw(request: HttpRequest, visit: Visit, request_id: int) -> HttpResponse:
    """The maker takes the request back."""
    withdraw_request(**visit.scope, origin=origin_of(request), request_id=request_id)
    return redirect("approvals:inbox")

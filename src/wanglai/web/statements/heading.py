"""The letterhead: looked at in a sample, put in force by another's word."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.statements.letterhead import KIND, LOGO_MAX, keep_logo, set_letterhead
from wanglai.services.statements.refusals import LetterheadIsWrong
from wanglai.services.statements.show_letterhead import (
    ended_account_on_paper,
    letterhead_page,
    preview_letterhead,
)
from wanglai.services.statements.words import LANGUAGES
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.waiting import waits_for_another
from wanglai.web.statements.issuing import pictured

# The longest each may be, as it is stored.
TEXTS = {
    "name_zh": 200, "name_en": 200, "address_zh": 300, "address_en": 300, "tax_number": 40, "contact": 200,
    "note_zh": 1000, "note_en": 1000,
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The letterhead in force and the form of the next; its first button shows a sample."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    if request.method != "POST":
        return _shown(request, visit)
    said = _said(request)
    try:
        said["logo_id"] = _logo(request, visit)
        if request.POST.get("step") != "set":
            pages = preview_letterhead(**visit.scope, **said)
            return _shown(request, visit, said=said, pages=pages)
        set_letterhead(**visit.scope, origin=origin_of(request), **said)
    except ApprovalIsNeeded:
        key = f"{KIND}:{uuid.uuid4().hex}"
        asked = request_approval(**visit.scope, origin=origin_of(request), kind=KIND, subject=said, key=key)  # fmt: skip
        return waits_for_another(request, asked)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, said=said, refusal=refusal)
    messages.success(request, _("The letterhead is in force for statements issued from now on."))
    return redirect("statements:letterhead")


def _said(request: HttpRequest) -> dict[str, Any]:
    texts = {name: words_of(request.POST.get(name, ""), most) for name, most in TEXTS.items()}
    language = request.POST.get("language", "")
    return {
        **texts,
        "days_to_answer": number_of(request.POST.get("days_to_answer", "")) or 0,
        "shows_settlements": request.POST.get("shows_settlements") == "on",
        "language": language if language in LANGUAGES else "zh",
        "bank_account_id": number_of(request.POST.get("bank_account_id", "")),
        "logo_id": None,
    }


def _logo(request: HttpRequest, visit: Visit) -> int | None:
    """The picture that was sent now, else the one that was there unless it is taken away."""
    file = request.FILES.get("logo")
    if file is not None:
        if (file.size or 0) > LOGO_MAX:
            raise LetterheadIsWrong
        return keep_logo(**visit.scope, upload=Upload(file.name or "logo", file.read()))
    if request.POST.get("no_logo") == "on":
        return None
    return number_of(request.POST.get("logo_id", ""))


def _shown(
    request: HttpRequest, visit: Visit, *, said: dict[str, Any] | None = None, pages: tuple[bytes, ...] = (),
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    found = letterhead_page(**visit.scope)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "letterhead",
        "page": found,
        "ended_account": ended_account_on_paper(**visit.scope),
        "said": said or found.now,
        "pages": pictured(pages),
        "languages": LANGUAGES.items(),
        "refusal": refusal,
        "may_set": "set_letterhead" in visit.company.acts,
    }
    return render(
        request, "statements/letterhead.html", shown, status=http_status(refusal) if refusal else 200
    )  # fmt: skip

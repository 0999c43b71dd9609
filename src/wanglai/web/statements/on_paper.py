"""What happened to one statement on paper: handed over, signed, taken back, and the scan of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal
from wanglai.services.statements.on_paper import (
    OnPaper,
    enter_on_paper,
    paper_scan,
    take_back_on_paper,
)
from wanglai.services.statements.refusals import PaperSaysTooLittle
from wanglai.web.parts.asked import day_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import sent
from wanglai.web.statements.one import shown_statement


@acts
def enter(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """Keep that it was handed over, or the signed copy that came back."""
    file = request.FILES.get("file")
    on = day_of(request.POST.get("on", ""))
    try:
        if on is None:
            raise PaperSaysTooLittle(request.POST.get("on", "")[:20])
        said = OnPaper(
            request.POST.get("kind", ""), on, words_of(request.POST.get("name", ""), 120),
            words_of(request.POST.get("note", ""), 300),
        )  # fmt: skip
        enter_on_paper(
            **visit.scope, origin=origin_of(request), statement_id=statement_id, said=said,
            key=words_of(request.POST.get("key", ""), 64) or uuid.uuid4().hex,
            file=Upload(file.name or "", file.read()) if file is not None else None,
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_statement(request, visit, statement_id, refusal=refusal, is_on_paper=True)
    messages.success(request, _("It is entered."))
    return redirect("statements:page", statement_id)


@acts
def take_back(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """What was entered counts no more."""
    try:
        take_back_on_paper(
            **visit.scope, origin=origin_of(request), statement_id=statement_id,
            reason=words_of(request.POST.get("reason", ""), 300),
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_statement(request, visit, statement_id, refusal=refusal, is_on_paper=True)
    messages.success(request, _("It is taken back and counts no more."))
    return redirect("statements:page", statement_id)


@looks
def scan(request: HttpRequest, visit: Visit, statement_id: int, ordinal: int) -> HttpResponse:
    """The scan as it came."""
    return sent(paper_scan(**visit.scope, statement_id=statement_id, ordinal=ordinal))

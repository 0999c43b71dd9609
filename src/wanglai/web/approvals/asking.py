"""Asking for an act that needs another person, and letting another decide in one's place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wanglai.services.approvals.delegate import delegate
from wanglai.services.approvals.request_approval import request_approval
from wanglai.web.approvals.forms import DelegationForm, SubjectForm
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of


@acts
def ask(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """Keep what is asked for and lead to it."""
    said = SubjectForm(request.POST).said(kind)
    made = request_approval(
        **visit.scope, origin=origin_of(request), kind=kind, subject=said.subject, key=said.key
    )
    return redirect("approvals:page", made)


@acts
def give(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Another decides in this person's place for some days."""
    said = DelegationForm(request.POST).said()
    delegate(**visit.scope, origin=origin_of(request), **said)
    return redirect("approvals:inbox")

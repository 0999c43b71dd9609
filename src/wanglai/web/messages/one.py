"""One message: what it says, what happened to it, and what a person decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.messages.decide_message import close_message, send_again, withdraw_message
from wanglai.services.messages.show_messages import message_page
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@looks
def page(request: HttpRequest, visit: Visit, message_id: int) -> HttpResponse:
    """The message as it stands."""
    return _shown(request, visit, message_id)


def _shown(
    request: HttpRequest, visit: Visit, message_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "messages",
        "page": message_page(**visit.scope, message_id=message_id),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "may_decide": "decide_message" in visit.company.acts,
    }
    return render(
        request, "messages/page.html", shown, status=http_status(refusal) if refusal else 200
    )  # fmt: skip


@acts
def again(request: HttpRequest, visit: Visit, message_id: int) -> HttpResponse:
    """Queue it once more."""
    return _decided(request, visit, message_id, send_again, _("It is queued once more."))


@acts
def close(request: HttpRequest, visit: Visit, message_id: int) -> HttpResponse:
    """Leave it as it is."""
    return _decided(request, visit, message_id, close_message, _("Closed."))


@acts
def withdraw(request: HttpRequest, visit: Visit, message_id: int) -> HttpResponse:
    """Take it out of the queue."""
    return _decided(request, visit, message_id, withdraw_message, _("Withdrawn: it is not sent."))


def _decided(
    request: HttpRequest, visit: Visit, message_id: int, verb: Any, done: str
) -> HttpResponse:
    try:
        verb(
            **visit.scope, origin=origin_of(request), message_id=message_id,
            reason=words_of(request.POST.get("reason", ""), 300), moves=number_of(request.POST.get("moves", "")) or 0,
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, message_id, refusal=refusal)
    messages.success(request, done)
    return redirect("messages:page", message_id)

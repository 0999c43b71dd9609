"""The page of one dispute: the customer reads its conversation, goes on in it, and says whether it agrees to what we propose."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wanglai.services.portal.follow_dispute import answer_outcome, follow_dispute
from wanglai.services.portal.show_dispute import conversation, file_of_conversation
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.sending import sent
from wanglai.web.portal.disputing import form_of
from wanglai.web.portal.door import Caller, looks, sends
from wanglai.web.portal.looking import masked_page


@looks
def page(request: HttpRequest, caller: Caller, dispute_id: int) -> HttpResponse:
    """The dispute with what was said in it."""
    return _shown(request, caller, dispute_id) if caller.visitor.sees_all else masked_page(request, caller)  # fmt: skip


@looks
def file(request: HttpRequest, caller: Caller, dispute_id: int, no: int) -> HttpResponse:
    """A file of the conversation."""
    return sent(file_of_conversation(visitor=caller.visitor, dispute_id=dispute_id, no=no))


@sends
def say(request: HttpRequest, caller: Caller, dispute_id: int) -> HttpResponse:
    """Words, with a file if there is one."""
    return _said(request, caller, dispute_id, "say")


@sends
def answer(request: HttpRequest, caller: Caller, dispute_id: int) -> HttpResponse:
    """Whether the customer agrees to what is proposed."""
    return _said(request, caller, dispute_id, "answer")


def _said(request: HttpRequest, caller: Caller, dispute_id: int, doing: str) -> HttpResponse:
    form = form_of(request)
    try:
        if doing == "say":
            follow_dispute(**caller.scope, dispute_id=dispute_id, **form)
        else:
            del form["file"]
            chosen = "agreed" if request.POST.get("answer") == "agreed" else "declined"
            shown = number_of(request.POST.get("proposal", "")) or 0
            answer_outcome(**caller.scope, dispute_id=dispute_id, proposal=shown, answer=chosen, **form)  # fmt: skip
    except Refusal as refusal:
        now = caller.again()  # a link that is over meanwhile is answered as every other
        if not now.visitor.sees_all:
            return masked_page(request, now, refusal=refusal, status=http_status(refusal))
        if http_status(refusal) == 404:
            raise
        return _shown(request, now, dispute_id, refusal=refusal, doing=doing)
    return redirect("portal:conversation", dispute_id)


def _shown(
    request: HttpRequest,
    caller: Caller,
    dispute_id: int,
    *,
    refusal: Refusal | None = None,
    doing: str = "",
) -> HttpResponse:
    shown: dict[str, Any] = {
        "caller": caller,
        "page": conversation(visitor=caller.visitor, dispute_id=dispute_id),
        "refusal": refusal,
        "doing": doing,
        "said": request.POST,
        "name": words_of(request.POST.get("name", "")),
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }
    status = http_status(refusal) if refusal is not None else 200
    return render(request, "portal/conversation.html", shown, status=status)

"""Channels beside mail: which account each goes by, set up, replaced, stopped and tried."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from wanglai.services.messages.channel_accounts import (
    list_channels,
    set_channel,
    stop_channel,
    try_channel,
)
from wanglai.services.messages.gateways import GATEWAYS
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door

_FIELDS = sorted({field.name for gateway in GATEWAYS.values() for field in gateway.fields})


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every channel and how it stands."""
    return _shown(request, visit)


@sensitive_post_parameters(*_FIELDS)
@acts
def put(request: HttpRequest, visit: Visit, channel: str) -> HttpResponse:
    """Let the channel go by this account from now on."""
    try:
        set_channel(
            **visit.scope, origin=origin_of(request), channel=channel, name=request.POST.get("name", ""),
            said={name: request.POST.get(name, "") for name in _FIELDS}, replaces=_account(request),
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, channel, refusal)
    messages.success(request, _("The channel goes by this account from now on. Send a test to see that it does."))  # fmt: skip
    return redirect("messages:channels")


@acts
def stop(request: HttpRequest, visit: Visit, channel: str) -> HttpResponse:
    """Let nothing go by it."""
    try:
        stop_channel(
            **visit.scope, origin=origin_of(request), channel=channel, account=_account(request),
            reason=words_of(request.POST.get("reason", ""), 300),
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, channel, refusal)
    messages.success(request, _("Stopped: nothing goes by this channel."))
    return redirect("messages:channels")


@acts
def trial(request: HttpRequest, visit: Visit, channel: str) -> HttpResponse:
    """Queue one test message."""
    try:
        try_channel(
            **visit.scope, origin=origin_of(request), channel=channel, account=_account(request),
            to=request.POST.get("to", ""), language=visit.language,
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, channel, refusal)
    messages.success(request, _("A test is queued. Load the page again in a moment to see what came of it."))  # fmt: skip
    return redirect("messages:channels")


def _account(request: HttpRequest) -> int:
    """The account that was in force on the page one saw."""
    return number_of(request.POST.get("now", "")) or 0


def _refused(request: HttpRequest, visit: Visit, channel: str, refusal: Refusal) -> HttpResponse:
    leave_to_the_door(refusal)
    return _shown(request, visit, channel=channel, refusal=refusal)


def _shown(
    request: HttpRequest, visit: Visit, *, channel: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    """What was typed comes back except what opens an account: that is typed again."""
    is_of_book = "view_messages" in visit.company.acts
    shown = {
        "section": "book" if is_of_book else "people",
        "part": "statements",
        "sub": "messages",
        "is_of_book": is_of_book,
        "rows": list_channels(**visit.scope),
        "refusal": refusal,
        "refused_channel": channel,
        "said": {name: request.POST.get(name, "") for name in ("name", "reason", "to", "sender")},
        "may_set": "set_channel" in visit.company.acts,
    }
    return render(request, "messages/channels.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip

"""The outbox as a list, and the same to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.exports.messages import messages_table
from wanglai.services.messages.show_messages import Wanted, list_messages
from wanglai.services.messages.words import CHANNELS, KINDS, STATES
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Messages that fit, newest first."""
    wanted = _wanted(request)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "messages",
        "found": list_messages(**visit.scope, wanted=wanted),
        "wanted": wanted,
        "kinds": KINDS.items(),
        "channels": CHANNELS.items(),
    }
    return render(request, "messages/list.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every message that fits, to take away."""
    return taken(messages_table(**visit.scope, wanted=_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what it does not know asks for nothing."""
    state, kind, channel = (request.GET.get(name, "") for name in ("state", "kind", "channel"))
    return Wanted(
        search=words_of(request.GET.get("q", "")),
        state=state if state in STATES else "",
        kind=kind if kind in KINDS else "",
        channel=channel if channel in CHANNELS else "",
        run_id=number_of(request.GET.get("run", "")),
        customer_id=number_of(request.GET.get("customer", "")),
        from_on=day_of(request.GET.get("from", "")),
        to_on=day_of(request.GET.get("to", "")),
        after=number_of(request.GET.get("after", "")),
    )

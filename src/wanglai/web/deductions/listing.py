"""The list of deductions, soonest deadline first, and the same to take away."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanglai.services.deductions.queries import Wanted, deductions
from wanglai.services.deductions.words import REASONS
from wanglai.services.exports.deductions import deductions_table
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken

SHOWN = (("open", _("Open")), ("late", _("Late")), ("mine", _("Mine")), ("all", _("All")))


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Cases in the tab and of the reason that were chosen."""
    wanted = _wanted(request)
    context = {
        "section": "cash",
        "part": "deductions",
        "found": deductions(**visit.scope, wanted=wanted),
        "wanted": wanted,
        "tabs": SHOWN,
        "reasons": REASONS.items(),
    }
    return render(request, "deductions/list.html", context)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every case that fits, to take away."""
    wanted = _wanted(request)
    found = deductions_table(**visit.scope, show=wanted.show, reason=wanted.reason)
    return taken(found, language, form)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what it does not know asks for nothing."""
    show, reason = request.GET.get("show", ""), request.GET.get("reason", "")
    after = None
    with suppress(ValueError):
        due_on, number = request.GET.get("after", "").split("_")
        after = date.fromisoformat(due_on), int(number)
    known = dict(SHOWN)
    return Wanted(show if show in known else "open", reason if reason in REASONS else "", after)

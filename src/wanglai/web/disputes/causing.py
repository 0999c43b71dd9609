"""Why customers dispute: a table with its picture, and the same to take away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.disputes.causes import GROUPS, causes
from wanglai.services.exports.disputes import causes_table
from wanglai.web.parts.asked import day_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Disputes raised in the days, by what was chosen."""
    wanted = _wanted(request)
    found = causes(**visit.scope, **wanted)
    context = {
        "section": "book", "part": "disputes", "here": "causes", "found": found, "wanted": wanted,
        "groups": GROUPS.items(),
    }  # fmt: skip
    return render(request, "disputes/causes.html", context)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The same table to take away."""
    return taken(causes_table(**visit.scope, **_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    by = request.GET.get("by", "")
    return {
        "by": by if by in GROUPS else "reason",
        "from_on": day_of(request.GET.get("from", "")),
        "to_on": day_of(request.GET.get("to", "")),
    }

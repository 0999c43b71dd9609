"""How reconciling goes: a table with its pictures, and the same to take away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.exports.kpi import definitions, kpis_table
from wanglai.services.kpi.reconciling import (
    GROUPS,
    IN_TIME_DAYS,
    IN_TIME_DAYS_MAX,
    reconciling_kpis,
)
from wanglai.web.parts.asked import day_of, number_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The figures of the days, by what was chosen."""
    wanted = _wanted(request)
    context = {
        "section": "book", "part": "statements", "sub": "kpis", "wanted": wanted, "groups": GROUPS.items(),
        "found": reconciling_kpis(**visit.scope, **wanted), "definitions": definitions(wanted["in_time_days"]),
    }  # fmt: skip
    return render(request, "kpi/reconciling.html", context)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The same table to take away."""
    return taken(kpis_table(**visit.scope, **_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    by, days = request.GET.get("by", ""), number_of(request.GET.get("days", ""))
    return {
        "by": by if by in GROUPS else "month",
        "from_on": day_of(request.GET.get("from", "")),
        "to_on": day_of(request.GET.get("to", "")),
        "in_time_days": days if days is not None and 0 <= days <= IN_TIME_DAYS_MAX else IN_TIME_DAYS,
    }  # fmt: skip

"""How reconciling goes: a table with its pictures, and the same to take away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.exports.kpi import definitions, kpis_table
from wanglai.services.kpi.reconciling import (
    GROUPS,
    IN_TIME_DAYS,
    IN_TIME_DAYS_MAX,
    reconciling_kpis,
)
from wanglai.services.kpi.targets import TargetMakesNoSense, kpi_targets, set_kpi_target
from wanglai.services.kpi.words import TARGETS
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.kpi.lines import HEIGHT, WIDTH, lines_of
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, looks, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import taken


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The figures of the days, by what was chosen, their targets and their lines; a target is set from here."""
    if request.method != "POST":
        return _shown(request, visit)
    try:
        tenths = _tenths(request.POST.get("value", ""))
        from_on = day_of(request.POST.get("since", ""))
        if from_on is None:
            raise TargetMakesNoSense
        set_kpi_target(
            **visit.scope, origin=origin_of(request), kpi=request.POST.get("kpi", ""), from_on=from_on, tenths=tenths
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The target is set."))
    return redirect("kpi:reconciling")


def _shown(request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None) -> HttpResponse:
    wanted = _wanted(request)
    found = reconciling_kpis(**visit.scope, **wanted)
    by_month = found if found.by == "month" else reconciling_kpis(**visit.scope, **{**wanted, "by": "month"})  # fmt: skip
    told = kpi_targets(**visit.scope)
    context = {
        "section": "book", "part": "statements", "sub": "kpis", "wanted": wanted, "groups": GROUPS.items(), "found": found,
        "definitions": definitions(wanted["in_time_days"]), "lines": lines_of(by_month.rows, told), "told": told,
        "width": WIDTH, "height": HEIGHT, "kpis": TARGETS.items(), "said": request.POST, "refusal": refusal,
        "may_set": "set_kpi_target" in visit.company.acts, "today": timezone.localdate(),
    }  # fmt: skip
    status = http_status(refusal) if refusal else 200
    return render(request, "kpi/reconciling.html", context, status=status)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The same table to take away."""
    return taken(kpis_table(**visit.scope, **_wanted(request)), language, form)


def _tenths(text: str) -> int | None:
    """``95``, ``95.5``; None where nothing is typed. Refuses: TargetMakesNoSense."""
    typed = words_of(text, 10)
    if not typed:
        return None
    try:
        tenths = Decimal(typed) * 10
    except ArithmeticError:
        raise TargetMakesNoSense from None
    if not tenths.is_finite() or tenths != tenths.to_integral_value():
        raise TargetMakesNoSense
    return int(tenths)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    by, days = request.GET.get("by", ""), number_of(request.GET.get("days", ""))
    return {
        "by": by if by in GROUPS else "month",
        "from_on": day_of(request.GET.get("from", "")),
        "to_on": day_of(request.GET.get("to", "")),
        "in_time_days": days if days is not None and 0 <= days <= IN_TIME_DAYS_MAX else IN_TIME_DAYS,
    }  # fmt: skip

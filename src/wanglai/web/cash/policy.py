"""What the machine may book by itself, and how well it goes."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.cash.policy import KIND, set_cash_policy
from wanglai.services.cash.queries import policies
from wanglai.services.cash.show_figures import cash_figures
from wanglai.services.cash.words import ORDERS
from wanglai.services.exports.cash import cash_figures_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.money import as_text, minor_of
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import day_of
from wanglai.web.parts.door import Visit, looks, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import taken
from wanglai.web.parts.waiting import waits_for_another


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The policy in force, those before it, and the form of the next."""
    if request.method != "POST":
        return _shown(request, visit)
    base = book_state(**visit.scope).currency
    said, problem = _said(request, base)
    if problem:
        return _shown(request, visit, problems=(problem,))
    origin = origin_of(request)
    try:
        set_cash_policy(**visit.scope, origin=origin, policy=said)
    except ApprovalIsNeeded:
        key = f"{KIND}:{uuid.uuid4().hex}"
        asked = request_approval(**visit.scope, origin=origin, kind=KIND, subject={"policy": said}, key=key)  # fmt: skip
        return waits_for_another(request, asked)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The policy is in force."))
    return redirect("cash:policy")


def _said(request: HttpRequest, base: str) -> tuple[dict[str, Any], str]:
    """The policy of the form, and what is no figure in it."""
    figures: dict[str, int | None] = {}
    for name in ("amount_max", "tolerance", "tolerance_cap"):
        text = request.POST.get(name, "").strip()
        figures[name] = minor_of(text, base) if text else None
        if text and figures[name] is None:
            return {}, _("“%(text)s” is no amount.") % {"text": text}
    share = request.POST.get("per_mille", "").strip()
    tolerance = figures["tolerance"]
    return {
        "books_automatically": request.POST.get("books") == "on",
        "chance_max": request.POST.get("chance_max", "0.01").strip() or "0.01",
        "amount_max": figures["amount_max"],
        "order": request.POST.get("order", "none"),
        "tolerances": {base: [tolerance, int(share) if share.isdecimal() else 10]} if tolerance else {},
        "tolerance_cap": figures["tolerance_cap"] or 0,
    }, ""  # fmt: skip


def _shown(
    request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:  # fmt: skip
    rows = policies(**visit.scope)
    base = book_state(**visit.scope).currency
    now = rows[0] if rows else None
    shown = {
        "section": "cash",
        "part": "policy",
        "rows": rows,
        "now": now,
        "base": base,
        "amount_max": as_text(now.amount_max.minor, base) if now and now.amount_max else "",
        "tolerance": as_text(now.tolerance.minor, base) if now and now.tolerance else "",
        "cap": as_text(now.tolerance_cap.minor, base) if now and now.tolerance_cap.minor else "",
        "orders": ORDERS.items(),
        "refusal": refusal,
        "problems": problems,
        "may_set": "set_cash_policy" in visit.company.acts,
    }
    return render(request, "cash/policy.html", shown, status=http_status(refusal) if refusal else 422 if problems else 200)  # fmt: skip


@looks
def figures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How well it goes between two days; the last thirty where none are named."""
    found = cash_figures(**visit.scope, **_days(request))
    shown = {"section": "cash", "part": "figures", "figures": found}
    return render(request, "cash/figures.html", shown)


@looks
def figures_sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The same figures, to take away."""
    return taken(cash_figures_table(**visit.scope, **_days(request)), language, form)


def _days(request: HttpRequest) -> dict[str, date]:
    to_on = day_of(request.GET.get("to", "")) or timezone.localdate()
    from_on = day_of(request.GET.get("from", "")) or to_on - timedelta(days=30)
    return {"from_on": min(from_on, to_on), "to_on": to_on}

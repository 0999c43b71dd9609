"""The planner: who would be in a round, with whom and on which day, before anything is kept."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.domain.rounds import KINDS as KIND_NAMES
from wanglai.domain.rounds import period_of
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.rounds.open_round import DAYS_BEFORE, open_round, preview_plan
from wanglai.services.rounds.planning import Plan
from wanglai.services.rounds.rule import may_reconcile, round_rules
from wanglai.services.rounds.words import CLASSES, KINDS, WHYS, called, titled
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import day_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door

ROWS_SHOWN = 500


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The plan of the period asked for, as it would be kept now."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    return _shown(
        request, visit, request.GET.get("kind", ""), request.GET.get("from", ""), state.day
    )


def _shown(
    request: HttpRequest,
    visit: Visit,
    kind: str,
    first: str,
    today: date,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    kind = kind if kind in KINDS else "month"
    day = day_of(first) or today
    plan: Plan | None = None
    try:
        plan = preview_plan(**visit.scope, kind=kind, day=day, on=today)
    except Refusal as reason:
        leave_to_the_door(reason)
        refusal = refusal or reason
    shown = {
        "section": "book", "part": "cycles", "sub": "rounds", "kind": kind, "periods": _periods(today),
        "from_on": period_of(kind, day).from_on, "title": titled(kind, period_of(kind, day).from_on), "plan": plan,
        "rows": plan.rows[:ROWS_SHOWN] if plan else (), "why_words": WHYS, "classes": CLASSES, "refusal": refusal,
        "names": {each.id: each.name for each in may_reconcile(visit.company.id)},
        "shares": _shares(plan), "days": _days(plan), "rule": round_rules(**visit.scope)[0],
    }  # fmt: skip
    return render(request, "rounds/plan.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip


@acts
def open_now(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The plan is kept as a draft; another person agrees to it."""
    today = book_state(**visit.scope).day
    kind, first = request.POST.get("kind", ""), request.POST.get("from", "")
    kind = kind if kind in KINDS else "month"
    try:
        round_id = open_round(
            **visit.scope, origin=origin_of(request), kind=kind, day=day_of(first) or today, on=today
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, kind, first, today, refusal=refusal)
    messages.success(request, _("The round is planned. Another manager agrees to it."))
    return redirect("rounds:page", round_id)


def _periods(today: date) -> list[tuple[str, date, object]]:
    """Of each kind the period of today, and the next where it is near."""
    found: list[tuple[str, date, object]] = []
    for kind in KIND_NAMES:
        now = period_of(kind, today)
        following = now.to_on + timedelta(days=1)
        found.append((kind, now.from_on, called(kind, now.from_on)))
        if following <= today + timedelta(days=DAYS_BEFORE):
            found.append((kind, following, called(kind, following)))
    return found


def _shares(plan: Plan | None) -> list[tuple[int, int]]:
    """Customers by clerk."""
    return sorted(Counter(row.owner for row in plan.rows).items()) if plan else []


def _days(plan: Plan | None) -> dict[str, object]:
    """How many working days have a customer, and how many the fullest has."""
    counts = Counter(row.day for row in plan.rows) if plan else Counter[date]()
    return {"count": len(counts), "most": max(counts.values(), default=0)}

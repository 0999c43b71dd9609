"""Every round with how far it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.exports.rounds import reconciling_rounds_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.rounds.queries import WantedYear, list_reconciling_rounds, year_page
from wanglai.services.rounds.words import KINDS, ROUND_STATES, STATES
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import number_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rounds, newest first, and how the year stands."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    kind = _kind(request)
    shown = {
        "section": "book", "part": "cycles", "sub": "rounds", "kind": kind, "kinds": KINDS.items(),
        "found": list_reconciling_rounds(**visit.scope, kind=kind, after=number_of(request.GET.get("after", "")), on=state.day),
        "year": year_page(**visit.scope, wanted=WantedYear(state.day.year), on=state.day, limit=1), "state_words": STATES,
        "round_states": ROUND_STATES, "may_plan": "plan_rounds" in visit.company.acts,
    }  # fmt: skip
    return render(request, "rounds/list.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The same to take away."""
    on = book_state(**visit.scope).day
    return taken(
        reconciling_rounds_table(**visit.scope, kind=_kind(request), on=on), language, form
    )


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in KINDS else ""

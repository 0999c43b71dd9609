"""The trial balance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.exports.balances import balances_table
from wanglai.services.ledger.show_balances import balances_page
from wanglai.services.ledger.show_customers import book_state
from wanglai.web.ledger.customers import no_book
from wanglai.web.ledger.forms import AsOfFilter
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken


@looks
def balances(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every account at the end of a day; the sum is nothing, and is shown."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    as_of = AsOfFilter(request.GET).wanted(state)
    shown = {
        "section": "book",
        "part": "balances",
        "state": state,
        "as_of": as_of,
        "page": balances_page(**visit.scope, **as_of.query),
    }
    return render(request, "ledger/balances.html", shown)


@looks
def balances_sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The same accounts and sums, to take away."""
    as_of = AsOfFilter(request.GET).wanted(book_state(**visit.scope))
    return taken(balances_table(**visit.scope, **as_of.query), language, form)

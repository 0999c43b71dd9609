"""The yearly minimum: who was not reconciled or confirmed in the year yet, and how many days are left."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.domain.named_place import place_read
from wanglai.services.exports.rounds import year_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.rounds.queries import WantedYear, year_page
from wanglai.services.rounds.words import SOURCES, YEAR_STATES
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken

FIRST_YEAR = 1990


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The customers of a year; those not yet reconciled first to see."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    wanted = _wanted(request, state.day)
    shown = {
        "section": "book", "part": "cycles", "sub": "minimum", "wanted": wanted, "found": year_page(**visit.scope, wanted=wanted, on=state.day),
        "year_states": YEAR_STATES.items(), "sources": SOURCES, "this_year": state.day.year,
        "before": wanted.year - 1, "following": wanted.year + 1,
    }  # fmt: skip
    return render(request, "rounds/minimum.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The same to take away."""
    on = book_state(**visit.scope).day
    return taken(year_table(**visit.scope, wanted=_wanted(request, on), on=on), language, form)


def _wanted(request: HttpRequest, on: date) -> WantedYear:
    asked, this_year = request.GET, on.year
    year, show = number_of(asked.get("year", "")), asked.get("show", "missing")
    return WantedYear(
        year=year if year is not None and FIRST_YEAR <= year <= this_year + 1 else this_year,
        state=show if show in YEAR_STATES else "" if show == "all" else "missing",
        search=words_of(asked.get("q", "")),
        after=place_read(words_of(asked.get("after", ""), 240)),
    )

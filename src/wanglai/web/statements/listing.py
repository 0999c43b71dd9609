"""The list of statements, and the same to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.exports.statements import statements_table
from wanglai.services.portal.words import STANDINGS
from wanglai.services.statements.queries import SHOWN, Wanted, list_statements
from wanglai.services.statements.words import SHOWN_WORDS
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Statements that fit, newest first."""
    wanted = _wanted(request)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "list",
        "found": list_statements(**visit.scope, wanted=wanted),
        "wanted": wanted,
        "tabs": SHOWN_WORDS.items(),
        "standings": STANDINGS.items(),
        "standing_words": STANDINGS,
        "is_narrowed": bool(
            wanted.search or wanted.standing or wanted.from_on or wanted.to_on or wanted.customer_id
        ),
    }
    return render(request, "statements/list.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every statement that fits, to take away."""
    return taken(statements_table(**visit.scope, wanted=_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what it does not know asks for nothing."""
    show, standing = request.GET.get("show", ""), request.GET.get("answer", "")
    return Wanted(
        search=words_of(request.GET.get("q", "")),
        customer_id=number_of(request.GET.get("customer", "")),
        show=show if show in SHOWN else "all",
        standing=standing if standing in STANDINGS else "",
        from_on=day_of(request.GET.get("from", "")),
        to_on=day_of(request.GET.get("to", "")),
        after=number_of(request.GET.get("after", "")),
    )

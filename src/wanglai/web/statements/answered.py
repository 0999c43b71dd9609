"""What customers said in the portal as a list, and the same to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.exports.answers import answers_table
from wanglai.services.portal.list_answers import WantedAnswers, list_answers
from wanglai.services.portal.words import ANSWERS
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Answers that fit, newest first."""
    wanted = _wanted(request)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "answers",
        "wanted": wanted,
        "found": list_answers(**visit.scope, wanted=wanted),
    }
    return render(request, "statements/answers.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every answer that fits, to take away."""
    return taken(answers_table(**visit.scope, wanted=_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> WantedAnswers:
    """What the address asks for; what it does not know asks for nothing."""
    kind = request.GET.get("kind", "")
    return WantedAnswers(
        search=words_of(request.GET.get("q", "")),
        kind=kind if kind in ANSWERS else "",
        waits=request.GET.get("waits") == "1",
        from_on=day_of(request.GET.get("from", "")),
        to_on=day_of(request.GET.get("to", "")),
        after=number_of(request.GET.get("after", "")),
    )

"""The list of cases: what waits, for whom, until when; the same to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanglai.services.exports.procedures import cases_table
from wanglai.services.procedures.queries import WantedCases, cases_page
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken

SHOWN = (("open", _("Under way")), ("late", _("Late")), ("mine", _("For my roles")), ("over", _("Finished")), ("all", _("All")))  # fmt: skip


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Cases in the tab that was chosen, and how many wait at each step."""
    wanted = _wanted(request)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "cases",
        "page": cases_page(**visit.scope, wanted=wanted),
        "wanted": wanted,
        "tabs": SHOWN,
        "may_follow": "follow_procedure" in visit.company.acts,
    }
    return render(request, "procedures/cases.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every case that fits, to take away."""
    return taken(cases_table(**visit.scope, wanted=_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> WantedCases:
    """What the address asks for; what it does not know asks for nothing."""
    show = request.GET.get("show", "")
    return WantedCases(
        show if show in dict(SHOWN) else "open", words_of(request.GET.get("q", ""), 100),
        words_of(request.GET.get("step", ""), 200), number_of(request.GET.get("after", "")),
    )  # fmt: skip

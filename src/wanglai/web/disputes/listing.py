"""The list of disputes, soonest deadline first, and the same to take away."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanglai.services.disputes.policy import reason_words
from wanglai.services.disputes.queries import Wanted, disputes
from wanglai.services.disputes.words import STATES
from wanglai.services.exports.disputes import disputes_table
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken

SHOWN = (
    ("open", _("Still open")), ("waits", _("Waits for a reply")), ("late", _("Late")), ("mine", _("Mine")), ("closed", _("Closed")), ("all", _("All")),
)  # fmt: skip


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Disputes in the tab, of the reason, state and customer that were chosen, with the words looked for."""
    wanted = _wanted(request, visit)
    context = {
        "section": "book",
        "part": "disputes",
        "here": "list",
        "found": disputes(**visit.scope, wanted=wanted),
        "wanted": wanted,
        "tabs": SHOWN,
        "reasons": reason_words(visit.company.id).items(),
        "states": [each for each in STATES.items() if each[0] != "open"],
    }
    return render(request, "disputes/list.html", context)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every dispute that fits, to take away."""
    return taken(disputes_table(**visit.scope, wanted=_wanted(request, visit)), language, form)


def _wanted(request: HttpRequest, visit: Visit) -> Wanted:
    """What the address asks for; what it does not know asks for nothing."""
    given = request.GET
    after = None
    with suppress(ValueError):
        due_on, number = given.get("after", "").split("_")
        after = date.fromisoformat(due_on), int(number)
    show, reason, state = given.get("show", ""), given.get("reason", ""), given.get("state", "")
    return Wanted(
        show=show if show in dict(SHOWN) else "open",
        reason=reason if reason in reason_words(visit.company.id) else "",
        state=state if state in STATES else "",
        customer_id=number_of(given.get("customer", "")),
        item_id=number_of(given.get("item", "")),
        statement_id=number_of(given.get("statement", "")),
        text=words_of(given.get("q", "")),
        after=after,
    )

"""How often customers are due and whose work it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.domain.rounds import RoundRule
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.rounds.rule import may_reconcile, round_rules, set_round_rule
from wanglai.services.rounds.words import CLASSES, FREQUENCIES
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import number_of
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rule in force, and the form of a new one."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    if request.method != "POST":
        return _shown(request, visit)
    said = {name: request.POST.get(name, "") for name in CLASSES}
    clerks = [each for each in map(number_of, request.POST.getlist("clerk")[:100]) if each]
    try:
        set_round_rule(**visit.scope, origin=origin_of(request), rule=RoundRule(**said), clerks=clerks)  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The rule is in force for rounds opened from now on."))
    return redirect("rounds:rule")


def _shown(request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None) -> HttpResponse:
    rows = round_rules(**visit.scope)
    now = rows[0]
    shown = {
        "section": "book", "part": "cycles", "sub": "rounds", "now": now, "rows": rows if now.version else (),
        "said": [(name, words, request.POST.get(name) or getattr(now.rule, name)) for name, words in CLASSES.items()],
        "told": [(row, [(CLASSES[name], FREQUENCIES[getattr(row.rule, name)]) for name in CLASSES]) for row in rows],
        "frequencies": FREQUENCIES.items(), "people": may_reconcile(visit.company.id),
        "chosen": {each.id for each in now.clerks}, "may_set": "set_round_rule" in visit.company.acts, "refusal": refusal,
    }  # fmt: skip
    return render(request, "rounds/rule.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip

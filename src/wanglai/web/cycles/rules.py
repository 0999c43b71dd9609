"""How cycles are closed and billed: the company's rules, and those of single customers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.customers.named import named_customer
from wanglai.services.cycles.policy import Policy, list_cycle_policies, set_cycle_policy
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.reconciliation.queries import customers
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import words_of
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rules in force and the form of new ones; the newest of a customer, else of the company, hold."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    if request.method != "POST":
        return _shown(request, visit)
    days = words_of(request.POST.get("close_after", ""), 4) or "0"
    if not days.isdecimal():
        return _shown(request, visit, problems=(_("“%(text)s” is no number of days.") % {"text": days},))  # fmt: skip
    policy = Policy(request.POST.get("closes") == "itself", int(days), request.POST.get("bills") == "order")  # fmt: skip
    try:
        customer_id = named_customer(**visit.scope, name=words_of(request.POST.get("customer", "")))
        set_cycle_policy(
            **visit.scope, origin=origin_of(request), policy=policy, customer_id=customer_id
        )
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The rules are in force."))
    return redirect("cycles:rules")


def _shown(
    request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:  # fmt: skip
    shown = {
        "section": "book",
        "part": "cycles",
        "sub": "rules",
        "rows": list_cycle_policies(**visit.scope),
        "said": request.POST,
        "customers": customers(**visit.scope, limit=200),
        "may_set": "set_cycle_policy" in visit.company.acts,
        "refusal": refusal,
        "problems": problems,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "cycles/rules.html", shown, status=status)

"""The customers a person sees: one search box, filters in the address, parts by key."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.customers.classify import classify_customers
from wanglai.services.customers.find_customers import filters_offered, find_customers
from wanglai.services.customers.words import BEHAVIOURS, TIERS
from wanglai.web.customers.forms import ListFilter
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of

PAGE_ROWS = 50


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """By name; with a search the best hits first and why each was found."""
    wanted = ListFilter(request.GET).wanted()
    shown = {
        "section": "customers",
        "wanted": wanted,
        "found": find_customers(**visit.scope, wanted=wanted, limit=PAGE_ROWS),
        "offered": filters_offered(**visit.scope),
        "tiers": TIERS.items(),
        "behaviours": BEHAVIOURS.items(),
        "states": (("active", _("in business")), ("stopped", _("stopped")), ("all", _("all"))),
        "is_filtered": any(
            (wanted.search, wanted.tag, wanted.tier, wanted.behaviour, wanted.manager_id, wanted.team_id,
             wanted.is_key_account, wanted.state != "active")
        ),
    }  # fmt: skip
    return render(request, "customers/list.html", shown)


@acts
def classify(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Compute the classes anew, today."""
    n = classify_customers(**visit.scope, origin=origin_of(request))
    messages.success(request, ngettext("%(n)d class changed.", "%(n)d classes changed.", n) % {"n": n})  # fmt: skip
    return redirect("customers:list")

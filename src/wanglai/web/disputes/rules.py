"""The rules of disputes: working days, interest on the disputed part, and the company's own reasons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.disputes.policy import Policy, policy_of, set_dispute_policy
from wanglai.services.disputes.words import REASONS
from wanglai.services.refusals import Refusal, Wording, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door

OWN_MAX = 12  # reasons of the company's own


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is in force, and the form of the next version."""
    if request.method != "POST":
        return _shown(request, visit)
    policy = _said(request)
    try:
        set_dispute_policy(**visit.scope, origin=origin_of(request), policy=policy)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The rules are in force."))
    return redirect("disputes:rules")


def _said(request: HttpRequest) -> Policy:
    """A row without a code is left out; figures that are none make no sense and are refused as such."""
    given = request.POST
    rows = zip(given.getlist("code"), given.getlist("zh"), given.getlist("en"), strict=False)
    own = {
        code: Wording(words_of(zh, 100), words_of(en, 100))
        for code, zh, en in ((words_of(code, 40), zh, en) for code, zh, en in rows)
        if code
    }
    days = number_of(given.get("days", "")) or 0
    return Policy(days, given.get("holds_interest") == "1", own)


def _shown(request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None) -> HttpResponse:
    now = policy_of(visit.company.id) if refusal is None else _said(request)
    own = [(code, words.zh, words.en) for code, words in now.reasons.items()]
    context: dict[str, Any] = {
        "section": "book",
        "part": "disputes",
        "here": "rules",
        "now": now,
        "common": REASONS.values(),
        "own": [*own, *[("", "", "")] * max(1, min(3, OWN_MAX - len(own)))],
        "may_set": "set_dispute_policy" in visit.company.acts,
        "refusal": refusal,
    }
    return render(
        request, "disputes/rules.html", context, status=http_status(refusal) if refusal else 200
    )

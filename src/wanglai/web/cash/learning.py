"""A payer's name or account is a customer's from now on, because somebody says so; and no longer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from wanglai.services.cash.learn_payer import (
    forget_payer_name,
    learn_payer_account,
    learn_payer_name,
)
from wanglai.services.refusals import Refusal
from wanglai.web.cash.line import shown_line
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.waiting import waits_for_another


@acts
def learn_name(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """The name on the line means the customer."""
    owner = request.POST.get("owner", "")
    try:
        learn_payer_name(
            **visit.scope, origin=origin_of(request), line_id=line_id,
            customer_id=int(owner) if owner.isdecimal() else 0,
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_line(request, visit, line_id, refusal=refusal)
    messages.success(request, _("The name is remembered; it can be forgotten again."))
    name = urlencode({"customer": request.POST.get("customer", "")})
    return redirect(f"{reverse('cash:line', args=[line_id])}?{name}")


@acts
def learn_account(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """The account on the line is the customer's once another person agrees."""
    owner = request.POST.get("owner", "")
    try:
        asked = learn_payer_account(
            **visit.scope, origin=origin_of(request), line_id=line_id,
            customer_id=int(owner) if owner.isdecimal() else 0, key=f"learn:{request.POST.get('key', '')}",
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_line(request, visit, line_id, refusal=refusal)
    return waits_for_another(request, asked)


@acts
def forget(request: HttpRequest, visit: Visit, alias_id: int) -> HttpResponse:
    """The name means the customer no longer."""
    forget_payer_name(**visit.scope, origin=origin_of(request), alias_id=alias_id)
    messages.success(request, _("The name is forgotten; what was settled by it stays."))
    line = request.POST.get("line", "")
    return redirect("cash:line", int(line)) if line.isdecimal() else redirect("cash:queue")

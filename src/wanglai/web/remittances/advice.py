"""One remittance advice: what it says, what is in the way, the money it speaks of."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.exports.advices import advice_table
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.remittances.decide_advice import use_advice_as_it_is, withdraw_advice
from wanglai.services.remittances.linking import link_advice, part_advice
from wanglai.services.remittances.queries import advice_page, original_advice
from wanglai.web.parts.asked import number_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import sent, taken


@looks
def page(request: HttpRequest, visit: Visit, remittance_id: int) -> HttpResponse:
    """The advice with its lines."""
    return _shown(request, visit, remittance_id)


def _shown(request: HttpRequest, visit: Visit, remittance_id: int, *, refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    shown = {
        "section": "cash",
        "part": "advices",
        "page": advice_page(**visit.scope, remittance_id=remittance_id),
        "refusal": refusal,
        "may_keep": "keep_advice" in visit.company.acts,
        "may_apply": "apply_cash" in visit.company.acts,
    }
    return render(request, "remittances/page.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip


@looks
def sheet(request: HttpRequest, visit: Visit, remittance_id: int, language: str, form: str) -> HttpResponse:  # fmt: skip
    """Its lines, to take away."""
    return taken(advice_table(**visit.scope, remittance_id=remittance_id), language, form)


@looks
def original(request: HttpRequest, visit: Visit, remittance_id: int) -> HttpResponse:
    """What was handed in, byte for byte."""
    return sent(original_advice(**visit.scope, remittance_id=remittance_id))


@acts
def use(request: HttpRequest, visit: Visit, remittance_id: int) -> HttpResponse:
    """Use it although it does not add up, with the reason."""
    try:
        use_advice_as_it_is(
            **visit.scope, origin=origin_of(request), remittance_id=remittance_id, reason=request.POST.get("reason", "")
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, remittance_id, refusal=refusal)
    messages.success(request, _("The advice is used as it is; your reason stays with it."))
    return redirect("remittances:page", remittance_id)


@acts
def withdraw(request: HttpRequest, visit: Visit, remittance_id: int) -> HttpResponse:
    """It speaks of nothing any more."""
    try:
        withdraw_advice(**visit.scope, origin=origin_of(request), remittance_id=remittance_id)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, remittance_id, refusal=refusal)
    messages.success(request, _("The advice is withdrawn; what was settled by it stays."))
    return redirect("remittances:list")


@acts
def link(request: HttpRequest, visit: Visit, remittance_id: int) -> HttpResponse:
    """A receipt that waits is its money, or part of it."""
    line = number_of(request.POST.get("line", "")) or 0
    try:
        link_advice(**visit.scope, origin=origin_of(request), remittance_id=remittance_id, line_id=line)  # fmt: skip
    except Refusal as refusal:
        if refusal.code in ("access.denied", "access.not_found"):
            raise
        return _shown(request, visit, remittance_id, refusal=refusal)
    messages.success(request, _("The receipt is the advice's money; the panel can be filled from it."))  # fmt: skip
    return redirect("remittances:page", remittance_id)


@acts
def part(request: HttpRequest, visit: Visit, remittance_id: int) -> HttpResponse:
    """The receipt is not its money."""
    line = number_of(request.POST.get("line", "")) or 0
    part_advice(**visit.scope, origin=origin_of(request), remittance_id=remittance_id, line_id=line)
    messages.success(request, _("The receipt is no longer the advice's money."))
    return redirect("remittances:page", remittance_id)

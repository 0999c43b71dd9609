"""One deduction: its history, another owner, and its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.audit.words import ACTS
from wanglai.services.deductions.close_deduction import close_deduction
from wanglai.services.deductions.queries import deduction_owners, deduction_page
from wanglai.services.deductions.reassign_deduction import reassign_deduction
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door

ENDS = ("accepted", "rejected", "withdrawn")


class GivingForm(forms.Form):
    owner = forms.IntegerField()
    due_on = forms.DateField()


@looks
def page(request: HttpRequest, visit: Visit, deduction_id: int) -> HttpResponse:
    """The case as it stands."""
    return _shown(request, visit, deduction_id)


def _shown(
    request: HttpRequest, visit: Visit, deduction_id: int, *, refusal: Refusal | None = None, problems: tuple[Any, ...] = (),
    doing: str = "",
) -> HttpResponse:  # fmt: skip
    found = deduction_page(**visit.scope, deduction_id=deduction_id)
    may_keep = found.row.state == "open" and "keep_deduction" in visit.company.acts
    context = {
        "section": "cash",
        "part": "deductions",
        "page": found,
        "steps": [(step, ACTS[step.kind]) for step in found.steps],
        "may_keep": may_keep,
        "owners": deduction_owners(**visit.scope) if may_keep else (),
        "doing": doing,
        "said": request.POST,
        "refusal": refusal,
        "problems": problems,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "deductions/page.html", context, status=status)


@acts
def give(request: HttpRequest, visit: Visit, deduction_id: int) -> HttpResponse:
    """Another owner or deadline."""
    form = GivingForm(request.POST)
    if not form.is_valid():
        errors = tuple(error for each in form.errors.values() for error in each)
        return _shown(request, visit, deduction_id, problems=errors, doing="give")
    sound = form.cleaned_data
    try:
        reassign_deduction(
            **visit.scope, origin=origin_of(request), deduction_id=deduction_id, owner_id=sound["owner"], due_on=sound["due_on"],
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, deduction_id, refusal=refusal, doing="give")
    messages.success(request, _("The case has its owner and deadline."))
    return redirect("deductions:page", deduction_id)


@acts
def close(request: HttpRequest, visit: Visit, deduction_id: int) -> HttpResponse:
    """Accepted by what took it off, rejected, or withdrawn."""
    state, outcome = request.POST.get("state", ""), request.POST.get("outcome", "")
    if state not in ENDS:
        raise Http404
    seq = int(outcome) if state == "accepted" and outcome.isdecimal() else None
    try:
        close_deduction(
            **visit.scope, origin=origin_of(request), deduction_id=deduction_id, state=state,
            note=request.POST.get("note", ""), outcome_seq=seq,
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, deduction_id, refusal=refusal, doing=state)
    messages.success(request, _("The case is closed."))
    return redirect("deductions:page", deduction_id)

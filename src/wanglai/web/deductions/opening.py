"""A new deduction of one open item."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.deductions.open_deduction import DAYS, open_deduction
from wanglai.services.deductions.queries import deduction_owners
from wanglai.services.deductions.words import REASONS
from wanglai.services.ledger.show_items import item_page
from wanglai.services.money import minor_of
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


class OpeningForm(forms.Form):
    """What is kept back, why, who settles it and until when."""

    key = forms.CharField(max_length=100)
    amount = forms.CharField(max_length=40)
    reason = forms.CharField(max_length=20)
    note = forms.CharField(required=False, max_length=500)
    owner = forms.IntegerField()
    due_on = forms.DateField()


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit, item_id: int) -> HttpResponse:
    """The form, and the case it opens."""
    if request.method != "POST":
        return _shown(request, visit, item_id)
    form = OpeningForm(request.POST)
    if not form.is_valid():
        errors = tuple(error for each in form.errors.values() for error in each)
        return _shown(request, visit, item_id, problems=errors)
    sound = form.cleaned_data
    item = item_page(**visit.scope, item_id=item_id)
    amount = minor_of(sound["amount"], item.amount.currency)
    if amount is None:
        return _shown(request, visit, item_id, problems=(_("The amount is no figure."),))
    try:
        made = open_deduction(
            **visit.scope, origin=origin_of(request), item_id=item_id, amount=amount, reason=sound["reason"],
            key=sound["key"], note=sound["note"], owner_id=sound["owner"], due_on=sound["due_on"],
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, item_id, refusal=refusal)
    messages.success(request, _("The case is open; the item stays owed and is flagged."))
    return redirect("deductions:page", made)


def _shown(
    request: HttpRequest, visit: Visit, item_id: int, *, refusal: Refusal | None = None, problems: tuple[Any, ...] = ()
) -> HttpResponse:  # fmt: skip
    said = request.POST
    context = {
        "section": "cash",
        "part": "deductions",
        "page": item_page(**visit.scope, item_id=item_id),
        "owners": deduction_owners(**visit.scope),
        "owner": said.get("owner", str(visit.scope["actor"])),
        "due_on": said.get("due_on", (timezone.localdate() + timedelta(days=DAYS)).isoformat()),
        "reasons": REASONS.items(),
        "said": said,
        "key": said.get("key") or uuid.uuid4().hex,
        "refusal": refusal,
        "problems": problems,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "deductions/new.html", context, status=status)

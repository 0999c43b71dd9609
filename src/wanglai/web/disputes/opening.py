"""A new dispute of a customer: of an open item, a statement, or a paper we lack."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.policy import deadline, reasons_of
from wanglai.services.disputes.queries import about_customer, dispute_owners
from wanglai.services.ledger.book import Who
from wanglai.services.money import minor_of
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


class OpeningForm(forms.Form):
    """What is contested, why, who settles it and until when."""

    key = forms.CharField(max_length=100)
    item = forms.IntegerField(required=False)
    statement = forms.IntegerField(required=False)
    document = forms.CharField(required=False, max_length=100)
    currency = forms.RegexField(r"^[A-Z]{3}$", max_length=3)
    amount = forms.CharField(max_length=40)
    reason = forms.CharField(max_length=20)
    said = forms.CharField(max_length=2_000)
    owner = forms.IntegerField(required=False)
    due_on = forms.DateField(required=False)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """The form, and the dispute it opens."""
    if request.method != "POST":
        return _shown(request, visit, customer_id)
    form = OpeningForm(request.POST)
    if not form.is_valid():
        errors = tuple(error for each in form.errors.values() for error in each)
        return _shown(request, visit, customer_id, problems=errors)
    sound = form.cleaned_data
    amount = minor_of(sound["amount"], sound["currency"])
    if amount is None:
        return _shown(request, visit, customer_id, problems=(_("The amount is no figure."),))
    who = Who(visit.scope["actor"], origin_of(request))
    try:
        made = open_dispute(
            company_id=visit.company.id, who=who, key=f"dispute:{sound['key']}", customer_id=customer_id, item_id=sound["item"],
            statement_id=sound["statement"], currency=sound["currency"], amount=amount, reason=sound["reason"],
            said=sound["said"], raised_by="staff", owner_id=sound["owner"], due_on=sound["due_on"], document=sound["document"],
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, customer_id, refusal=refusal)
    messages.success(request, _("The dispute is open; what it is about stays owed and is marked."))
    return redirect("disputes:page", made)


def _shown(
    request: HttpRequest, visit: Visit, customer_id: int, *, refusal: Refusal | None = None, problems: tuple[Any, ...] = ()
) -> HttpResponse:  # fmt: skip
    said = request.POST
    asked = said if said else request.GET
    item, statement = number_of(asked.get("item", "")), number_of(asked.get("statement", ""))
    about = about_customer(
        **visit.scope, customer_id=customer_id, item_id=item, statement_id=statement
    )
    context = {
        "section": "book",
        "part": "disputes",
        "about": about,
        "owners": dispute_owners(**visit.scope),
        "owner": said.get("owner", str(visit.scope["actor"])),
        "due_on": said.get("due_on")
        or deadline(visit.company.id, timezone.localdate()).isoformat(),
        "reasons": reasons_of(visit.company.id).items(),
        "said": said,
        "key": said.get("key") or uuid.uuid4().hex,
        "refusal": refusal,
        "problems": problems,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "disputes/new.html", context, status=status)

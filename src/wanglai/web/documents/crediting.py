"""A credit note of lines of an invoice: quantities that came back or were billed too much, or amounts off the price."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.documents.credit_invoice import make_credit_note
from wanglai.services.documents.show_papers import invoice_page
from wanglai.services.documents.wanted import CreditLine, WantedCredit
from wanglai.services.money import minor_of
from wanglai.services.refusals import Refusal
from wanglai.web.documents.forms import CreditForm, decimal_of, numbered
from wanglai.web.documents.shown import show
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of


@require_http_methods(["GET", "POST"])
@looks_and_acts
def credit(request: HttpRequest, visit: Visit, invoice_id: int) -> HttpResponse:
    """Beside each line what is left of it; a quantity or an amount is typed, as the reason wants."""
    page = invoice_page(**visit.scope, invoice_id=invoice_id)

    def again(form: CreditForm, **wrong: Any) -> HttpResponse:
        return show(request, "credit", "invoices", page=page, form=form, **wrong)

    if request.method != "POST":
        day = max(timezone.localdate(), page.on)
        return again(CreditForm(initial={"key": uuid.uuid4().hex, "on": day}))
    form = CreditForm(request.POST)
    if not form.is_valid():
        return again(form)
    lines = _lines(request, page.currency, form.cleaned_data["reason"])
    if lines is None:
        return again(form, problems=(_("Type a quantity or an amount in figures."),))
    sound = form.cleaned_data
    wanted = WantedCredit(
        page.id, sound["number"], sound["on"], sound["reason"], lines, sound["text"]
    )
    try:
        made = make_credit_note(
            **visit.scope, origin=origin_of(request), credit=wanted, key=sound["key"]
        )
    except Refusal as refusal:
        return again(form, refusal=refusal)
    messages.success(request, _("The draft is made; look at it, then post it."))
    return redirect("documents:invoice", made)


def _lines(request: HttpRequest, currency: str, reason: str) -> tuple[CreditLine, ...] | None:
    """Quantities, or amounts where the price is lowered; None where something typed is no figure."""
    found = []
    for name, typed in numbered(request.POST, "line-"):
        if not (name.isascii() and name.isdecimal()):
            return None
        if reason == "price":
            net = minor_of(typed, currency)
            if net is None:
                return None
            found.append(CreditLine(int(name), net=net))
        else:
            quantity = decimal_of(typed)
            if quantity is None:
                return None
            found.append(CreditLine(int(name), quantity=quantity))
    return tuple(found)

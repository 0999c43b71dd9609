"""Periods: their state, the checklist of each, closing one, opening more."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.exports.periods import periods_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.periods.close_period import close_period
from wanglai.services.periods.open_periods import MONTHS_MAX, open_periods
from wanglai.services.periods.queries import period_page, periods
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import taken


class MonthsForm(forms.Form):
    months = forms.IntegerField(min_value=1, max_value=MONTHS_MAX)
    key = forms.CharField(max_length=64)


class CloseForm(forms.Form):
    """Closing is for ever: the tick says that it is meant."""

    sure = forms.BooleanField()
    key = forms.CharField(max_length=64)


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Newest first, with the head that was handed outside for each closed one."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    shown = {
        "section": "book",
        "part": "periods",
        "found": periods(**visit.scope),
        "key": uuid.uuid4().hex,
        "months_max": MONTHS_MAX,
    }
    return render(request, "periods/list.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every period, to take away."""
    return taken(periods_table(**visit.scope), language, form)


def _show(
    request: HttpRequest, visit: Visit, period_id: int, *, refusal: Refusal | None = None,
    problem: str = "",
) -> HttpResponse:  # fmt: skip
    shown = {
        "section": "book",
        "part": "periods",
        "page": period_page(**visit.scope, period_id=period_id),
        "refusal": refusal,
        "problem": problem,
        "key": uuid.uuid4().hex,
    }
    status = http_status(refusal) if refusal else 422 if problem else 200
    return render(request, "periods/page.html", shown, status=status)


@looks
def page(request: HttpRequest, visit: Visit, period_id: int) -> HttpResponse:
    """One period and what must be clean before it closes."""
    return _show(request, visit, period_id)


@acts
def close(request: HttpRequest, visit: Visit, period_id: int) -> HttpResponse:
    """Close the period for ever."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        words = _("Tick that you mean it: a closed period is not opened again.")
        return _show(request, visit, period_id, problem=words)
    try:
        close_period(
            **visit.scope, origin=origin_of(request), period_id=period_id, key=form.cleaned_data["key"]
        )  # fmt: skip
    except Refusal as refusal:
        return _show(request, visit, period_id, refusal=refusal)
    messages.success(request, _("The period is closed and its seal is handed outside."))
    return redirect("periods:page", period_id)


@acts
def open_more(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Append months to the last period."""
    form = MonthsForm(request.POST)
    months = form.cleaned_data["months"] if form.is_valid() else 0
    key = form.cleaned_data.get("key") or uuid.uuid4().hex
    open_periods(**visit.scope, origin=origin_of(request), months=months, key=key)
    messages.success(request, _("More periods are open."))
    return redirect("periods:list")

"""What terms rest on: the company's own days, published rates, and the law with its articles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.domain.law_form import record_of
from wanglai.services.contracts.company_days import (
    clear_company_day,
    company_days,
    set_company_day,
)
from wanglai.services.contracts.rates import enter_rates, published_rates, withdraw_rate
from wanglai.services.contracts.set_law import payment_law, set_law
from wanglai.web.contracts.forms import DayForm, LawForm, RatesForm
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The company's days, the rates, the law."""
    return _show(request, visit)


def _show(request: HttpRequest, visit: Visit, problems: tuple[str, ...] = ()) -> HttpResponse:
    carried = visit.company.acts
    shown = {
        "section": "book",
        "part": "contracts",
        "days": company_days(**visit.scope),
        "rates": published_rates(**visit.scope),
        "law": payment_law(**visit.scope),
        "problems": problems,
        "said": request.POST,
        "may_set_days": "set_calendar" in carried,
        "may_enter": "enter_rates" in carried,
        "may_set_law": "set_law" in carried,
    }
    return render(request, "contracts/rules.html", shown, status=422 if problems else 200)


@acts
def set_day(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A day of the company's own."""
    said = DayForm(request.POST).said()
    set_company_day(**visit.scope, origin=origin_of(request), today=timezone.localdate(), **said)
    messages.success(request, _("Kept. Days of payment posted before stay as they are."))
    return redirect("contracts:rules")


@acts
def clear_day(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The day is again as its country has it."""
    said = DayForm(request.POST).said()
    clear_company_day(**visit.scope, origin=origin_of(request), on=said["on"])
    return redirect("contracts:rules")


@acts
def enter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Rates, one a line; a line that cannot be read keeps them all out."""
    form = RatesForm(request.POST)
    if not form.is_valid():
        return _show(request, visit, tuple(str(each) for errors in form.errors.values() for each in errors))  # fmt: skip
    sound = form.cleaned_data
    count = enter_rates(**visit.scope, origin=origin_of(request), table=sound["table"], rates=sound["lines"])  # fmt: skip
    messages.success(request, _("%(count)d rates entered.") % {"count": count})
    return redirect("contracts:rules")


@acts
def withdraw(request: HttpRequest, visit: Visit, rate_id: int) -> HttpResponse:
    """A rate entered by mistake holds no longer."""
    withdraw_rate(**visit.scope, origin=origin_of(request), rate_id=rate_id)
    return redirect("contracts:rules")


@acts
def law(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Other figures for what is signed from now on."""
    form = LawForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    sound = form.cleaned_data
    settings: dict[str, Any] = record_of(payment_law(**visit.scope))
    settings["in_force_on"] = sound["in_force_on"].isoformat()
    for buyer in ("public", "large"):
        settings["limits"][buyer] = {
            "days": sound[f"{buyer}_days"],
            "is_absolute": buyer == "public",
            "source": sound[f"{buyer}_source"],
        }
    settings["percent_a_day"] = str(sound["percent_a_day"])
    settings["percent_a_day_source"] = sound["percent_a_day_source"]
    set_law(**visit.scope, origin=origin_of(request), settings=settings, reason=sound["reason"])
    messages.success(request, _("Kept. What is signed from now on is checked by these figures."))
    return redirect("contracts:rules")

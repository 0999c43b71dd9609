"""Reports by mail: what this person gets, one more, one less."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.exports.subscriptions import (
    DAYS,
    REPORTS,
    cancel_subscription,
    subscribe,
    subscriptions,
)
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.exports.forms import ReportForm
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of


def _show(request: HttpRequest, visit: Visit, refusal: Refusal | None = None) -> HttpResponse:
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    weekdays = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))  # fmt: skip
    shown = {
        "section": "book",
        "part": "exports",
        "sub": "reports",
        "found": subscriptions(**visit.scope),
        "reports": REPORTS.items(),
        "weekdays": list(zip(DAYS["week"], weekdays, strict=True)),
        "month_days": list(DAYS["month"]),
        "refusal": refusal,
    }
    status = http_status(refusal) if refusal else 200
    return render(request, "exports/reports.html", shown, status=status)


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What this person gets by mail, and when next."""
    return _show(request, visit)


@acts
def send(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Have a report sent from now on."""
    try:
        subscribe(**visit.scope, origin=origin_of(request), **ReportForm(request.POST).said())
    except Refusal as refusal:
        return _show(request, visit, refusal)
    messages.success(request, _("The report will be sent to your address."))
    return redirect("exports:reports")


@acts
def cancel(request: HttpRequest, visit: Visit, subscription_id: int) -> HttpResponse:
    """No more mails of it."""
    cancel_subscription(**visit.scope, origin=origin_of(request), subscription_id=subscription_id)
    messages.success(request, _("Cancelled: no more mails of it."))
    return redirect("exports:reports")

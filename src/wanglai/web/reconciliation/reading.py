"""How each file was read, and the form that corrects it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.reconciliation.confirm_reading import confirm_reading
from wanglai.services.reconciliation.correct_reading import correct_reading
from wanglai.services.reconciliation.queries import reconciliation_page
from wanglai.services.reconciliation.rows import ReconciliationPage
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.reconciliation.correcting import ReadingForm, form_of


def _show(
    request: HttpRequest, page: ReconciliationPage, sent: dict[str, ReadingForm] | None = None
) -> HttpResponse:
    sent = sent or {}
    sides = [
        (side, reading, sent.get(side) or form_of(page, side))
        for side, reading in (("ours", page.ours), ("theirs", page.theirs))
    ]
    context = {"page": page, "sides": sides, "has_errors": bool(sent)}
    return render(request, "reconciliation/reading.html", context, status=422 if sent else 200)


@looks
def both(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Both files: what was recognised, why, what was rejected, what was left out."""
    return _show(request, reconciliation_page(**visit.scope, reconciliation_id=pk))


@acts
def correct(request: HttpRequest, visit: Visit, pk: int, side: str) -> HttpResponse:
    """Reads the side again as the person says, in a new run."""
    page = reconciliation_page(**visit.scope, reconciliation_id=pk)
    form = form_of(page, side, request.POST)
    if not form.is_valid():
        return _show(request, page, {side: form})
    correct_reading(**visit.scope, reconciliation_id=pk, side=side, options=form.as_options())
    return redirect("reconciliation:page", pk)


@acts
def remember(request: HttpRequest, visit: Visit, pk: int, side: str) -> HttpResponse:
    """This way of reading is used for the customer's next file."""
    confirm_reading(**visit.scope, reconciliation_id=pk, side=side)
    messages.success(request, _("Remembered for this customer's next file."))
    return redirect("reconciliation:reading", pk)

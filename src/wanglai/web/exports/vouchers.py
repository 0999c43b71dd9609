"""Vouchers for other accounting software: choose a period and a layout, take the file, have a batch again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.exports.export_vouchers import export_again, export_vouchers
from wanglai.services.exports.show_vouchers import batch_file, vouchers_page
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.exports.forms import AgainForm, VouchersForm
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import sent


def _show(request: HttpRequest, visit: Visit, refusal: Refusal | None = None) -> HttpResponse:
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    shown = {
        "section": "book",
        "part": "exports",
        "sub": "vouchers",
        "page": vouchers_page(**visit.scope),
        "key": uuid.uuid4().hex,
        "refusal": refusal,
    }
    status = http_status(refusal) if refusal else 200
    return render(request, "exports/vouchers.html", shown, status=status)


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Periods with what waits in them, and the batches handed out."""
    return _show(request, visit)


@acts
def make(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new batch of everything that no batch holds yet."""
    said = VouchersForm(request.POST).said()
    try:
        export_vouchers(**visit.scope, origin=origin_of(request), **said)
    except Refusal as refusal:
        return _show(request, visit, refusal)
    messages.success(request, _("The batch is ready: download it from the list."))
    return redirect("exports:vouchers")


@acts
def again(request: HttpRequest, visit: Visit, batch_id: int) -> HttpResponse:
    """The same entries under the same numbers once more."""
    said = AgainForm(request.POST).said()
    try:
        export_again(**visit.scope, origin=origin_of(request), batch_id=batch_id, **said)
    except Refusal as refusal:
        if http_status(refusal) == 404:
            raise
        return _show(request, visit, refusal)
    messages.success(request, _("The batch was exported again: do not import both."))
    return redirect("exports:vouchers")


@looks
def batch(request: HttpRequest, visit: Visit, batch_id: int) -> HttpResponse:
    """The file of a batch, byte for byte."""
    return sent(batch_file(**visit.scope, batch_id=batch_id))

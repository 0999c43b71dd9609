"""Invoices and notes: the list, one with its parts and corrections, its steps, and the paper to print."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.documents.credit_invoice import post_credit_note
from wanglai.services.documents.lists import invoices as list_invoices
from wanglai.services.documents.make_invoice import cancel_invoice
from wanglai.services.documents.post_invoice import post_invoice
from wanglai.services.documents.reverse_invoice import reverse_invoice
from wanglai.services.documents.show_papers import InvoicePage, invoice_page
from wanglai.services.refusals import Refusal
from wanglai.web.documents.forms import AcceptForm
from wanglai.web.documents.shown import problems_of, show, show_list
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.waiting import waits_for_another


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Invoices and notes, newest first, with what is open of each."""
    return show_list(request, visit, "invoices", list_invoices)


def _page(request: HttpRequest, visit: Visit, invoice_id: int, **wrong: Any) -> HttpResponse:
    page = invoice_page(**visit.scope, invoice_id=invoice_id)
    day = max(timezone.localdate(), page.on)
    return show(
        request, "invoice", "invoices", page=page, chain=page.chain, day=day.isoformat(),
        key=uuid.uuid4().hex, **wrong,
    )  # fmt: skip


@looks
def page(request: HttpRequest, visit: Visit, invoice_id: int) -> HttpResponse:
    """One paper with what is left of it."""
    return _page(request, visit, invoice_id)


@looks
def printed(request: HttpRequest, visit: Visit, invoice_id: int) -> HttpResponse:
    """The paper as the customer gets it."""
    page = invoice_page(**visit.scope, invoice_id=invoice_id)
    return show(request, "printed_invoice", "invoices", page=page)


@acts
def post(request: HttpRequest, visit: Visit, invoice_id: int) -> HttpResponse:
    """Enter it into the book; a credit note that another person must see is asked for at once."""
    page = invoice_page(**visit.scope, invoice_id=invoice_id)
    origin = origin_of(request)
    verb = post_credit_note if page.kind == "credit_note" else post_invoice
    try:
        verb(**visit.scope, origin=origin, invoice_id=invoice_id)
    except ApprovalIsNeeded:
        asked = _asked(visit, page, origin, request.POST.get("key", "")[:64] or uuid.uuid4().hex)
        return waits_for_another(request, asked)
    except Refusal as refusal:
        return _page(request, visit, invoice_id, refusal=refusal)
    messages.success(request, _("Posted."))
    return redirect("documents:invoice", invoice_id)


def _asked(visit: Visit, page: InvoicePage, origin: str, key: str) -> int:
    subject = {
        "invoice_id": page.id,
        "number": page.number,
        "on": page.on.isoformat(),
        "amount": page.gross.minor,
        "reason": page.reason.within(visit.language) if page.reason else "",
    }
    return request_approval(
        **visit.scope, origin=origin, kind="credit_note", subject=subject, key=key
    )


@acts
def cancel(request: HttpRequest, visit: Visit, invoice_id: int) -> HttpResponse:
    """Take a draft back."""
    try:
        cancel_invoice(**visit.scope, origin=origin_of(request), invoice_id=invoice_id)
    except Refusal as refusal:
        return _page(request, visit, invoice_id, refusal=refusal)
    return redirect("documents:invoice", invoice_id)


@acts
def reverse(request: HttpRequest, visit: Visit, invoice_id: int) -> HttpResponse:
    """Take a posted paper back from a day on."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, invoice_id, problems=problems_of(form))
    try:
        reverse_invoice(
            **visit.scope, origin=origin_of(request), invoice_id=invoice_id, on=form.cleaned_data["on"]
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, visit, invoice_id, refusal=refusal)
    messages.success(request, _("Taken back; what it took can be invoiced again."))
    return redirect("documents:invoice", invoice_id)

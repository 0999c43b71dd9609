"""A new invoice: of what waits to be invoiced, of free lines, or of both; with ``corrects`` a debit note."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.domain.invoicing import figures, summed
from wanglai.domain.ledger import Instalment
from wanglai.services.documents.billable import BillableLine, billable_lines
from wanglai.services.documents.lists import customer_for_paper, customers_for_papers
from wanglai.services.documents.make_invoice import make_invoice
from wanglai.services.documents.show_papers import invoice_page
from wanglai.services.documents.wanted import Billed, WantedInvoice, WantedLine
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal
from wanglai.web.documents.forms import (
    EMPTY_LINES,
    InvoiceForm,
    decimal_of,
    numbered,
    typed_lines,
    wanted_lines,
)
from wanglai.web.documents.shown import customer_of, show
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of

_PREFIX = "billed-"


def _waiting(visit: Visit, name: str) -> tuple[BillableLine, ...]:
    customer_id = customer_for_paper(**visit.scope, name=name.strip()) if name.strip() else None
    return billable_lines(**visit.scope, customer_id=customer_id) if customer_id else ()


def _form(
    request: HttpRequest, visit: Visit, form: InvoiceForm, *, refusal: Refusal | None = None,
    problems: tuple[Any, ...] = (),
) -> HttpResponse:  # fmt: skip
    sent, is_sent = request.POST, request.method == "POST"
    name = str(form["customer_name"].value() or "")
    is_debit_note = bool(form["corrects"].value())
    waiting = () if is_debit_note else _waiting(visit, name)
    more = 1 if is_sent else 0 if waiting else EMPTY_LINES
    return show(
        request, "new_invoice", "invoices", form=form, refusal=refusal, problems=problems,
        waiting=[(line, _offered(request, line)) for line in waiting],
        lines=typed_lines(sent, more=more), is_debit_note=is_debit_note,
        customers=customers_for_papers(**visit.scope),
    )  # fmt: skip


def _offered(request: HttpRequest, line: BillableLine) -> str:
    """What stands in the field: what was typed, else all that is left of what was asked for."""
    if request.method == "POST":
        return request.POST.get(f"{_PREFIX}{line.place}", "")
    asked = [
        (request.GET.get("delivery"), line.delivery_id),
        (request.GET.get("order"), line.order_id),
    ]
    is_asked = any(said and said == str(of) for said, of in asked)
    everything = not any(said for said, _of in asked)
    return f"{line.left.normalize():f}" if is_asked or everything else ""


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; its buttons show what waits of the customer, add a line, or make a draft."""
    if request.method != "POST":
        return _form(request, visit, InvoiceForm(initial=_first(request, visit)))
    if request.POST.get("step") == "add":
        return _form(request, visit, InvoiceForm(initial=request.POST.dict()))
    form = InvoiceForm(request.POST)
    if not form.is_valid():
        return _form(request, visit, form)
    customer_id = customer_of(visit, form, _("There is no customer of this name."))
    if customer_id is None:
        return _form(request, visit, form)
    try:
        invoice = _invoice(visit, customer_id, form, request.POST)
        made = make_invoice(
            **visit.scope, origin=origin_of(request), invoice=invoice, key=form.cleaned_data["key"]
        )
    except ValidationError as problem:
        return _form(request, visit, form, problems=tuple(problem.messages))
    except Refusal as refusal:
        return _form(request, visit, form, refusal=refusal)
    messages.success(request, _("The draft is made; look at it, then post it."))
    return redirect("documents:invoice", made)


def _first(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    first = {
        "key": uuid.uuid4().hex,
        "customer_name": request.GET.get("customer", ""),
        "on": timezone.localdate(),
        "currency": request.GET.get("currency") or book_state(**visit.scope).currency,
    }
    corrects = request.GET.get("corrects", "")
    if corrects.isascii() and corrects.isdecimal():
        page = invoice_page(**visit.scope, invoice_id=int(corrects))
        first |= {
            "corrects": page.id,
            "customer_name": page.customer_name,
            "currency": page.currency,
            "rate": page.rate,
        }
    return first


def _invoice(visit: Visit, customer_id: int, form: InvoiceForm, sent: QueryDict) -> WantedInvoice:
    sound = form.cleaned_data
    billed = _billed(sent)
    free = wanted_lines(sent)
    lines: tuple[Billed | WantedLine, ...] = (*billed, *free)
    instalments: tuple[Instalment, ...] = ()
    if sound["due_on"]:
        gross = _gross(visit, customer_id, billed, free, sound["currency"])
        instalments = (Instalment(gross, sound["due_on"]),)
    return WantedInvoice(
        customer_id=customer_id, number=sound["number"], on=sound["on"], lines=lines,
        currency=sound["currency"], rate=sound["rate"] if sound["rate"] is not None else Decimal(1),
        instalments=instalments, corrects_id=sound["corrects"], text=sound["text"],
    )  # fmt: skip


def _billed(sent: QueryDict) -> tuple[Billed, ...]:
    found = []
    for place, typed in numbered(sent, _PREFIX):
        quantity = decimal_of(typed)
        order_line, _dash, delivery_line = place.partition("-")
        if quantity is None or not (order_line.isdecimal() and delivery_line.isdecimal()):
            raise ValidationError(_("%(typed)s is no quantity.") % {"typed": typed})
        if quantity:
            found.append(Billed(int(order_line), quantity, int(delivery_line) or None))
    return tuple(found)


def _gross(
    visit: Visit, customer_id: int, billed: tuple[Billed, ...], free: tuple[WantedLine, ...],
    currency: str,
) -> int:  # fmt: skip
    """What the lines come to, so that all of it falls due on one day; a line that is gone is refused by the verb."""
    known = {
        (line.order_line_id, line.delivery_line_id): line
        for line in billable_lines(**visit.scope, customer_id=customer_id)
    }
    lines = [
        WantedLine("", each.quantity, line.price, line.tax_percent)
        for each in billed
        if (line := known.get((each.order_line_id, each.delivery_line_id)))
    ]
    priced = [line.priced for line in (*lines, *free)]
    return summed(figures(priced, currency)).gross if priced else 0

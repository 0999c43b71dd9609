"""Deliveries: the list, a new one of an order, one with its evidence and acceptance, and the note to print."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.documents.accept_delivery import accept_delivery, cancel_delivery
from wanglai.services.documents.deliver import deliver
from wanglai.services.documents.evidence import attach_evidence, evidence_of
from wanglai.services.documents.lists import deliveries as list_deliveries
from wanglai.services.documents.show_papers import delivery_page, order_page
from wanglai.services.documents.wanted import Moved, WantedDelivery
from wanglai.services.refusals import Refusal
from wanglai.web.documents.forms import (
    AcceptForm,
    DeliveryForm,
    EvidenceForm,
    decimal_of,
    numbered,
    upload_of,
)
from wanglai.web.documents.shown import problems_of, show, show_list
from wanglai.web.parts.door import Visit, acts, looks, looks_and_acts
from wanglai.web.parts.origin import origin_of


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Deliveries, newest first."""
    return show_list(request, visit, "deliveries", list_deliveries)


def _quantities(request: HttpRequest, prefix: str) -> tuple[dict[int, Decimal], tuple[str, ...]]:
    """What was typed for each line by its id; figures that are none are told. Nothing and zero are left out."""
    found, problems = {}, []
    for name, typed in numbered(request.POST, prefix):
        quantity = decimal_of(typed)
        if quantity is None or not name.isascii() or not name.isdecimal():
            problems.append(_("%(typed)s is no quantity.") % {"typed": typed})
        elif quantity:
            found[int(name)] = quantity
    return found, tuple(problems)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit, order_id: int) -> HttpResponse:
    """What is left of each line is offered; less of it, or nothing, can be delivered."""
    page = order_page(**visit.scope, order_id=order_id)

    def again(form: DeliveryForm, **wrong: Any) -> HttpResponse:
        return show(request, "deliver", "orders", page=page, form=form, **wrong)

    if request.method != "POST":
        first = {"key": uuid.uuid4().hex, "delivered_on": timezone.localdate()}
        return again(DeliveryForm(initial=first))
    form = DeliveryForm(request.POST, request.FILES)
    quantities, problems = _quantities(request, "line-")
    if not form.is_valid() or problems:
        return again(form, problems=problems)
    sound = form.cleaned_data
    wanted = WantedDelivery(
        number=sound["number"],
        delivered_on=sound["delivered_on"],
        lines=tuple(Moved(*each) for each in sorted(quantities.items())),
        text=sound["text"],
    )
    try:
        made = deliver(
            **visit.scope, origin=origin_of(request), order_id=order_id, delivery=wanted,
            key=sound["key"], evidence=upload_of(sound["evidence"]),
        )  # fmt: skip
    except Refusal as refusal:
        return again(form, refusal=refusal)
    messages.success(request, _("Delivered. Note the acceptance when the customer has signed."))
    return redirect("documents:delivery", made)


def _page(request: HttpRequest, visit: Visit, delivery_id: int, **wrong: Any) -> HttpResponse:
    page = delivery_page(**visit.scope, delivery_id=delivery_id)
    day = max(timezone.localdate(), page.delivered_on)
    return show(
        request, "delivery", "deliveries", page=page, chain=page.chain, day=day.isoformat(), **wrong
    )


@looks
def page(request: HttpRequest, visit: Visit, delivery_id: int) -> HttpResponse:
    """One delivery with what is left to be invoiced of it."""
    return _page(request, visit, delivery_id)


@looks
def printed(request: HttpRequest, visit: Visit, delivery_id: int) -> HttpResponse:
    """The delivery note as it is signed by the customer."""
    page = delivery_page(**visit.scope, delivery_id=delivery_id)
    return show(request, "delivery_note", "deliveries", page=page)


@acts
def accept(request: HttpRequest, visit: Visit, delivery_id: int) -> HttpResponse:
    """The customer accepts it; what was refused is typed beside the lines."""
    form = AcceptForm(request.POST)
    refused, problems = _quantities(request, "refused-")
    if not form.is_valid() or problems:
        return _page(request, visit, delivery_id, problems=(*problems_of(form), *problems))
    try:
        accept_delivery(
            **visit.scope, origin=origin_of(request), delivery_id=delivery_id,
            on=form.cleaned_data["on"], refused=refused,
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, visit, delivery_id, refusal=refusal)
    return redirect("documents:delivery", delivery_id)


@acts
def attach(request: HttpRequest, visit: Visit, delivery_id: int) -> HttpResponse:
    """Keep the signed note."""
    form = EvidenceForm(request.POST, request.FILES)
    upload = upload_of(form.cleaned_data["evidence"]) if form.is_valid() else None
    if upload is None:
        return _page(request, visit, delivery_id, problems=problems_of(form))
    try:
        attach_evidence(
            **visit.scope, origin=origin_of(request), delivery_id=delivery_id, upload=upload
        )
    except Refusal as refusal:
        return _page(request, visit, delivery_id, refusal=refusal)
    return redirect("documents:delivery", delivery_id)


@looks
def evidence(request: HttpRequest, visit: Visit, delivery_id: int) -> HttpResponse:
    """The evidence to take away, never opened in the page."""
    kept = evidence_of(**visit.scope, delivery_id=delivery_id)
    answer = HttpResponse(kept.content, content_type=kept.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@acts
def cancel(request: HttpRequest, visit: Visit, delivery_id: int) -> HttpResponse:
    """It never took place."""
    try:
        cancel_delivery(**visit.scope, origin=origin_of(request), delivery_id=delivery_id)
    except Refusal as refusal:
        return _page(request, visit, delivery_id, refusal=refusal)
    return redirect("documents:delivery", delivery_id)

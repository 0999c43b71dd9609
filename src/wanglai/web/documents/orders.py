"""Orders: the list, a new one with its lines, one with what is left of each, and its steps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.documents.enter_order import enter_order
from wanglai.services.documents.lists import customers_for_papers
from wanglai.services.documents.lists import orders as list_orders
from wanglai.services.documents.order_states import cancel_order, close_order, confirm_order
from wanglai.services.documents.show_papers import order_page
from wanglai.services.documents.wanted import WantedOrder
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal
from wanglai.web.documents.forms import EMPTY_LINES, OrderForm, typed_lines, wanted_lines
from wanglai.web.documents.shown import customer_of, show, show_list
from wanglai.web.parts.door import Visit, acts, looks, looks_and_acts
from wanglai.web.parts.origin import origin_of

_STEPS: dict[str, Callable[..., None]] = {
    "confirm": confirm_order,
    "close": close_order,
    "cancel": cancel_order,
}


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Orders, newest first, with what waits of each."""
    return show_list(request, visit, "orders", list_orders)


def _form(
    request: HttpRequest, visit: Visit, form: OrderForm, *, refusal: Refusal | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:  # fmt: skip
    lines = typed_lines(request.POST, more=1 if request.method == "POST" else EMPTY_LINES)
    return show(
        request, "new_order", "orders", form=form, lines=lines, refusal=refusal, problems=problems,
        customers=customers_for_papers(**visit.scope),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; one button adds a line, another enters the order as a draft."""
    if request.method != "POST":
        first = {
            "key": uuid.uuid4().hex,
            "customer_name": request.GET.get("customer", ""),
            "ordered_on": timezone.localdate(),
            "currency": book_state(**visit.scope).currency,
        }
        return _form(request, visit, OrderForm(initial=first))
    form = OrderForm(request.POST)
    if request.POST.get("step") == "add":
        return _form(request, visit, OrderForm(initial=request.POST.dict()))
    if not form.is_valid():
        return _form(request, visit, form)
    customer_id = customer_of(visit, form, _("There is no customer of this name."))
    if customer_id is None:
        return _form(request, visit, form)
    sound = form.cleaned_data
    try:
        order = WantedOrder(
            customer_id=customer_id, number=sound["number"], ordered_on=sound["ordered_on"],
            lines=wanted_lines(request.POST), currency=sound["currency"],
            their_number=sound["their_number"], wanted_on=sound["wanted_on"],
            tolerance_percent=sound["tolerance"] or Decimal(0),
            is_billed_by_order=sound["billed"] == "order", text=sound["text"],
        )  # fmt: skip
        made = enter_order(**visit.scope, origin=origin_of(request), order=order, key=sound["key"])
    except ValidationError as problem:
        return _form(request, visit, form, problems=tuple(problem.messages))
    except Refusal as refusal:
        return _form(request, visit, form, refusal=refusal)
    messages.success(request, _("The order is entered; confirm it to deliver."))
    return redirect("documents:order", made)


def _page(
    request: HttpRequest, visit: Visit, order_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    page = order_page(**visit.scope, order_id=order_id)
    return show(request, "order", "orders", page=page, chain=page.chain, refusal=refusal)


@looks
def page(request: HttpRequest, visit: Visit, order_id: int) -> HttpResponse:
    """One order with what is left at each line."""
    return _page(request, visit, order_id)


@acts
def move(request: HttpRequest, visit: Visit, order_id: int, step: str) -> HttpResponse:
    """Confirm, close or cancel."""
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step](**visit.scope, origin=origin_of(request), order_id=order_id)
    except Refusal as refusal:
        return _page(request, visit, order_id, refusal=refusal)
    return redirect("documents:order", order_id)

"""Open items of a customer: settling a debit with a credit, and taking a settlement apart."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.exports.items import items_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.ledger.show_items import item_page, open_items_page
from wanglai.services.money import minor_of
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.ledger.customers import no_book
from wanglai.web.ledger.forms import AsOfFilter, SettleForm
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import taken

PAGE_ITEMS = 200


def _show(
    request: HttpRequest, visit: Visit, customer_id: int, *, refusal: Refusal | None = None,
    problems: tuple[Any, ...] = (),
) -> HttpResponse:  # fmt: skip
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    as_of = AsOfFilter(request.GET).wanted(state)
    page = open_items_page(**visit.scope, customer_id=customer_id, **as_of.query)
    chosen = {name: request.POST.get(name, "") for name in ("debit", "credit", "amount", "on")}
    chosen["on"] = chosen["on"] or as_of.on.isoformat()
    shown = {
        "section": "book",
        "part": "customers",
        "state": state,
        "as_of": as_of,
        "page": page,
        "shown_max": PAGE_ITEMS,
        "shown_slice": f":{PAGE_ITEMS}",
        "refusal": refusal,
        "problems": problems,
        "chosen": chosen,
        "key": uuid.uuid4().hex,
        "can_settle": "allocate" in visit.company.acts and page.debits and page.credits,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "ledger/items.html", shown, status=status)


@looks
def items(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """What is open at the end of a day: what they owe on one side, what we owe on the other."""
    return _show(request, visit, customer_id)


@looks
def items_sheet(
    request: HttpRequest, visit: Visit, customer_id: int, language: str, form: str
) -> HttpResponse:
    """The same items and sums, to take away."""
    as_of = AsOfFilter(request.GET).wanted(book_state(**visit.scope))
    return taken(items_table(**visit.scope, customer_id=customer_id, **as_of.query), language, form)


@acts
def settle(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """One credit settles one debit, as much as both have or as much as is said."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        problems = tuple(error for errors in form.errors.values() for error in errors)
        return _show(request, visit, customer_id, problems=problems)
    sound, amount = form.cleaned_data, None
    if sound["amount"].strip():
        item = item_page(**visit.scope, item_id=sound["debit"])
        amount = minor_of(sound["amount"], item.amount.currency)
        if amount is None:
            words = _("Write the amount in figures, such as 1,234.56.")
            return _show(request, visit, customer_id, problems=(words,))
    try:
        allocate(
            **visit.scope, origin=origin_of(request), pairs=[Pair(sound["debit"], sound["credit"], amount)],
            on=sound["on"], key=sound["key"],
        )  # fmt: skip
    except Refusal as refusal:
        return _show(request, visit, customer_id, refusal=refusal)
    messages.success(request, _("Settled. It can be undone from either item."))
    return redirect("ledger:items", customer_id)

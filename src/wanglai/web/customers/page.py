"""One customer with everything that is known of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wanglai.services.access.queries import carriers_in_words
from wanglai.services.contracts.queries import list_contracts
from wanglai.services.customers.show_customer import (
    customer_ageing,
    customer_money,
    customer_page,
    customer_reconciliations,
    customer_timeline,
)
from wanglai.services.customers.show_papers import customer_papers
from wanglai.services.customers.words import ADDRESS_KINDS
from wanglai.services.ledger.show_customers import book_state
from wanglai.web.parts.door import Visit, looks


@looks
def page(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Who it is, what is open, who pays, how it is classed, what happened."""
    return shown_page(request, visit, customer_id)


def shown_page(request: HttpRequest, visit: Visit, customer_id: int, **more: Any) -> HttpResponse:
    """The page, for the view that shows it and for the one that shows a whole account number on it."""
    one: dict[str, Any] = {**visit.scope, "customer_id": customer_id}
    found = customer_page(**one)
    one["kin"] = found.kin
    shown = {
        "section": "customers",
        "page": found,
        "timeline": customer_timeline(**one),
        "reconciliations": customer_reconciliations(**one),
        "address_kinds": ADDRESS_KINDS.items(),
        "today": timezone.localdate(),
        **more,
    }
    if "view_contracts" in visit.company.acts:
        shown["contracts"] = list_contracts(**one, on=timezone.localdate())
        shown["contract_drafters"] = carriers_in_words(["draft_contract"])
    if "view_documents" in visit.company.acts:
        shown["documents"] = customer_papers(**one)
    state = book_state(**visit.scope)
    if state.is_open:
        shown["state"] = state
        shown["money"] = customer_money(**one, on=state.day)
        if "view_ageing" in visit.company.acts:
            shown["ages"] = customer_ageing(**one, on=state.day)
    return render(request, "customers/page.html", shown)

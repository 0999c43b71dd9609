"""One customer's ledger (明细账), on the screen and as a workbook."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.customers.assign_customer import assign_customer, assignees, looked_after_by
from wanglai.services.exports.account import account_table
from wanglai.services.ledger.show_account import account_page
from wanglai.services.ledger.show_customers import book_state
from wanglai.web.ledger.customers import no_book
from wanglai.web.ledger.forms import AssignForm, SpanFilter
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import taken

PAGE_LINES = 100


@looks
def account(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Lines between two days with the balance after each, as known now or at a moment."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    span = SpanFilter(request.GET).wanted(state)
    page = account_page(
        **visit.scope, customer_id=customer_id, from_on=span.from_on, to_on=span.to_on,
        known_at=span.known_at, after=span.after, limit=PAGE_LINES,
    )  # fmt: skip
    shown = {"section": "book", "part": "customers", "state": state, "span": span, "page": page}
    shown["looked_after"] = looked_after_by(**visit.scope, customer_id=customer_id)
    if "assign_customer" in visit.company.acts:
        shown["managers"], shown["teams"] = assignees(**visit.scope, customer_id=customer_id)
    return render(request, "ledger/account.html", shown)


@acts
def assign(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Say who looks after the customer."""
    said = AssignForm(request.POST).said()
    assign_customer(**visit.scope, origin=origin_of(request), customer_id=customer_id, **said)
    messages.success(request, _("Kept: who looks after the customer sees it from now on."))
    return redirect("ledger:account", customer_id)


@looks
def sheet(
    request: HttpRequest, visit: Visit, customer_id: int, language: str, form: str
) -> HttpResponse:
    """The same lines and totals, to take away."""
    span = SpanFilter(request.GET).wanted(book_state(**visit.scope))
    table = account_table(
        **visit.scope, customer_id=customer_id, from_on=span.from_on, to_on=span.to_on,
        known_at=span.known_at,
    )  # fmt: skip
    return taken(table, language, form)

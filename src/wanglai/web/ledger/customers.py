"""The customers of the book, and the form with which a book begins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.exports.customers import customers_table
from wanglai.services.ledger.open_books import open_books
from wanglai.services.ledger.show_customers import BookState, book_state, customers_of_book
from wanglai.web.ledger.forms import CustomersFilter, OpenBookForm
from wanglai.web.ledger.orders import CUSTOMER_ORDERS
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import taken

PAGE_ROWS = 50


def no_book(
    request: HttpRequest, visit: Visit, state: BookState, form: OpenBookForm | None = None
) -> HttpResponse:
    """What every page of the book shows while there is none: the way to begin it."""
    first = {"month": f"{timezone.localdate():%Y}-01", "months": 12}
    shown = {"section": "book", "state": state, "form": form or OpenBookForm(initial=first)}
    return render(request, "ledger/no_book.html", shown, status=422 if form else 200)


@looks
def customers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who owes what at the end of a day; the largest first, or as the address says."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    form = CustomersFilter(request.GET)
    as_of, wanted = form.wanted(state), form.wanted_list()
    found = customers_of_book(
        **visit.scope,
        **as_of.query,
        search=wanted.search,
        order=wanted.order or CUSTOMER_ORDERS.first,
        after=wanted.after,
        limit=PAGE_ROWS,
    )
    shown = {
        "section": "book",
        "part": "customers",
        "state": state,
        "as_of": as_of,
        "wanted": wanted,
        "found": found,
        "orders": CUSTOMER_ORDERS.offered(wanted.order),
    }
    return render(request, "ledger/customers.html", shown)


@looks
def customers_sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every customer that fits, to take away."""
    filters = CustomersFilter(request.GET)
    as_of, wanted = filters.wanted(book_state(**visit.scope)), filters.wanted_list()
    order = wanted.order or CUSTOMER_ORDERS.first
    table = customers_table(**visit.scope, **as_of.query, search=wanted.search, order=order)
    return taken(table, language, form)


@acts
def open_book(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin the book with a month."""
    form = OpenBookForm(request.POST)
    if not form.is_valid():
        return no_book(request, visit, book_state(**visit.scope), form)
    open_books(
        **visit.scope,
        origin=origin_of(request),
        from_on=form.first_day(),
        months=form.cleaned_data["months"],
    )
    messages.success(request, _("The book is open. Post the first document, or import many."))
    return redirect("ledger:customers")

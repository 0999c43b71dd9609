"""The ageing: customers by buckets with their proof, the items behind each figure, and the workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.domain.ageing import EDGES
from wanglai.services.ageing.groupings import GROUPINGS
from wanglai.services.ageing.show_ageing import aged_items_page, ageing_page
from wanglai.services.ageing.words import BASES
from wanglai.services.cash.show_suspense import suspense_in_proof
from wanglai.services.exports.ageing import aged_items_table, ageing_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.web.ageing.forms import ROW_ORDERS, AgeingFilter
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken

PAGE_ROWS = 50


@looks
def report(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who owes how much for how long, per currency."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    asked = AgeingFilter(request.GET).asked(state)
    page = ageing_page(
        **visit.scope, **asked.figures, by=asked.by, within=asked.within, currency=asked.only or None,
        is_net_fifo=asked.is_net_fifo, order=asked.order or ROW_ORDERS.first, after=asked.after, limit=PAGE_ROWS,
    )  # fmt: skip
    by_name, by_total, by_days = ROW_ORDERS.offered(asked.order)
    shown = {
        "section": "book",
        "part": "ageing",
        "state": state,
        "suspended": suspense_in_proof(
            **visit.scope, on=asked.figures["on"], known_at=asked.figures.get("known_at")
        ),
        "asked": asked,
        "as_of": asked.as_of,
        "page": page,
        "bases": BASES.items(),
        "groupings": [(name, each.words) for name, each in GROUPINGS.items()],
        "edges": " ".join(map(str, EDGES)),
        "by_name": by_name,
        "by_total": by_total,
        "by_days": by_days,
    }
    return render(request, "ageing/report.html", shown)


@looks
def items(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """The instalments behind one customer's figure, or behind all of them."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    asked = AgeingFilter(request.GET).asked(state)
    page = aged_items_page(
        **visit.scope, **asked.figures, customer_id=customer_id, currency=asked.currency or None,
        place=asked.place,
    )  # fmt: skip
    shown = {
        "section": "book",
        "part": "ageing",
        "asked": asked,
        "as_of": asked.as_of,
        "page": page,
    }
    return render(request, "ageing/items.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every row of the report, to take away."""
    asked = AgeingFilter(request.GET).asked(book_state(**visit.scope))
    table = ageing_table(
        **visit.scope, **asked.figures, by=asked.by, within=asked.within, currency=asked.only or None,
        is_net_fifo=asked.is_net_fifo,
    )  # fmt: skip
    return taken(table, language, form)


@looks
def items_sheet(
    request: HttpRequest, visit: Visit, customer_id: int, language: str, form: str
) -> HttpResponse:
    """The instalments behind one figure, to take away."""
    asked = AgeingFilter(request.GET).asked(book_state(**visit.scope))
    table = aged_items_table(
        **visit.scope, **asked.figures, customer_id=customer_id, currency=asked.currency or None,
        place=asked.place,
    )  # fmt: skip
    return taken(table, language, form)

"""Receipts by where each stands, and the same to take away."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wanglai.services.cash.receipts import Wanted, receipts
from wanglai.services.cash.words import RECEIPT_KINDS, RECEIPT_STATES
from wanglai.services.exports.receipts import receipts_table
from wanglai.web.parts.asked import day_of, words_of
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import taken

DAYS = 90


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Receipts of the state and days that were chosen; the last ninety where none are."""
    wanted = _wanted(request)
    shown = {
        "section": "cash",
        "part": "receipts",
        "found": receipts(**visit.scope, wanted=wanted),
        "wanted": wanted,
        "kinds": RECEIPT_KINDS.items(),
    }
    return render(request, "cash/receipts.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every receipt that fits, to take away."""
    return taken(receipts_table(**visit.scope, wanted=_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what it does not know asks for nothing."""
    to_on = day_of(request.GET.get("to", "")) or timezone.localdate()
    from_on = day_of(request.GET.get("from", "")) or to_on - timedelta(days=DAYS)
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    after = None
    with suppress(ValueError):
        day, of_kind, number = request.GET.get("after", "").split("_")
        after = date.fromisoformat(day), of_kind, int(number)
    return Wanted(
        min(from_on, to_on), to_on, state if state in RECEIPT_STATES else "", kind if kind in RECEIPT_KINDS else "",
        words_of(request.GET.get("q", "")), after,
    )  # fmt: skip

"""The pages on which a customer says what the statement lacks: a payment, a paper."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.disputes.words import PAPERS
from wanglai.services.money import minor_of
from wanglai.services.portal.dispute_paper import Missing, dispute_paper, paper_asked
from wanglai.services.portal.dispute_payment import Paid, dispute_payment, payments_shown
from wanglai.services.portal.disputing import currency_to_dispute
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.portal.disputing import answered, form_of
from wanglai.web.portal.door import Caller, looks, sends
from wanglai.web.portal.looking import masked_page


@looks
def payment(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A payment the statement does not show, or shows otherwise."""
    return _payment(request, caller) if caller.visitor.sees_all else masked_page(request, caller)


@sends
def send_payment(request: HttpRequest, caller: Caller) -> HttpResponse:
    """It becomes a dispute."""

    def said() -> int:
        currency = currency_to_dispute(visitor=caller.visitor)
        chosen = request.POST.get("payment", "")
        paid = Paid(
            minor_of(words_of(request.POST.get("amount", "")), currency), day_of(request.POST.get("on", "")),
            words_of(request.POST.get("bank", "")), words_of(request.POST.get("reference", "")),
            (number_of(chosen) or 0) if chosen else None,
        )  # fmt: skip
        return dispute_payment(**caller.scope, **form_of(request), paid=paid)

    return answered(request, caller, said, lambda now, refusal: _payment(request, now, refusal))


@looks
def paper(request: HttpRequest, caller: Caller) -> HttpResponse:
    """An invoice, a credit note or a delivery that is missing."""
    return _paper(request, caller) if caller.visitor.sees_all else masked_page(request, caller)


@sends
def send_paper(request: HttpRequest, caller: Caller) -> HttpResponse:
    """It becomes a dispute."""

    def said() -> int:
        currency = currency_to_dispute(visitor=caller.visitor)
        missing = Missing(
            words_of(request.POST.get("paper", ""), 20), words_of(request.POST.get("number", "")),
            minor_of(words_of(request.POST.get("amount", "")), currency), day_of(request.POST.get("on", "")),
        )  # fmt: skip
        return dispute_paper(**caller.scope, **form_of(request), missing=missing)

    return answered(request, caller, said, lambda now, refusal: _paper(request, now, refusal))


def _payment(request: HttpRequest, caller: Caller, refusal: Refusal | None = None) -> HttpResponse:
    found = payments_shown(visitor=caller.visitor)
    return _shown(request, caller, "portal/payment.html", found, refusal)


def _paper(request: HttpRequest, caller: Caller, refusal: Refusal | None = None) -> HttpResponse:
    found = paper_asked(visitor=caller.visitor)
    return _shown(request, caller, "portal/paper.html", found, refusal)


def _shown(request: HttpRequest, caller: Caller, template: str, found: Any, refusal: Refusal | None) -> HttpResponse:  # fmt: skip
    shown: dict[str, Any] = {
        "caller": caller,
        "page": found,
        "papers": PAPERS.items(),
        "refusal": refusal,
        "said": request.POST,
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }
    status = http_status(refusal) if refusal is not None else 200
    return render(request, template, shown, status=status)

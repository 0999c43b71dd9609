"""One cycle: where it stands, what is billed of it, what is left out; close it, bill it."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.cycles.billing import bill_cycle
from wanglai.services.cycles.closing import close_cycle
from wanglai.services.cycles.show_cycle import cycle_page
from wanglai.services.cycles.words import CELL_WORDS, STEP_WORDS
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import day_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@looks
def page(request: HttpRequest, visit: Visit, cycle_id: int) -> HttpResponse:
    """The cycle, its steps, its bills or the bills to come."""
    return _shown(request, visit, cycle_id)


def _shown(
    request: HttpRequest, visit: Visit, cycle_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    found = cycle_page(**visit.scope, cycle_id=cycle_id, on=book_state(**visit.scope).day)
    shown = {
        "section": "book",
        "part": "cycles",
        "sub": "board",
        "page": found,
        "month": f"{found.to_on:%Y-%m}",
        "step_words": STEP_WORDS,
        "cell_words": CELL_WORDS,
        "refusal": refusal,
        "may_close": found.state == "open"
        and "close_cycle" in visit.company.acts
        and timezone.localdate() >= found.to_on,
        "may_bill": found.state == "closed"
        and "make_invoice" in visit.company.acts
        and (found.billed_at is None or bool(found.to_come)),
        "said": request.POST,
    }
    return render(request, "cycles/page.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip


@acts
def close(request: HttpRequest, visit: Visit, cycle_id: int) -> HttpResponse:
    """Closed once, for ever."""
    try:
        close_cycle(**visit.scope, origin=origin_of(request), cycle_id=cycle_id)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, cycle_id, refusal=refusal)
    messages.success(request, _("The cycle is closed. What comes in later goes to the next one."))
    return redirect("cycles:page", cycle_id)


@acts
def bill(request: HttpRequest, visit: Visit, cycle_id: int) -> HttpResponse:
    """The drafts of the cycle; a foreign currency wants its rate."""
    rates = {
        name.removeprefix("rate-"): rate
        for name, value in request.POST.items()
        if name.startswith("rate-") and (rate := _rate(str(value))) is not None
    }
    try:
        made = bill_cycle(
            **visit.scope, origin=origin_of(request), cycle_id=cycle_id, on=day_of(request.POST.get("on", "")), rates=rates
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, cycle_id, refusal=refusal)
    if made:
        messages.success(request, ngettext("%(n)d draft was made: look at it and post it.", "%(n)d drafts were made: look at them and post them.", len(made)) % {"n": len(made)})  # fmt: skip
    else:
        messages.info(request, _("There was nothing to bill in this cycle."))
    return redirect("cycles:page", cycle_id)


def _rate(text: str) -> Decimal | None:
    try:
        rate = Decimal(text.strip())
    except ArithmeticError:
        return None
    fits = rate.is_finite() and 0 < rate < 1_000_000_000 and rate == round(rate, 8)
    return rate if fits else None

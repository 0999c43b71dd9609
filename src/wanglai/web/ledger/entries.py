"""A journal entry with its seal, and its reversal."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.ledger.reverse import reverse_entry
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.ledger.show_entry import entry_page
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.ledger.forms import DayForm
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of


def _show(
    request: HttpRequest, visit: Visit, seq: int, *, refusal: Refusal | None = None,
    problems: tuple[object, ...] = (),
) -> HttpResponse:  # fmt: skip
    page = entry_page(**visit.scope, seq=seq)
    state = book_state(**visit.scope)
    shown = {
        "section": "book",
        "part": "customers",
        "page": page,
        "state": state,
        "day": page.entry_on if not page.period_is_closed else state.day,
        "refusal": refusal,
        "problems": problems,
        "key": uuid.uuid4().hex,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "ledger/entry.html", shown, status=status)


@looks
def entry(request: HttpRequest, visit: Visit, seq: int) -> HttpResponse:
    """The entry as it was posted, and whether it still says what was sealed."""
    return _show(request, visit, seq)


@acts
def reverse(request: HttpRequest, visit: Visit, seq: int) -> HttpResponse:
    """Take the entry back with another one."""
    form = DayForm(request.POST)
    if not form.is_valid():
        problems = tuple(error for errors in form.errors.values() for error in errors)
        return _show(request, visit, seq, problems=problems)
    sound = form.cleaned_data
    try:
        made = reverse_entry(
            **visit.scope, origin=origin_of(request), seq=seq, on=sound["on"], key=sound["key"]
        )
    except Refusal as refusal:
        return _show(request, visit, seq, refusal=refusal)
    messages.success(request, _("Reversed; both entries stay in the book."))
    return redirect("ledger:entry", made)

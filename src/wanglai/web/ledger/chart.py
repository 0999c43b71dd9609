"""The chart of the book beside the user's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.ledger.map_accounts import accounts, map_accounts
from wanglai.services.ledger.show_customers import book_state
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of

FIELD = "own-"


@looks
def accounts_of_book(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every account with the code the user's own books give it."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    shown = {
        "section": "book",
        "part": "balances",
        "accounts": accounts(**visit.scope),
        "may_map": "map_accounts" in visit.company.acts,
    }
    return render(request, "ledger/accounts.html", shown)


@acts
def map_codes(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the codes of the whole page."""
    own_codes = {
        int(name.removeprefix(FIELD)): value
        for name, value in request.POST.items()
        if name.startswith(FIELD)
        and name.removeprefix(FIELD).isdecimal()
        and isinstance(value, str)
    }
    seq = map_accounts(**visit.scope, origin=origin_of(request), own_codes=own_codes)
    messages.success(request, _("Kept.") if seq else _("Nothing was changed."))
    return redirect("ledger:accounts")

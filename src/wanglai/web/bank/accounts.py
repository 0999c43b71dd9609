"""Accounts of the company, their statements with the gaps between them, and every line."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.bank.booked_lines import WantedLines
from wanglai.services.bank.our_accounts import (
    KIND,
    asked_account,
    end_our_account,
    open_our_account,
)
from wanglai.services.bank.queries import (
    PAGE_ROWS,
    list_bank_files,
    list_bank_lines,
    list_our_accounts,
    our_account_page,
)
from wanglai.services.bank.words import LINE_STATES
from wanglai.services.exports.bank_lines import bank_lines_table
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import FIRST_DAY, day_of, number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import taken
from wanglai.web.parts.waiting import waits_for_another


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every account with where it stands, the newest files, and the place to drop the next."""
    return shown_accounts(request, visit)


def shown_accounts(
    request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None, said: dict[str, str] | None = None
) -> HttpResponse:  # fmt: skip
    """The list, with what was refused on it."""
    shown = {
        "section": "cash",
        "part": "bank",
        "accounts": list_our_accounts(**visit.scope),
        "files": list_bank_files(**visit.scope),
        "refusal": refusal,
        "said": said or {},
    }
    return render(request, "bank/list.html", shown, status=http_status(refusal) if refusal else 200)


@acts
def enter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """An account of the company; where another manager has to agree, the request waits for them."""
    said: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("name", "bank", "number", "currency")}  # fmt: skip
    origin = origin_of(request)
    try:
        open_our_account(**visit.scope, origin=origin, **said)
    except ApprovalIsNeeded:
        key = f"{KIND}:{uuid.uuid4().hex}"
        subject = asked_account(visit.company.id, **said)
        asked = request_approval(**visit.scope, origin=origin, kind=KIND, subject=subject, key=key)
        return waits_for_another(request, asked)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_accounts(request, visit, refusal=refusal, said=said)
    messages.success(
        request, _("The account is entered. Files that waited for it can be read again.")
    )
    return redirect("bank:list")


@acts
def end(request: HttpRequest, visit: Visit, account_id: int) -> HttpResponse:
    """No file is taken for the account any more."""
    end_our_account(**visit.scope, origin=origin_of(request), account_id=account_id)
    messages.success(request, _("No file is taken for the account any more; what was taken stays."))
    return redirect("bank:list")


@looks
def page(request: HttpRequest, visit: Visit, account_id: int) -> HttpResponse:
    """One account: its statements, newest first, and what is missing between them."""
    found = our_account_page(
        **visit.scope, account_id=account_id, after=number_of(request.GET.get("after", ""))
    )
    shown = {"section": "cash", "part": "bank", "page": found}
    return render(request, "bank/account.html", shown)


@looks
def lines(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every line of every account, found by name, text or reference."""
    wanted = _wanted(request)
    rows = list_bank_lines(**visit.scope, **wanted, after=number_of(request.GET.get("after", "")))
    shown = {
        "section": "cash",
        "part": "lines",
        "rows": rows,
        "wanted": wanted,
        "states": LINE_STATES.items(),
        "accounts": list_our_accounts(**visit.scope),
        "next_after": rows[-1].id if len(rows) == PAGE_ROWS else None,
    }
    return render(request, "bank/lines.html", shown)


@looks
def lines_sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every line that fits with what it was booked as, to take away."""
    said = _wanted(request)
    days = {"from_on": said["from_on"] or FIRST_DAY, "to_on": said["to_on"] or timezone.localdate()}
    return taken(bank_lines_table(**visit.scope, wanted=WantedLines(**said | days)), language, form)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for; what it does not know asks for nothing."""
    state = request.GET.get("state", "")
    return {
        "account_id": number_of(request.GET.get("account", "")),
        "statement_id": number_of(request.GET.get("statement", "")),
        "state": state if state in LINE_STATES else "",
        "search": words_of(request.GET.get("q", "")),
        "from_on": day_of(request.GET.get("from", "")),
        "to_on": day_of(request.GET.get("to", "")),
    }

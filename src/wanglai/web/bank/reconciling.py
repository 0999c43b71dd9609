"""余额调节表: the sheet of a day, prepared by one person and signed by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.bank.queries import our_account_page
from wanglai.services.bank.reconcile_bank import (
    bank_sheet,
    bank_sheets,
    prepare_bank_sheet,
    sign_bank_sheet,
)
from wanglai.services.bank.refusals import NothingToReconcile
from wanglai.services.refusals import Refusal
from wanglai.web.parts.asked import day_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of


@looks
def sheet(request: HttpRequest, visit: Visit, account_id: int) -> HttpResponse:
    """Bank, book and everything between them as of a day; the last statement's day where none is named."""
    account = our_account_page(**visit.scope, account_id=account_id).account
    as_of = day_of(request.GET.get("as_of", "")) or account.last_on or timezone.localdate()
    found, refusal = None, None
    try:
        found = bank_sheet(**visit.scope, account_id=account_id, as_of=as_of)
    except NothingToReconcile as nothing:
        refusal = nothing
    shown = {
        "section": "cash",
        "part": "bank",
        "account": account,
        "as_of": as_of,
        "sheet": found,
        "refusal": refusal,
        "sheets": bank_sheets(**visit.scope, account_id=account_id),
    }
    return render(request, "bank/sheet.html", shown)


@acts
def prepare(request: HttpRequest, visit: Visit, account_id: int) -> HttpResponse:
    """Keep the sheet as it stands, to be signed by another."""
    as_of = day_of(request.POST.get("as_of", "")) or timezone.localdate()
    address = f"{reverse('bank:sheet', args=[account_id])}?as_of={as_of.isoformat()}"
    try:
        prepare_bank_sheet(**visit.scope, account_id=account_id, as_of=as_of)
    except NothingToReconcile:
        return redirect(address)
    messages.success(request, _("The sheet is kept. Another person signs it."))
    return redirect(address)


@acts
def sign(request: HttpRequest, visit: Visit, reconciliation_id: int) -> HttpResponse:
    """Sign what was prepared; what is in the way is said where it was asked."""
    back = request.POST.get("account", "")
    try:
        sign_bank_sheet(
            **visit.scope, origin=origin_of(request), reconciliation_id=reconciliation_id
        )
    except Refusal as refusal:
        if refusal.code in ("access.denied", "access.not_found"):
            raise
        language = visit.language
        messages.error(request, f"{refusal.reason.within(language)} {refusal.remedy.within(language)}")  # fmt: skip
    else:
        messages.success(request, _("Signed."))
    return redirect("bank:sheet", int(back)) if back.isdecimal() else redirect("bank:list")
